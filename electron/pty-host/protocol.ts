// The messages between the supervisor and the pty host. The pty host is a process of its own: a utility process
// under the app, a forked child under the command line. It owns the terminal. From `session-started` to
// `session-ended` it also owns the run's folder: it alone writes session.cast and events.jsonl.

import { runIdSchema } from "@shared/base/ids";
import { loggedEventSchema, notedEventSchema, sessionEndSchema } from "@shared/runs/event";
import { z } from "zod";

const program = z.object({
  file: z.string(),
  args: z.array(z.string()),
  /** The program's description in the terminal. */
  label: z.string(),
  /** Replaces the session's environment. */
  env: z.record(z.string(), z.string()).optional(),
});
export type Program = z.infer<typeof program>;

export const sessionSpecSchema = z.object({
  run: runIdSchema,
  /** The run's folder, which contains session.cast and events.jsonl. events.jsonl exists. */
  folder: z.string(),
  cwd: z.string(),
  env: z.record(z.string(), z.string()),
  cols: z.number().int(),
  rows: z.number().int(),
  title: z.string(),
  /** Lines that are shown and recorded before the agent starts: command, model and folder. */
  banner: z.array(z.string()),
  /** The command line before each program, which confines the program; undefined for a run that is not confined. */
  confined: z.array(z.string()).min(1).optional(),
  /** Runs before the agent. If it fails, the agent is not started. */
  setUp: program.optional(),
  agent: program,
  /**
   * Whether the agent reports its steps in the folder's report file. Otherwise its state is derived from the
   * terminal.
   */
  reports: z.boolean().optional(),
  /** Run one after the other, until one fails. */
  validations: z.array(program),
  /** Whether typed input is recorded. Input that the terminal does not show is never recorded. */
  recordsInput: z.boolean().optional(),
  /** Secrets outside of the environments: those of files that were copied to the run's tree. */
  secrets: z.array(z.string()).optional(),
  /** The person's own patterns of secrets. Secrets of the environments are found without patterns. */
  redact: z.array(z.string()),
});
export type SessionSpec = z.infer<typeof sessionSpecSchema>;

/** The commit of the working tree, or the reason why it could not be committed. */
const takenSchema = z.union([z.object({ commit: z.string() }), z.object({ failed: z.string() })]);
export type Taken = z.infer<typeof takenSchema>;

export const toHostSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("open"),
    session: sessionSpecSchema,
    /** Notes of the engine that the host keeps for the next engine; see `heldSessionSchema`. */
    kept: z.unknown().optional(),
  }),
  /**
   * Asks for the sessions, after the engine was started anew. The host answers with `sessions`, and ends the
   * channels without a MessagePort, because their viewers were connected to the earlier engine.
   */
  z.object({ type: z.literal("take-up") }),
  /** Everything about the run's ended session is on disk, so the host forgets the session. */
  z.object({ type: z.literal("release"), run: runIdSchema }),
  /**
   * Shows the terminal from its beginning on a channel: the MessagePort of this message, or else `terminal`
   * messages with the same channel number.
   */
  z.object({ type: z.literal("attach"), run: runIdSchema, channel: z.number().int() }),
  /** A message of a channel without a MessagePort; the payload is a TerminalToHost. */
  z.object({ type: z.literal("terminal"), channel: z.number().int(), message: z.unknown() }),
  z.object({ type: z.literal("detach"), channel: z.number().int() }),
  /**
   * An event that the host cannot observe, with its time in milliseconds since 1970. The host answers with the
   * logged event once it is on disk. After the session's end the event is left to the next owner of the folder.
   */
  z.object({
    type: z.literal("note"),
    run: runIdSchema,
    event: notedEventSchema,
    at: z.number(),
  }),
  /** The person considers the agent's work finished: the agent is asked to end, and the validation follows. */
  z.object({ type: z.literal("finish"), run: runIdSchema }),
  /** The answer to `agent-over`. */
  z.object({
    type: z.literal("snapshot"),
    run: runIdSchema,
    taken: takenSchema,
  }),
  /** A ping. */
  z.object({ type: z.literal("ping") }),
  /** Ends the run's whole process group, then finishes the recording. */
  z.object({ type: z.literal("stop"), run: runIdSchema, how: sessionEndSchema }),
]);
export type ToHost = z.infer<typeof toHostSchema>;

const sessionMessages = [
  /** An event that is on disk. */
  z.object({ type: z.literal("event"), run: runIdSchema, logged: loggedEventSchema }),
  /** The session never started; the reason is for the person. The host gives up the run's folder. */
  z.object({ type: z.literal("failed"), run: runIdSchema, reason: z.string() }),
  /**
   * The agent and all its child processes have ended, and a validation follows: the working tree has to be
   * committed now. The host waits for the `snapshot`.
   */
  z.object({ type: z.literal("agent-over"), run: runIdSchema }),
  /** The session was stopped and its programs have ended, but the record cannot be finished while the disk is full. */
  z.object({ type: z.literal("waits"), run: runIdSchema }),
  /**
   * The session started and its record could not be finished; all files are closed. The run's folder has to be
   * treated as after the death of its writer.
   */
  z.object({ type: z.literal("lost"), run: runIdSchema }),
  /** session-ended is on disk and all files are closed: the host gives up the run's folder. */
  z.object({ type: z.literal("closed"), run: runIdSchema }),
] as const;

/** A message about one session. */
export const sessionMessageSchema = z.discriminatedUnion("type", sessionMessages);
export type SessionMessage = z.infer<typeof sessionMessageSchema>;

/** A session that no engine has released. */
const heldSessionSchema = z.object({
  run: runIdSchema,
  /** The run's folder. */
  folder: z.string(),
  /** The notes of the `open` message. */
  kept: z.unknown().optional(),
  /**
   * The session's earlier messages that still count, in order: all events that a journal notes, a question that is
   * not answered, and the session's end.
   */
  messages: z.array(sessionMessageSchema),
});
export type HeldSession = z.infer<typeof heldSessionSchema>;

export const fromHostSchema = z.discriminatedUnion("type", [
  ...sessionMessages,
  /** The answer to `take-up`. Later messages of these sessions follow it. */
  z.object({ type: z.literal("sessions"), sessions: z.array(heldSessionSchema) }),
  z.object({ type: z.literal("terminal"), channel: z.number().int(), message: z.unknown() }),
  /** The answer to `ping`. */
  z.object({ type: z.literal("alive") }),
]);
export type FromHost = z.infer<typeof fromHostSchema>;

const refusedOpenSchema = z.object({
  type: z.literal("open"),
  session: z.object({ run: runIdSchema }),
});

/**
 * Reads a message to the host.
 * @returns the message, or the answer to a session that cannot be read. Without that answer the engine would wait for
 *   ever for the session's first event. Other messages that cannot be read have no answer.
 */
export function readToHost(data: unknown): { message?: ToHost; refusal?: FromHost } {
  const parsed = toHostSchema.safeParse(data);
  if (parsed.success) return { message: parsed.data };
  const open = refusedOpenSchema.safeParse(data);
  if (!open.success) return {};
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  const reason = `The terminal host cannot read the session (${wrong.join("; ")}). This is a fault of the app: please report it.`;
  return { refusal: { type: "failed", run: open.data.session.run, reason } };
}
