import { removeFolder } from "../files/folders";
import { changingTrees } from "./changing-trees";
import { objectId } from "./commit";
import { addLinkedTree, forgetTrees } from "./linked-tree";
import { type Repository, requireTrust } from "./repository";
import { fillWorktree } from "./start-again";
import { fillSubmodules } from "./submodules";

/**
 * Checks a commit out for as long as something is done with it, on no branch. The folder is gone afterwards, with
 * whatever was done in it.
 * @param folder absolute, not there yet, outside the repository
 * @param tree whose files it has in place of the commit's own; undefined for these
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
    const made = { folder, commit, which: ["--detach"] };
    await changingTrees(
      repo,
      () => addLinkedTree(repo, made, { doing, writes: true, signal }),
      async () => {
        await removeFolder(folder);
        await forgetTrees(repo, folder);
        return true;
      },
    );
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
