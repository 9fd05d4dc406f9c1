import { z } from "zod";

/** A feature's folder name, in any script, because the app makes such names itself. Always exactly one path segment. */
const folderName = z
  .string()
  .max(255)
  .regex(/^(?!\.{0,2}$)[^/\\\p{Cc}]+$/u, "must be a folder's name");

/** A task's ID. In the task list of a layer, the layer's folders are its prefix. */
const taskName = z
  .string()
  .max(255)
  .regex(/^(?:(?!\.{1,2}\/)[^/\\\p{Cc}]+\/)*[A-Za-z0-9][A-Za-z0-9._-]*$/u, "must be a task’s ID");

/**
 * The assignment of an agent. The supervisor writes it to the run's folder, and the built-in agent reads it from
 * there. Paths are relative to the working tree.
 */
export const assignmentSchema = z.object({
  run: z.string(),
  /** The run's branch, shown in the header. */
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
  /** The commands that validate the work after the agent ends. */
  validations: z.array(z.string()).default([]),
  /** A reviewer's comment on an earlier run of the same task. */
  note: z.string().optional(),
  /** Whether a person can type into the terminal. Otherwise questions get their default answer. */
  attended: z.boolean().default(true),
  /** The person's own patterns of secrets, which are hidden in the agent's log files. */
  redact: z.array(z.string()).default([]),
  /** Files whose secrets are hidden in the agent's log files too. */
  secretFiles: z.array(z.string()).default([]),
});
export type Assignment = z.infer<typeof assignmentSchema>;
/** An assignment in the file: fields with a default may be missing. */
export type AssignmentInput = z.input<typeof assignmentSchema>;
