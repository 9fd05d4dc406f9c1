import { removeFolder } from "../files/app-folders";
import { changingTrees } from "./changing-trees";
import { objectId } from "./commit";
import { addLinkedTree, fillLinkedTree, forgetTrees } from "./linked-tree";
import { type Repository, requireTrust } from "./repository";
import { fillWorktree } from "./start-again";
import { fillSubmodules } from "./submodules";

/**
 * Checks a commit out in a temporary working tree without a branch, for the duration of a function. The folder is
 * removed afterwards.
 * @param folder absolute; it must not exist, and be outside of the repository
 * @param tree the tree whose files replace the commit's own; undefined to keep those
 * @throws {Problem} `not-trusted`, `git-failed`, `cancelled`
 */
export async function withScratchTree<T>(
  repo: Repository,
  { folder, commit, tree }: { folder: string; commit: string; tree: string | undefined },
  use: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  requireTrust(repo);
  const doing = "check out a working tree";
  try {
    const options = { doing, writes: true, signal };
    const made = { folder, commit, branch: undefined };
    await addLinkedTree(repo, made, options);
    await fillLinkedTree(repo, made, options);
    const own = await objectId(repo, `${commit}^{tree}`);
    if (tree !== undefined && tree !== own)
      await fillWorktree(repo, { worktree: folder, base: commit }, tree);
    await fillSubmodules(repo, folder, commit);
    return await use();
  } finally {
    await removeFolder(folder);
    await changingTrees(repo, () => forgetTrees(repo, folder));
  }
}
