import { z } from "zod";
import { adapterIdSchema, agentModeSchema } from "../agents/adapter";
import { runIdSchema } from "../base/ids";
import { runFormat } from "./folder-format";
import { ownerSchema, withoutMachine } from "./lease";
import { runSandboxSchema } from "./sandbox";
import { validationCommandSchema } from "./validation";

/** Which program does the task. */
export const agentChoiceSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("built-in") }),
  /** A command line for the system's shell, as the person typed it. */
  z.object({ kind: z.literal("command"), command: z.string().trim().min(1).max(8000) }),
  /** An agent that an adapter describes. */
  z.object({
    kind: z.literal("adapter"),
    adapter: adapterIdSchema,
    /** The adapter's name, for a reader without the adapter. */
    name: z.string().min(1).max(200),
    mode: agentModeSchema,
    /** The model that the person chose; undefined for the agent's own choice. */
    model: z.string().trim().min(1).max(200).optional(),
  }),
]);
export type AgentChoice = z.infer<typeof agentChoiceSchema>;

const named = z.string().min(1).max(200);

/** A program as it is known without starting it. */
export const agentProgramSchema = z.object({
  /** As its package or its command calls it. */
  name: named,
  version: named.optional(),
});
export type AgentProgram = z.infer<typeof agentProgramSchema>;

/** SHA-256 in hex. */
const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** A run's first event: all that is settled before anything of it exists. In format 1 it was called `created`. */
export const runCreatedSchema = z.object({
  type: z.literal("run-created"),
  /** The log's format. A reader of lower ones does not read the run. */
  format: z.union([z.literal(1), z.literal(2)]),
  run: runIdSchema,
  /** The process that prepares the run, and looks after it once its session is over. */
  owner: ownerSchema,
  feature: z.string(),
  specPath: z.string(),
  /** Git's object id of the spec at the base commit. */
  specBlob: z.string(),
  tasksPath: z.string(),
  /** The folder of the working tree that the agent and the validation work in, if it is not the top. */
  folder: z.string().optional(),
  task: z.object({ id: z.string(), title: z.string(), line: z.string() }),
  requirements: z.array(z.object({ id: z.string(), text: z.string() })),
  agent: agentChoiceSchema,
  /** Undefined where that cannot be told without starting it, and in format 1. */
  program: agentProgramSchema.optional(),
  /** The settings that the agent is started with, where they have a name of their own. */
  profile: z.object({ name: named, version: named }).optional(),
  /** The definition of the expert that does the task; undefined for none. */
  expert: z.object({ name: named, digest }).optional(),
  /** Where the run happens and what it can reach; see FORMAT.md. Undefined in format 1. */
  environment: z.object({ digest }).optional(),
  /** What confines the run's programs; undefined in records of earlier versions. */
  sandbox: runSandboxSchema.optional(),
  /** What stands behind the agent, in words: "scripted model", … */
  model: z.string(),
  /** The person's branch: where the run starts from and an approved change goes to. */
  branch: z.string(),
  base: z.string(),
  runBranch: z.string(),
  worktree: z.string(),
  validations: z.array(validationCommandSchema),
  /** The command that runs before the agent. */
  setUp: z.string().optional(),
  /** What a reviewer said of an earlier run of the same task. */
  note: z.string().optional(),
  /** Whose files at which checkpoint, a commit, it began with, in place of those of its base. */
  startedFrom: z.object({ run: runIdSchema, checkpoint: z.string() }).optional(),
  /** The run whose prompt the agent got once more, in place of its own day's. */
  repeats: z.string().optional(),
  /** The person has edited the prompt before the start. */
  editedPrompt: z.literal(true).optional(),
  /** Why the task should have waited; the person started it all the same. */
  anyway: z.string().optional(),
  /** The person wanted what is typed to be recorded. */
  recordsInput: z.boolean().optional(),
  /** The app keeps a journal of this run outside of its folder; undefined before it did. */
  sealed: z.boolean().optional(),
});

/** Begins a run in today's format. */
export const runCreated = (
  facts: Omit<z.infer<typeof runCreatedSchema>, "type" | "format">,
): z.infer<typeof runCreatedSchema> => ({
  type: "run-created",
  format: runFormat.version,
  ...facts,
});

/**
 * The first event of a copy for others: it is written in today's format, and where the run's files lay and on which
 * machine is nothing for others.
 */
export const runCopied = (
  created: z.infer<typeof runCreatedSchema>,
): z.infer<typeof runCreatedSchema> => {
  const owner = withoutMachine(created.owner);
  return { ...created, format: runFormat.version, owner, worktree: "" };
};
