import { Problem } from "@shared/base/problem";
import { objectId } from "./commit";
import { git } from "./git";
import { inWords, mergeTrees } from "./merge-trees";
import { type Repository, requireTrust } from "./repository";

/**
 * The tree that applies a run's change up to a checkpoint to another commit.
 * @param was the commit from which the run started
 * @param checkpoint the run's content at that time
 * @param base the commit from which the next run starts
 * @returns the checkpoint's own tree when both start from the same commit
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
 * Writes the files of another tree into a working tree that was just checked out, as uncommitted changes: branch
 * and index stay at the base.
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
