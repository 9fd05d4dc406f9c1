import { join } from "node:path";
import { Problem } from "@shared/contracts/problem";
import type { LeftOut } from "@shared/runs/left-out";
import { kindAt, namesIn, realPath } from "../files/disk";
import { type Captured, type CaptureFrom, captureFiles } from "./capture";
import { objectId } from "./commit";
import { folderOf } from "./linked-tree";
import type { Repository } from "./repository";
import { isUntouched, moduleOf } from "./submodules";
import type { Entry } from "./tracked";

/**
 * What `captureFiles` gathers, and what was done inside of submodules, which no commit of the repository can have: a
 * submodule that is not as the base has it is named.
 * @throws {Problem} `git-failed`, `cancelled`
 */
export async function captureTree(
  repo: Repository,
  worktree: string,
  from: CaptureFrom,
  signal?: AbortSignal,
): Promise<Captured> {
  const { tree, leftOut, submodules } = await captureFiles(repo, worktree, from, signal);
  if (submodules.length === 0) return { tree, leftOut };
  const top = await realPath(worktree);
  const gitDir = repo.top === worktree ? repo.gitDir : await folderOf(repo, worktree);
  const named = new Set(leftOut.map(({ path }) => path));
  const changed: LeftOut[] = [];
  for (const link of submodules) {
    const path = Buffer.from(link.path, "latin1").toString("utf8");
    if (named.has(path) || (await isAsBefore(top, gitDir, path, link, signal))) continue;
    changed.push({ path, reason: "submodule" });
  }
  return { tree, leftOut: [...leftOut, ...changed] };
}

/** Whether all that a submodule holds is in its commit, which the base names. */
async function isAsBefore(
  top: string,
  gitDir: string | undefined,
  path: string,
  { id }: Entry,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const folder = join(top, path);
  if ((await kindAt(join(folder, ".git"))) === "missing")
    return (await kindAt(folder)) !== "folder" || (await namesIn(folder)).length === 0;
  try {
    const module = gitDir === undefined ? undefined : await moduleOf({ top, gitDir }, path);
    if (module === undefined || !(await isUntouched(module, id))) return false;
    const own = { start: id, base: id };
    const { tree, leftOut } = await captureTree(module, module.top, own, signal);
    return leftOut.length === 0 && tree === (await objectId(module, `${id}^{tree}`));
  } catch (error) {
    // What cannot be looked at may hold work.
    if (error instanceof Problem && error.code === "cancelled") throw error;
    return false;
  }
}
