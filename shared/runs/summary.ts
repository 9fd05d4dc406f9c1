import { z } from "zod";
import { runIdSchema } from "../base/ids";
import {
  agentChoiceSchema,
  aroundSchema,
  namedPathsSchema,
  runningSchema,
  sessionEndSchema,
} from "./event";
import { gateSchema } from "./gate";
import { leftOutShape } from "./left-out";
import { permissionAskedSchema } from "./permission";
import { processEndSchema } from "./process-end";
import { waitsForSchema } from "./queue";
import { tokensSchema, waitingSchema } from "./reported";
import { runSandboxSchema } from "./sandbox";
import { validationCommandSchema, validationSchema } from "./validation";

export { type AgentChoice, agentChoiceSchema } from "./event";
export type { Validation } from "./validation";

const captured = z.object({
  commit: z.string(),
  files: z.number().int(),
  added: z.number().int(),
  removed: z.number().int(),
  /** Files that were others after the validation; undefined where none ran on this commit. */
  since: namedPathsSchema.optional(),
  /** What else changed in the repository while the run went on; undefined where nobody looked. */
  around: z.array(aroundSchema).optional(),
  ...leftOutShape,
});

export type Captured = z.infer<typeof captured>;

const recording = z.object({
  digest: z.string(),
  bytes: z.number().int(),
  duration: z.number(),
  /** Bytes of an unfinished last line that were cut off after the recorder had died. */
  cut: z.number().int().positive().optional(),
});
export type RecordingSummary = z.infer<typeof recording>;

/** What happened in the terminal, once it is over. */
const outcome = {
  how: sessionEndSchema,
  /** How the command before the agent ended, where it failed: the agent was not started then. */
  setUpFailed: processEndSchema.optional(),
  agentEnd: processEndSchema.optional(),
  /** The person took its work for finished before it ended. */
  finishAsked: z.literal(true).optional(),
  /** How its validations went together. */
  validation: validationSchema,
  recording,
};

/** Where a run stands. Each phase carries what is known then, and no more. */
export const runStateSchema = z.discriminatedUnion("phase", [
  z.object({ phase: z.literal("queued"), waitsFor: waitsForSchema }),
  z.object({ phase: z.literal("preparing") }),
  z.object({ phase: z.literal("start-failed"), reason: z.string() }),
  z.object({
    phase: z.literal("running"),
    step: z.enum(["set-up", "agent", "validation"]),
    pid: z.number().int(),
    /** The person took the agent's work for finished; the agent is being ended. */
    finishAsked: z.literal(true).optional(),
    /** The agent waits for the person, by its own word or its terminal's. */
    waiting: waitingSchema.omit({ type: true }).optional(),
  }),
  /** The terminal is over; the working tree is not yet captured. */
  z.object({ phase: z.literal("ended"), ...outcome }),
  /** The working tree cannot be kept as a commit. */
  z.object({ phase: z.literal("uncaptured"), ...outcome, reason: z.string() }),
  z.object({ phase: z.literal("review"), ...outcome, change: captured }),
  z.object({
    phase: z.literal("approved"),
    ...outcome,
    change: captured,
    commit: z.string(),
    branch: z.string(),
  }),
  z.object({
    phase: z.literal("sent-back"),
    ...outcome,
    change: captured.optional(),
    note: z.string(),
    keptAs: z.string(),
  }),
  z.object({
    phase: z.literal("discarded"),
    ...outcome,
    change: captured.optional(),
    keptAs: z.string(),
  }),
  /** Discarded, and its work is not kept under a ref. */
  z.object({
    phase: z.literal("dismissed"),
    ...outcome,
    change: captured.optional(),
    left: z.string(),
  }),
]);
export type RunState = z.infer<typeof runStateSchema>;
/** What a run left, once that is collected. */
export const changeOf = (state: RunState): Captured | undefined =>
  "change" in state ? state.change : undefined;
export type RunPhase = RunState["phase"];

/** What lists and cards show of a run. */
export const runSummarySchema = z.object({
  id: runIdSchema,
  feature: z.string(),
  task: z.object({ id: z.string(), title: z.string() }),
  requirements: z.array(z.object({ id: z.string(), text: z.string() })),
  agent: agentChoiceSchema,
  model: z.string(),
  branch: z.string(),
  base: z.string(),
  runBranch: z.string(),
  worktree: z.string(),
  validations: z.array(validationCommandSchema),
  /** What confines its programs; undefined in records of earlier versions. */
  sandbox: runSandboxSchema.optional(),
  /** What is typed is recorded. */
  recordsInput: z.boolean().optional(),
  /** ISO 8601. */
  createdAt: z.string(),
  updatedAt: z.string(),
  state: runStateSchema,
  /** What the agent's model counted, by the agent's own word; undefined where that is not known. */
  tokens: tokensSchema.optional(),
  /** What the agent asks to be allowed, and nobody answered yet; undefined for nothing. */
  permissions: z.array(permissionAskedSchema.omit({ type: true })).optional(),
  /** Undefined for none. */
  gates: z.array(gateSchema).optional(),
  /** Programs of it that still ran when it was over, as far as they were found. */
  leftRunning: z.array(runningSchema).optional(),
  /** Who shared it; undefined for a run of this person's own. */
  sharedBy: z.string().optional(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;
