import { z } from "zod";
import { call } from "./call";

const id = z.string();

/** How something that a spec asks for differs from what it was; see `compareSpecs` of shared/specs. */
export const changeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("changed"), id, was: z.string(), now: z.string() }),
  z.object({ kind: z.literal("superseded"), id, was: z.string() }),
  z.object({ kind: z.literal("added"), id, now: z.string() }),
  z.object({ kind: z.literal("renumbered"), id, to: z.string(), was: z.string() }),
]);

/** A task that rests on another text of the spec than the one that is there now. */
export const taskRevisionSchema = z.object({
  task: z.string(),
  /**
   * What the text was taken from: the start of the task's run (`approved` once its change was), or the
   * commit that last changed the task's line, which is the one that ticked it.
   */
  rests: z.enum(["run", "approved", "line"]),
  /** The commit that has the old text. */
  commit: z.string(),
  /**
   * What the task names and is different now. For an approved task that names nothing, all that is
   * different; empty where the spec changed, but not in what the task is about.
   */
  changes: z.array(changeSchema),
});
export type TaskRevision = z.infer<typeof taskRevisionSchema>;

export const revisionCalls = {
  /** The tasks of a feature that rest on an older text of its spec. Nothing of it is stored. */
  "project.revision": call(z.object({ feature: z.string() }), z.array(taskRevisionSchema)),
} as const;
