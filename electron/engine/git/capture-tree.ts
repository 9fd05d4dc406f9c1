import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import { kindAt, namesIn, realPath, withTemporaryFolder } from "../../system/disk";
import { type Captured, type CaptureFrom, captureFiles } from "./capture";
import { carriedCommit } from "./carry-submodules";
import { objectId } from "./commit";
import { git } from "./git";
import { folderOf } from "./linked-tree";
import type { Repository } from "./repository";
import { isUntouched, moduleOf } from "./submodules";
import { asInput, type Entry, indexInfo } from "./tracked";

/**
 * The result of `captureFiles`, with submodules at the commits of `carriedCommit`. A submodule with more content
 * than its commit is named, because no commit of the repository can contain that.
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
  const named = new Map(leftOut.map((each) => [each.path, each]));
  const carried: Entry[] = [];
  for (const link of submodules) {
    const path = Buffer.from(link.path, "latin1").toString("utf8");
    // Submodules of a submodule stay at their commits; the change does not move them.
    const id = repo.top === worktree ? link.id : await carriedCommit(repo, worktree, link);
    if (id !== link.id) {
      carried.push({ ...link, id });
      named.delete(path);
    }
    if (!named.has(path) && !(await isAsBefore(top, gitDir, path, { ...link, id }, signal)))
      named.set(path, { path, reason: "submodule" });
  }
  return { tree: await withSubmodules(repo, tree, carried), leftOut: [...named.values()] };
}

/** The tree with submodules at other commits. */
async function withSubmodules(
  repo: Repository,
  tree: string,
  links: readonly Entry[],
): Promise<string> {
  if (links.length === 0) return tree;
  return withTemporaryFolder(async (folder) => {
    const env = { GIT_INDEX_FILE: join(folder, "index") };
    const options = { doing: "capture the submodules", writes: true, env };
    await git(repo, ["read-tree", tree], options);
    const input = asInput(links.map(indexInfo));
    await git(repo, ["update-index", "-z", "--index-info"], { ...options, input });
    return (await git(repo, ["write-tree", "--missing-ok"], options)).text().trim();
  });
}

/** Whether the commit in the tree contains everything that the submodule contains. */
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
    // A submodule that cannot be looked at may contain work, so it counts as changed.
    if (error instanceof Problem && error.code === "cancelled") throw error;
    return false;
  }
}
