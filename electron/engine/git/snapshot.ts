import type { FolderMark } from "@shared/runs/event";
import type { LeftOut } from "@shared/runs/left-out";
import { removeOddRef } from "../files/git-files";
import { committedTree } from "./capture";
import { captureTree } from "./capture-tree";
import { keepCommits } from "./carry-submodules";
import { commitTree, identityVariables, objectId } from "./commit";
import { changeFacts } from "./diff";
import { git } from "./git";
import { specwright } from "./identity";
import { commitOf } from "./keep";
import { type Repository, requireTrust } from "./repository";
import { standing } from "./standing";

/** Which working tree is captured, and onto which branch. */
export interface RunTree {
  readonly worktree: string;
  /** What was noted down when it was made; undefined for a run of an earlier version. */
  readonly mark?: FolderMark | undefined;
  /**
   * The full name of the ref under which the person's own submodules keep what was committed in the run's; where it is
   * not told, the change has only what they have already.
   */
  readonly keptAs?: string | undefined;
  /** See `CaptureFrom`. */
  readonly given?: ReadonlySet<string> | undefined;
  /** Without `refs/heads/`. */
  readonly runBranch: string;
}

export interface Snapshot {
  readonly commit: string;
  /** Against the base: how many files, and how many lines, binary files left out of these. */
  readonly files: number;
  readonly added: number;
  readonly removed: number;
  /** What the working tree has and the commit has not. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * Keeps the whole content of a working tree, apart from what is ignored, as a commit on the run's branch,
 * on top of what the agent itself committed there. Uses an index of its own and the repository's own
 * folder: the `.git` file and the HEAD of the working tree were in the agent's hands. So were the branch and
 * the tree itself: a branch that is gone is made again, and of a tree that is gone, or was replaced, there is
 * what was committed, so that a run can be decided whatever its agent did.
 * @param base the commit that the run started from
 * @returns the new commit; the branch's own when it already has this content and is not the base
 * @throws {Problem} `not-trusted`, `git-failed`
 */
export async function snapshot(
  repo: Repository,
  run: RunTree & { readonly base: string; readonly message: string },
  signal?: AbortSignal,
): Promise<Snapshot> {
  const taken = await keepTree(repo, run, signal);
  return { ...taken, ...(await changeFacts(repo, run.base, taken.commit)) };
}

/** The same, without a look at how much has changed. */
export async function keepTree(
  repo: Repository,
  run: RunTree & { readonly base: string; readonly message: string },
  signal?: AbortSignal,
): Promise<Pick<Snapshot, "commit" | "leftOut">> {
  requireTrust(repo);
  const ref = `refs/heads/${run.runBranch}`;
  await removeOddRef(repo.commonDir, ref);
  const found = await commitOf(repo, ref);
  const tip = found ?? run.base;
  const from = { start: tip, base: run.base, given: run.given };
  const there = await standing(repo, run);
  if (there === "there" && run.keptAs !== undefined) await keepCommits(repo, run, run.keptAs);
  const { tree, leftOut } =
    there === "there"
      ? await captureTree(repo, run.worktree, from, signal)
      : await committedTree(repo, from);
  const same = tip !== run.base && tree === (await objectId(repo, `${tip}^{tree}`));
  const commit = same
    ? tip
    : await commitTree(repo, { tree, parents: [tip], message: run.message, by: specwright });
  if (commit !== found)
    await git(repo, ["update-ref", "-m", "capture", ref, commit, found ?? "0".repeat(tip.length)], {
      doing: "move the run's branch",
      writes: true,
      env: identityVariables(specwright),
    });
  return {
    commit,
    leftOut: there === "replaced" ? [{ path: ".", reason: "replaced" }, ...leftOut] : leftOut,
  };
}
