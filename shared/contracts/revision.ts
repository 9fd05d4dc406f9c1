import { z } from "zod";
import { call } from "./call";

const id = z.string();

/** The change of one requirement or story of a spec; see `compareSpecs` of shared/specs. */
export const changeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("changed"), id, was: z.string(), now: z.string() }),
  z.object({ kind: z.literal("superseded"), id, was: z.string() }),
  z.object({ kind: z.literal("added"), id, now: z.string() }),
  z.object({ kind: z.literal("renumbered"), id, to: z.string(), was: z.string() }),
]);

/** A task that rests on a text of the spec that differs from the current one. */
export const taskRevisionSchema = z.object({
  task: z.string(),
  /**
   * The source of the older text: the start of the task's run (`approved` once its change was approved), or
   * the commit that last changed the task's line, which is the one that ticked it.
   */
  rests: z.enum(["run", "approved", "line"]),
  /** The commit with the older text. */
  commit: z.string(),
  /**
   * The changes of the requirements that the task names. For an approved task that names none, all changes of
   * the spec. Empty when the spec changed, but not in the parts that the task is about.
   */
  changes: z.array(changeSchema),
});
export type TaskRevision = z.infer<typeof taskRevisionSchema>;

export const revisionCalls = {
  /** The tasks of a feature that rest on an older text of its spec. The result is derived and not stored. */
  "project.revision": call(z.object({ feature: z.string() }), z.array(taskRevisionSchema)),
} as const;
