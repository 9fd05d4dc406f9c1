import type { FolderMark } from "@shared/runs/event";
import { kindAt } from "../../system/disk";
import { isMarked } from "../files/folder-mark";
import { folderOf } from "./linked-tree";
import type { Repository } from "./repository";

/**
 * Whether a run's working tree is still the folder that the app made. An agent can replace it, or a folder above
 * it, by a link or another folder. Files that are reached then are not the run's, and must be neither captured nor
 * removed.
 * @param mark undefined for a run of an earlier version; git must then list the tree at its path
 */
export async function standing(
  repo: Repository,
  { worktree, mark }: { readonly worktree: string; readonly mark?: FolderMark | undefined },
): Promise<"there" | "gone" | "replaced"> {
  const kind = await kindAt(worktree);
  if (kind === "missing") return "gone";
  if (kind !== "folder") return "replaced";
  const own = mark
    ? await isMarked(worktree, mark)
    : (await folderOf(repo, worktree)) !== undefined;
  return own ? "there" : "replaced";
}
