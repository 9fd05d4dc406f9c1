import { removeOddRef } from "../files/git-files";
import { identityVariables } from "./commit";
import { type GitPlace, git } from "./git";
import { specwright } from "./identity";
import { canBeAsked, objectsOf } from "./object-reader";
import type { Repository } from "./repository";
import { writeRef } from "./write-ref";

/** The ref that keeps a run's work after its branch and its working tree are removed. */
export function keptRef(run: string): string {
  return `refs/specwright/kept/${run}`;
}

/**
 * Keeps a commit under a ref of its own, which branch lists do not show and clean-ups do not remove.
 * @returns the ref
 */
export async function keep(repo: Repository, run: string, commit: string): Promise<string> {
  const ref = keptRef(run);
  const from = await commitOf(repo, ref);
  if (from !== commit)
    await writeRef(repo, { ref, to: commit, from, reason: "keep", doing: "keep the run's work" });
  return ref;
}

/**
 * Deletes a run's branch if it is still at a commit; a missing branch is no error.
 * @param branch its name, without `refs/heads/`
 */
export async function deleteBranch(
  repo: Repository,
  branch: string,
  commit: string,
): Promise<void> {
  const ref = `refs/heads/${branch}`;
  await removeOddRef(repo.commonDir, ref);
  if ((await (await objectsOf(repo, "find the run's branch")).info(ref)) === undefined) return;
  await git(repo, ["update-ref", "-d", ref, commit], {
    doing: "delete the run's branch",
    writes: true,
    env: identityVariables(specwright),
  });
}

/** The commit of a ref, or undefined. */
export async function commitOf(repo: GitPlace, ref: string): Promise<string | undefined> {
  if (!canBeAsked(ref)) return undefined;
  return (await (await objectsOf(repo, "read a ref")).info(`${ref}^{commit}`))?.id;
}
