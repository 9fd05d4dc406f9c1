import { Problem } from "@shared/base/problem";
import type { FolderMark } from "@shared/runs/event";
import type { LeftOut } from "@shared/runs/left-out";
import { removeOddRef } from "../files/git-files";
import { bringCommits } from "./bring-commits";
import { committedTree } from "./capture";
import { captureTree } from "./capture-tree";
import { keepCommits } from "./carry-submodules";
import { commitTree, objectId } from "./commit";
import { specwright } from "./identity";
import { commitOf } from "./keep";
import { changeFacts } from "./read-change";
import { type Repository, requireTrust } from "./repository";
import { standing } from "./standing";
import { writeRef } from "./write-ref";

/** The working tree to capture, and the branch for its commit. */
export interface RunTree {
  readonly worktree: string;
  /** The tree's identity at its creation; undefined for a run of an earlier version. */
  readonly mark?: FolderMark | undefined;
  /**
   * The full name of the ref under which the person's own submodules keep commits of the run's. Without it, the
   * change contains only commits that they have already.
   */
  readonly keptAs?: string | undefined;
  /** See `CaptureFrom`. */
  readonly given?: ReadonlySet<string> | undefined;
  /** Without `refs/heads/`. */
  readonly runBranch: string;
  /** The private git folder of a confined run; see `bringCommits`. It need not exist. */
  readonly view?: string | undefined;
}

export interface Snapshot {
  readonly commit: string;
  /** The number of files that differ from the base, and of lines without binary files. */
  readonly files: number;
  readonly added: number;
  readonly removed: number;
  /** Paths of the working tree that the commit lacks. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * Commits the whole content of a working tree, ignored files left out, on the run's branch, on top of the agent's
 * own commits. It uses a private index and the repository's own folder, because the agent could write the tree's
 * `.git` file and HEAD. The agent could also write the branch and the tree: a missing branch is created again, and
 * for a missing or replaced tree the last commit is used. So a run can be decided whatever its agent did.
 * @param base the commit from which the run started
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

/** The same, without counting the changes. */
export async function keepTree(
  repo: Repository,
  run: RunTree & { readonly base: string; readonly message: string },
  signal?: AbortSignal,
): Promise<Pick<Snapshot, "commit" | "leftOut">> {
  requireTrust(repo);
  const ref = `refs/heads/${run.runBranch}`;
  await removeOddRef(repo.commonDir, ref);
  // The run's files are captured also without its commits.
  if (run.view !== undefined)
    await bringCommits(repo, { ...run, view: run.view }, signal).catch(unlessFailed);
  const found = await commitOf(repo, ref);
  const tip = found ?? run.base;
  const from = { start: tip, base: run.base, given: run.given };
  const treeState = await standing(repo, run);
  if (treeState === "there" && run.keptAs !== undefined) await keepCommits(repo, run, run.keptAs);
  const { tree, leftOut } =
    treeState === "there"
      ? await captureTree(repo, run.worktree, from, signal)
      : await committedTree(repo, from);
  const same = tip !== run.base && tree === (await objectId(repo, `${tip}^{tree}`));
  const commit = same
    ? tip
    : await commitTree(repo, { tree, parents: [tip], message: run.message, by: specwright });
  if (commit !== found)
    await writeRef(repo, {
      ref,
      to: commit,
      from: found,
      reason: "capture",
      doing: "move the run's branch",
    });
  return {
    commit,
    leftOut: treeState === "replaced" ? [{ path: ".", reason: "replaced" }, ...leftOut] : leftOut,
  };
}

function unlessFailed(error: unknown): void {
  if (!(error instanceof Problem && error.code === "git-failed")) throw error;
}
