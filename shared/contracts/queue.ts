import { z } from "zod";
import { agentChoiceSchema } from "../runs/first-event";
import { queuedTaskSchema, queueIdSchema } from "../runs/queued-task";
import { call, nothing } from "./call";

export const queueStateSchema = z.object({
  /** In the order in which they start. */
  entries: z.array(
    queuedTaskSchema.omit({ seen: true }).extend({
      /** What it waits for, as a sentence; undefined when it starts now. */
      waits: z.string().optional(),
    }),
  ),
  paused: z.boolean(),
  /** A sentence about a queue that could not be read; undefined when nothing is wrong. */
  wrong: z.string().optional(),
  places: z.object({
    /** The number of runs that may go on at once. */
    most: z.number().int(),
    /** What the machine takes, which counts unless the person chose another number. */
    ofMachine: z.number().int(),
    chosen: z.boolean(),
    /** The places in use. A run that waits for the person takes none. */
    taken: z.number().int(),
  }),
});
export type QueueState = z.infer<typeof queueStateSchema>;
export type QueueEntry = QueueState["entries"][number];

const entry = z.object({ id: queueIdSchema });

export const queueCalls = {
  "queue.state": call(nothing, queueStateSchema),
  /** How busy the machine is: the processor since the last such call, and its memory. */
  "queue.load": call(
    nothing,
    z.object({
      /** The part of all cores that was busy. */
      processor: z.number().min(0).max(1),
      /** Bytes. */
      memory: z.object({ used: z.number(), total: z.number() }),
    }),
  ),
  /** Adds tasks at the end. Each starts by itself once nothing stands in its way. */
  "queue.add": call(
    z.object({
      tasks: z
        .array(
          z.object({
            feature: z.string(),
            task: z.string(),
            agent: agentChoiceSchema,
            /** The digest of the start that was shown; see `runs.toStart`. */
            shown: z.string().max(128),
            recordsInput: z.boolean().optional(),
            insists: z.boolean().optional(),
          }),
        )
        .min(1)
        .max(1000),
    }),
    queueStateSchema,
  ),
  "queue.remove": call(entry, queueStateSchema),
  /** Moves an entry before another one; to the end without one. */
  "queue.move": call(entry.extend({ before: queueIdSchema.optional() }), queueStateSchema),
  /** Looks at a refused entry again, with the commands of its task as they are now. */
  "queue.retry": call(entry.extend({ shown: z.string().max(128) }), queueStateSchema),
  "queue.pause": call(z.object({ paused: z.boolean() }), queueStateSchema),
  /** Sets the number of runs that may go on at once; what the machine takes without a number. */
  "queue.setMost": call(
    z.object({ most: z.number().int().min(1).max(100).optional() }),
    queueStateSchema,
  ),
} as const;

export const queueEvents = {
  "queue.changed": queueStateSchema,
} as const;
