import { z } from "zod";
import { type LeftOut, leftOutSchema, mostLeftOut } from "./left-out";

/** A file that is another than in the checkpoint before, or than where the run started. */
export const changedPathSchema = z.object({
  /** With forward slashes, from the working tree's top. */
  path: z.string(),
  status: z.enum(["added", "modified", "deleted", "type-changed"]),
});
export type ChangedPath = z.infer<typeof changedPathSchema>;

/** How many files an event names. */
export const mostFiles = 200;

/** The working tree of a run at one moment, kept as a commit. */
export const checkpointSchema = z.object({
  type: z.literal("checkpoint"),
  /** Counts from 1; with the run it names the checkpoint. */
  seq: z.number().int().positive(),
  commit: z.string(),
  tree: z.string(),
  files: z.array(changedPathSchema).max(mostFiles),
  /** How many more files differ than are named; left out for none. */
  more: z.number().int().positive().optional(),
  leftOut: z.array(leftOutSchema).max(mostLeftOut).optional(),
});
export type CheckpointEvent = z.infer<typeof checkpointSchema>;

/** The event that tells of a checkpoint. */
export function checkpointEvent(
  checkpoint: Pick<CheckpointEvent, "seq" | "commit" | "tree"> & {
    readonly files: readonly ChangedPath[];
    readonly leftOut: readonly LeftOut[];
  },
): CheckpointEvent {
  const { seq, commit, tree, files, leftOut } = checkpoint;
  return {
    type: "checkpoint",
    seq,
    commit,
    tree,
    files: files.slice(0, mostFiles),
    ...(files.length > mostFiles ? { more: files.length - mostFiles } : {}),
    ...(leftOut.length > 0 ? { leftOut: leftOut.slice(0, mostLeftOut) } : {}),
  };
}

/** What a checkpoint tells in a few words: "files changed: a.ts and 2 more". */
export function checkpointWords({
  files,
  more = 0,
}: Pick<CheckpointEvent, "files" | "more">): string {
  const [first] = files;
  const others = files.length + more - 1;
  if (first === undefined) return "files changed";
  return others > 0
    ? `files changed: ${first.path} and ${others} more`
    : `files changed: ${first.path}`;
}
