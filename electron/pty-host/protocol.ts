// What passes between the supervisor and the pty host. The pty host is a process of its own: a utility
// process under the app, a forked child under the command line. It owns the terminal and, from
// `session-started` to `session-ended`, the run's folder: it alone writes session.cast and events.jsonl.

import { loggedEventSchema, notedEventSchema, sessionEndSchema } from "@shared/runs/event";
import { z } from "zod";

const program = z.object({
  file: z.string(),
  args: z.array(z.string()),
  /** What the terminal says it runs. */
  label: z.string(),
  /** Instead of the session's environment. */
  env: z.record(z.string(), z.string()).optional(),
});
export type Program = z.infer<typeof program>;

export const sessionSpecSchema = z.object({
  run: z.string(),
  /** The run's folder: session.cast and events.jsonl are in it. events.jsonl exists. */
  folder: z.string(),
  cwd: z.string(),
  env: z.record(z.string(), z.string()),
  cols: z.number().int(),
  rows: z.number().int(),
  title: z.string(),
  /** Lines shown, and recorded, before the agent starts: what runs, with which model, where. */
  banner: z.array(z.string()),
  /** Runs before the agent; where it fails the agent is not started. */
  setUp: program.optional(),
  agent: program,
  /** The agent tells of itself in the folder's report file; of another one only its terminal tells. */
  reports: z.boolean().optional(),
  validation: program.optional(),
  /** Records what is typed, but never while the terminal does not show it. */
  recordsInput: z.boolean().optional(),
  /** Secrets that are in no environment: those of files which the run's tree was given. */
  secrets: z.array(z.string()).optional(),
  /** The person's own patterns of secrets; what the environments hold is known from them. */
  redact: z.array(z.string()),
});
export type SessionSpec = z.infer<typeof sessionSpecSchema>;

/** The commit that a working tree was kept as, or why it could not be kept. */
const takenSchema = z.union([z.object({ commit: z.string() }), z.object({ failed: z.string() })]);
export type Taken = z.infer<typeof takenSchema>;

export const toHostSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("open"), session: sessionSpecSchema }),
  /**
   * Shows the terminal, from its beginning, on a channel: the MessagePort that comes with this message,
   * or, without one, `terminal` messages that carry the same channel number.
   */
  z.object({ type: z.literal("attach"), run: z.string(), channel: z.number().int() }),
  /** A message of a channel that has no MessagePort; the payload is a TerminalToHost. */
  z.object({ type: z.literal("terminal"), channel: z.number().int(), message: z.unknown() }),
  z.object({ type: z.literal("detach"), channel: z.number().int() }),
  /**
   * Something that happened at a time, in milliseconds since 1970, and that the host cannot see. It answers
   * with the event once that is on disk; a session that is over leaves it to whoever has the folder next.
   */
  z.object({
    type: z.literal("note"),
    run: z.string(),
    event: notedEventSchema,
    at: z.number(),
  }),
  /** The person takes the agent's work for finished: the agent is asked to end, and the validation follows. */
  z.object({ type: z.literal("finish"), run: z.string() }),
  /** What `agent-over` asked for. */
  z.object({
    type: z.literal("snapshot"),
    run: z.string(),
    taken: takenSchema,
  }),
  /** Asks for a sign of life. */
  z.object({ type: z.literal("ping") }),
  /** Ends the run's whole process group, then finishes the recording. */
  z.object({ type: z.literal("stop"), run: z.string(), how: sessionEndSchema }),
]);
export type ToHost = z.infer<typeof toHostSchema>;

export const fromHostSchema = z.discriminatedUnion("type", [
  /** An event that is on disk. */
  z.object({ type: z.literal("event"), run: z.string(), logged: loggedEventSchema }),
  /** The session never started; the reason is for the person. The run's folder is given back. */
  z.object({ type: z.literal("failed"), run: z.string(), reason: z.string() }),
  /**
   * The agent and all it started have ended, and a validation is to follow: the working tree is to be kept as a
   * commit now. The host waits for the `snapshot`.
   */
  z.object({ type: z.literal("agent-over"), run: z.string() }),
  /** The session was stopped and its programs have ended, but the end of its record waits for a full disk. */
  z.object({ type: z.literal("waits"), run: z.string() }),
  /**
   * The session started and its record could not be finished; every file is closed. The run's folder is given
   * back as one whose writer has died.
   */
  z.object({ type: z.literal("lost"), run: z.string() }),
  /** session-ended is on disk and every file is closed: the run's folder is given back. */
  z.object({ type: z.literal("closed"), run: z.string() }),
  z.object({ type: z.literal("terminal"), channel: z.number().int(), message: z.unknown() }),
  /** The answer to `ping`. */
  z.object({ type: z.literal("alive") }),
]);
export type FromHost = z.infer<typeof fromHostSchema>;
