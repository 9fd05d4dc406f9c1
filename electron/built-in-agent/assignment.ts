import { z } from "zod";

/** A feature's folder, in any script: the app makes such names itself. Never more than one path segment. */
const folderName = z
  .string()
  .max(255)
  .regex(/^(?!\.{0,2}$)[^/\\\p{Cc}]+$/u, "must be a folder's name");

/** A task's ID; in a list of a layer the layer's folders stand before it. */
const taskName = z
  .string()
  .max(255)
  .regex(/^(?:(?!\.{1,2}\/)[^/\\\p{Cc}]+\/)*[A-Za-z0-9][A-Za-z0-9._-]*$/u, "must be a task’s ID");

/**
 * What an agent is asked to do. The supervisor writes it to the run's folder; the built-in agent reads
 * it from there. Paths are relative to the working tree.
 */
export const assignmentSchema = z.object({
  run: z.string(),
  /** The run's branch, for the header. */
  branch: z.string(),
  feature: z.object({ id: folderName, folder: z.string() }),
  task: z.object({ id: taskName, title: z.string(), line: z.string() }),
  documents: z.object({
    spec: z.string().optional(),
    plan: z.string().optional(),
    tasks: z.string(),
    constitution: z.string().optional(),
  }),
  requirements: z.array(z.object({ id: z.string(), text: z.string() })),
  prompt: z.string(),
  /** The command that will judge the work after the agent ends. */
  validation: z.string().optional(),
  /** What a reviewer said of an earlier run of the same task. */
  note: z.string().optional(),
  /** Somebody can type into the terminal. Without anybody, questions get their default answer. */
  attended: z.boolean().default(true),
  /** The person's own patterns of secrets, for what the agent writes down of itself. */
  redact: z.array(z.string()).default([]),
  /** Files whose secrets the agent does not write down either. */
  secretFiles: z.array(z.string()).default([]),
});
export type Assignment = z.infer<typeof assignmentSchema>;
/** An assignment as it is written down: what has a default may be left out. */
export type AssignmentInput = z.input<typeof assignmentSchema>;
