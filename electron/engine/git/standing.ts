import type { FolderMark } from "@shared/runs/event";
import { kindAt } from "../../system/disk";
import { isMarked } from "../files/folder-mark";
import { folderOf } from "./linked-tree";
import type { Repository } from "./repository";

/**
 * Whether a run's working tree is what the app made. An agent can put a link, or another folder, in its place, or
 * in that of a folder above: what is reached then is not the run's, and must be neither captured nor removed.
 * @param mark undefined for a run of an earlier version, whose tree git has to know under its path
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
