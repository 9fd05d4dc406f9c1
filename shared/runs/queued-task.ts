import { z } from "zod";
import { agentChoiceSchema } from "./first-event";

/** Names an entry of a project's queue. */
export const queueIdSchema = z
  .string()
  .regex(/^q-[0-9a-f]{12}$/)
  .brand<"QueueId">();
export type QueueId = z.infer<typeof queueIdSchema>;

/** The commands and the line of a task as the person saw them. A task with others is not started without a look. */
export const seenTaskSchema = z.object({
  line: z.string(),
  validation: z.string().optional(),
  setUp: z.string().optional(),
});
export type SeenTask = z.infer<typeof seenTaskSchema>;

/** A task that starts by itself once nothing stands in its way. */
export const queuedTaskSchema = z.object({
  id: queueIdSchema,
  feature: z.string(),
  task: z.string(),
  title: z.string(),
  agent: agentChoiceSchema,
  recordsInput: z.boolean(),
  seen: seenTaskSchema,
  /** ISO 8601, UTC. */
  addedAt: z.string(),
  /** The person wants the start although the task should wait for others. Files in use are still waited for. */
  insists: z.boolean(),
  /** Why the start was refused, as a sentence. The entry waits for the person then. */
  refused: z.string().optional(),
});
export type QueuedTask = z.infer<typeof queuedTaskSchema>;

/** The name by which runs of one agent are counted. */
export function agentKey(agent: QueuedTask["agent"]): string {
  switch (agent.kind) {
    case "built-in":
      return "built-in";
    case "adapter":
      return agent.adapter;
    case "command":
      return "command";
  }
}

/** How many runs may go on at once. */
export interface Places {
  readonly most: number;
  /** Lower limits of single agents, by `agentKey`. */
  readonly perAgent: Readonly<Record<string, number>>;
}

const gigabyte = 1024 ** 3;

/**
 * The number of runs that a machine takes: one for each core and for each two gigabytes of memory, at least two. An
 * agent waits for its model most of the time, and its memory is what twenty of them use up first.
 */
export const placesOfMachine = (cores: number, bytes: number): number =>
  Math.max(2, Math.min(cores, Math.floor(bytes / (2 * gigabyte))));
