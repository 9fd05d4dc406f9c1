import { commitTree, identityVariables } from "./commit";
import { type GitPlace, git } from "./git";
import { identity } from "./identity";

/**
 * Makes an empty first commit on the checked-out branch; staged files stay staged.
 * @returns the commit
 * @throws {Problem} `git-failed` when the branch has a commit already
 */
export async function firstCommit(repo: GitPlace): Promise<string> {
  const by = await identity(repo.top);
  const doing = "make the first commit";
  const tree = await git(repo, ["hash-object", "-t", "tree", "-w", "--stdin"], {
    doing,
    writes: true,
  });
  const commit = await commitTree(repo, {
    tree: tree.text().trim(),
    parents: [],
    message: "First commit\n",
    by,
  });
  // All zeros: the branch must not exist yet.
  const none = "0".repeat(commit.length);
  await git(repo, ["update-ref", "-m", "commit (initial)", "HEAD", commit, none], {
    doing,
    writes: true,
    env: identityVariables(by),
  });
  return commit;
}
