import { Problem } from "@shared/base/problem";
import { objectId } from "./commit";
import { git } from "./git";
import { inWords, mergeTrees } from "./merge";
import { type Repository, requireTrust } from "./repository";

/**
 * The tree that brings what a run had done to another commit than the one it started at.
 * @param was where the run started
 * @param checkpoint what it had then
 * @param base where the next one starts
 * @returns the checkpoint's own tree as long as both start at the same commit
 * @throws {Problem} `merge-conflict` when the same lines have changed since
 */
export async function treeOnto(
  repo: Repository,
  was: string,
  checkpoint: string,
  base: string,
): Promise<string> {
  const treeOf = (commit: string) => objectId(repo, `${commit}^{tree}`);
  const theirs = await treeOf(checkpoint);
  if (was === base) return theirs;
  const trees = { base: await treeOf(was), ours: await treeOf(base), theirs };
  try {
    return await mergeTrees(repo, trees);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "merge-conflict") throw error;
    const files = error.detail?.split("\n") ?? [];
    throw new Problem(
      "merge-conflict",
      `Your branch has changed the same lines of ${inWords(files)} since. Start the task from the board instead.`,
      error.detail,
    );
  }
}

/**
 * Gives a working tree that was just checked out the files of another tree, as what is not committed yet: branch
 * and index stay at its base.
 */
export async function fillWorktree(
  repo: Repository,
  run: { readonly worktree: string; readonly base: string },
  tree: string,
): Promise<void> {
  requireTrust(repo);
  const place = { top: run.worktree, trusted: repo.trusted };
  const options = { doing: "fill the run's working tree", writes: true };
  await git(place, ["read-tree", "-m", "-u", run.base, tree], options);
  await git(place, ["reset", "--quiet", "--mixed", run.base], options);
}
