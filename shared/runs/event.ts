import { z } from "zod";
import { checkpointSchema } from "./checkpoint-files";
import { runCreatedSchema } from "./first-event";
import { fromFormat1 } from "./format-1";
import { gateAskedSchema, gatePassedSchema, gateRefusedSchema } from "./gate";
import { leaseRenewedSchema, ownerSchema } from "./lease";
import { leftOutShape } from "./left-out";
import { permissionAnsweredSchema, permissionAskedSchema } from "./permission";
import { processEndSchema } from "./process-end";
import { queuedSchema, queueLeftSchema } from "./queue";
import {
  agentReportedSchema,
  toolCalledSchema,
  waitingEndedSchema,
  waitingSchema,
} from "./reported";
import { validationEndedSchema, validationStartedSchema } from "./validation";

export { type AgentChoice, agentChoiceSchema } from "./first-event";

/** How a session in a terminal came to its end. */
export const sessionEndSchema = z.enum([
  /** The agent and the validation ended on their own. */
  "finished",
  /** A person stopped it. */
  "stopped",
  /** The app quit or died while it went on. */
  "interrupted",
]);
export type SessionEnd = z.infer<typeof sessionEndSchema>;

/** What became of secrets on the way to the disk: whether they were looked for, and how many of each kind. */
export const redactionSchema = z.object({
  applied: z.boolean(),
  counts: z.record(z.string(), z.number().int().nonnegative()),
  /**
   * Different secrets that were whole on the screen and nowhere whole in the output, so that they could not be
   * hidden. Undefined where nobody looked.
   */
  onScreen: z.number().int().nonnegative().optional(),
});
export type Redaction = z.infer<typeof redactionSchema>;

/** Names a private recording that a shared copy was made from. */
export const originalSchema = z.object({
  /** SHA-256 of its session.cast, in hex, and the file's bytes. */
  digest: z.string(),
  bytes: z.number().int().nonnegative(),
  /** SHA-256 of its events up to and including session-ended. */
  events: z.string(),
});
export type Original = z.infer<typeof originalSchema>;

/** Some paths by name, and how many more there are. */
export const namedPathsSchema = z.object({
  paths: z.array(z.string()),
  more: z.number().int().nonnegative(),
});
export type NamedPaths = z.infer<typeof namedPathsSchema>;

/** A folder as it was made: its path without links, and the system's numbers for its device and itself. */
export const folderMarkSchema = z.object({
  path: z.string(),
  device: z.string(),
  inode: z.string(),
});
export type FolderMark = z.infer<typeof folderMarkSchema>;

/** Something in the repository, outside of the run's own branch and tree, that is not what it was. */
export const aroundSchema = z.object({
  what: z.enum(["head", "branch", "ref", "stash", "configuration", "hook", "file", "more"]),
  name: z.string(),
  /** Commits of a ref; undefined where there was or is none. */
  from: z.string().optional(),
  to: z.string().optional(),
});
export type Around = z.infer<typeof aroundSchema>;

/** A program that still runs. */
export const runningSchema = z.object({ pid: z.number().int(), command: z.string() });
export type Running = z.infer<typeof runningSchema>;

const events = z.discriminatedUnion("type", [
  runCreatedSchema,
  leaseRenewedSchema,
  queuedSchema,
  queueLeftSchema,
  /** The run's working tree stands. Another folder, or a link, in its place is not the run's. */
  z.object({ type: z.literal("tree-made"), tree: folderMarkSchema }),
  z.object({ type: z.literal("start-failed"), reason: z.string() }),
  z.object({
    type: z.literal("session-started"),
    /** The process that writes the recording owns the run until the session's end. */
    owner: ownerSchema,
    /**
     * The owner's `pid` and `started` once more. A reader of format 1 wants them, and without them it would call the
     * log damaged where it has to say that the run is of a later format.
     */
    hostPid: z.number().int().optional(),
    hostStarted: z.string().optional(),
    /** Of the program that runs first. */
    pid: z.number().int(),
    cols: z.number().int(),
    rows: z.number().int(),
    /** The app's version that records, and the run folder's format; undefined before there was one. */
    recorder: z.object({ app: z.string(), format: z.number().int() }).optional(),
  }),
  /** The command that makes the working tree ready runs before the agent; one that fails ends the run. */
  z.object({ type: z.literal("set-up-started"), command: z.string() }),
  z.object({ type: z.literal("set-up-ended"), end: processEndSchema }),
  /** The person took the agent's work for finished, so however it ended then is held against nobody. */
  z.object({ type: z.literal("finish-asked") }),
  z.object({ type: z.literal("agent-ended"), end: processEndSchema }),
  /** Files of the working tree changed and came to rest; also once more after the session's end. */
  checkpointSchema,
  toolCalledSchema,
  waitingSchema,
  waitingEndedSchema,
  agentReportedSchema,
  permissionAskedSchema,
  permissionAnsweredSchema,
  /**
   * The working tree's content when the agent had ended, kept as a commit on the run's branch, before the
   * validation runs: what it runs on is what is shown and what an approval merges.
   */
  z.object({ type: z.literal("snapshot-taken"), commit: z.string() }),
  validationStartedSchema,
  validationEndedSchema,
  z.object({
    type: z.literal("session-ended"),
    how: sessionEndSchema,
    /** SHA-256 of session.cast, in hex, and its size in bytes. */
    digest: z.string(),
    bytes: z.number().int(),
    /** Seconds. */
    duration: z.number(),
    /** Bytes of an unfinished last line that recovery cut off after the recorder had died. */
    cut: z.number().int().positive().optional(),
    /** Undefined where the recorder died and nobody knows. */
    redaction: redactionSchema.optional(),
    /** Of exchange.jsonl, where the agent wrote one. */
    exchange: z.object({ digest: z.string(), bytes: z.number().int() }).optional(),
  }),
  /** The working tree's content, kept as a commit on the run's branch. */
  z.object({
    type: z.literal("change-captured"),
    commit: z.string(),
    files: z.number().int(),
    added: z.number().int(),
    removed: z.number().int(),
    /** Files of the commit that were others after the validation; undefined where none ran on it. */
    since: namedPathsSchema.optional(),
    /** What changed around the run in the repository while it went on; undefined where nobody looked. */
    around: z.array(aroundSchema).optional(),
    ...leftOutShape,
  }),
  /** The working tree could not be kept as a commit, for this reason: there is no change to show. */
  z.object({ type: z.literal("capture-failed"), reason: z.string() }),
  /** What the agent or the validation had started and left running; it was ended. */
  z.object({
    type: z.literal("left-behind"),
    by: z.enum(["set-up", "agent", "validation"]),
    processes: z.array(runningSchema),
  }),
  /** Programs of the run that could not be ended, or that work in its tree and are not known to be its own. */
  z.object({ type: z.literal("left-running"), processes: z.array(runningSchema) }),
  gateAskedSchema,
  gatePassedSchema,
  gateRefusedSchema,
  z.object({
    type: z.literal("approved"),
    /** The commit that was shown and approved, and the one it became on the person's branch. */
    shown: z.string(),
    commit: z.string(),
    branch: z.string(),
    by: z.string(),
  }),
  z.object({ type: z.literal("sent-back"), note: z.string(), keptAs: z.string(), by: z.string() }),
  z.object({ type: z.literal("discarded"), keptAs: z.string(), by: z.string() }),
  /** Discarded though its work could not be kept under a ref; `left` says what stays where. */
  z.object({ type: z.literal("dismissed"), left: z.string(), by: z.string() }),
  /** The last event of a copy for others: it was redacted again, so it is not what was recorded. */
  z.object({
    type: z.literal("shared"),
    by: z.string(),
    original: originalSchema,
    /** What the copy hides that the original does not. */
    redaction: redactionSchema,
  }),
]);
/**
 * The run's events: what happened, in the order it happened. The log is append-only; the state of a run
 * is what `project` makes of them.
 */
export const runEventSchema = z.preprocess(fromFormat1, events);
export type RunEvent = z.infer<typeof runEventSchema>;
/** The events that the pty host is told of while it writes the log. */
export const notedEventSchema = checkpointSchema;
export type NotedEvent = z.infer<typeof notedEventSchema>;

export type CreatedEvent = Extract<RunEvent, { type: "run-created" }>;

/** The kinds of events that this version knows. What it does not know it passes over. */
export const knownEventTypes: ReadonlySet<string> = new Set([
  ...events.options.map(({ shape }) => shape.type.value),
  // The first event of format 1.
  "created",
]);

const logged = {
  seq: z.number().int().nonnegative(),
  /** ISO 8601 with milliseconds, UTC. */
  at: z.string(),
  /** Seconds since the session's terminal started; undefined before and after it. */
  time: z.number().optional(),
  prev: z.string(),
  hash: z.string(),
};

/**
 * One line of events.jsonl. `hash` is the SHA-256, in hex, of the line's JSON without the hash itself,
 * and `prev` the hash of the line before (empty for the first), so that a changed, cut, moved or added
 * line shows.
 */
export const loggedEventSchema = z.object({ ...logged, event: runEventSchema });

/** A line of events.jsonl with an event of any kind, also one of a later version. */
export const logLineSchema = z.object({ ...logged, event: z.looseObject({ type: z.string() }) });
export type LoggedEvent = z.infer<typeof loggedEventSchema>;
