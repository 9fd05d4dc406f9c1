import { isAbsolute, relative } from "node:path";
import { Problem } from "@shared/base/problem";
import type { FolderMark } from "@shared/runs/event";
import { type LeftOut, leftOutWords } from "@shared/runs/left-out";
import { kindAt } from "../../system/disk";
import { removeFolder } from "../files/app-folders";
import { folderMark, setAside } from "../files/folder-mark";
import { releaseIndex } from "../files/held-indexes";
import { captureTree } from "./capture-tree";
import { changingTrees } from "./changing-trees";
import { identityVariables, objectId } from "./commit";
import { gitFailure } from "./git";
import { specwright } from "./identity";
import { commitOf } from "./keep";
import { isSubmoduleKept } from "./keep-submodules";
import { addLinkedTree, fillLinkedTree, folderOf, forgetTrees } from "./linked-tree";
import { changedEntries } from "./read-change";
import { type Repository, requireTrust } from "./repository";
import { standing } from "./standing";
import { isGitlink } from "./tracked";

/**
 * Checks a commit out in a new working tree, on a new branch.
 * @param folder absolute; it must not exist, and be outside of the repository
 * @throws {Problem} `not-trusted`, `outside-project` for a folder inside, `git-failed`
 */
export async function addWorktree(
  repo: Repository,
  run: { readonly worktree: string; readonly runBranch: string; readonly base: string },
  signal?: AbortSignal,
): Promise<void> {
  requireTrust(repo);
  for (const inner of [repo.top, repo.commonDir])
    if (isWithin(inner, run.worktree))
      throw new Problem(
        "outside-project",
        "Working trees of runs belong outside the repository.",
        run.worktree,
      );
  const { runBranch, worktree, base } = run;
  const made = { folder: worktree, commit: base, branch: runBranch };
  const options = {
    doing: "check out a working tree for the run",
    writes: true,
    env: identityVariables(specwright),
    signal,
  };
  // What is half made is this call's only if nothing was there before.
  if ((await kindAt(worktree)) !== "missing")
    throw gitFailure(options.doing, `'${worktree}' already exists`);
  if (await commitOf(repo, `refs/heads/${runBranch}`))
    throw gitFailure(options.doing, `a branch named '${runBranch}' already exists`);
  await addLinkedTree(repo, made, options);
  await fillLinkedTree(repo, made, options);
}

/**
 * Removes a run's working tree, provided that a ref keeps its content. Ignored files are removed too.
 * @param keptAs full name of the ref
 * @param remove removes the folder of the tree, which has been moved aside
 * @throws {Problem} `local-changes` when the ref lacks some content, or the tree was replaced: nothing is removed
 * then
 */
export async function removeWorktree(
  repo: Repository,
  tree: {
    readonly worktree: string;
    readonly base: string;
    readonly mark?: FolderMark | undefined;
    /** See `CaptureFrom`. The person has these files, so they are removed with the tree, like all ignored files. */
    readonly given?: ReadonlySet<string> | undefined;
  },
  keptAs: string,
  remove: (aside: string) => void | Promise<void> = removeFolder,
): Promise<void> {
  requireTrust(repo);
  const doing = "remove the run's working tree";
  const { worktree } = tree;
  const there = await standing(repo, tree);
  const found = there === "there" ? await folderMark(worktree) : undefined;
  const mark = tree.mark ?? found;
  if (there !== "gone" && mark === undefined) throw replaced(worktree);
  if (there !== "gone" && mark !== undefined) {
    if (there === "replaced") throw replaced(worktree);
    await checkKept(repo, { ...tree, worktree: mark.path }, keptAs);
    if (mark.path === repo.top || (await folderOf(repo, mark.path)) === undefined)
      throw new Problem(
        "git-failed",
        `Git could not ${doing}.`,
        `${mark.path} is no linked working tree`,
      );
    // `git worktree remove` refuses when the agent has damaged the tree's .git file, so it is not used.
    const aside = await setAside(worktree, mark);
    if (aside === undefined) throw replaced(worktree);
    await remove(aside);
  }
  await releaseIndex(worktree);
  await changingTrees(repo, () => forgetTrees(repo, worktree));
}

function replaced(worktree: string): Problem {
  return new Problem(
    "local-changes",
    "Something else stands where the run's working tree was, so it stays. Look at it, and remove it yourself.",
    worktree,
  );
}

async function checkKept(
  repo: Repository,
  {
    worktree,
    base,
    given,
  }: {
    readonly worktree: string;
    readonly base: string;
    readonly given?: ReadonlySet<string> | undefined;
  },
  keptAs: string,
): Promise<void> {
  const kept = await commitOf(repo, keptAs);
  if (kept === undefined)
    throw new Problem("local-changes", "The run's work is not kept yet, so it stays.", keptAs);
  const { tree, leftOut } = await captureTree(repo, worktree, { start: kept, base, given });
  // A submodule at another commit is not lost: the person's own has the commit, or the submodule is among the
  // left-out paths.
  const same = tree === (await objectId(repo, `${kept}^{tree}`));
  const others = (same ? [] : await changedEntries(repo, kept, tree)).filter(
    (each) => !isGitlink(each) || each.status !== "modified",
  );
  if (others.length > 0)
    throw new Problem(
      "local-changes",
      "The run's working tree was changed after it was captured, so it stays.",
      worktree,
    );
  const lost: LeftOut[] = [];
  for (const each of leftOut)
    if (each.reason === "given") continue;
    else if (
      each.reason !== "submodule" ||
      !(await isSubmoduleKept(repo, { worktree, base }, each.path, keptAs))
    )
      lost.push(each);
  if (lost.length > 0)
    throw new Problem(
      "local-changes",
      `The run's working tree stays, because its work is not all kept: ${leftOutWords(lost)}.`,
      worktree,
    );
}

function isWithin(folder: string, path: string): boolean {
  const rest = relative(folder, path);
  return rest === "" || (rest.split(/[\\/]/)[0] !== ".." && !isAbsolute(rest));
}
