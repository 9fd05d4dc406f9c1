import { isAbsolute, join, relative } from "node:path";
import { Problem } from "@shared/contracts/problem";
import { kindOf, realPath } from "../files/disk";
import { removeFolder } from "../files/folders";
import { identityVariables } from "./commit";
import { git } from "./git";
import { specwright } from "./identity";
import { commitOf } from "./keep";
import { type Repository, requireTrust } from "./repository";
import { captureTree } from "./snapshot";

/**
 * Checks a commit out in a new working tree, on a new branch.
 * @param folder absolute, not there yet, outside the repository
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
  const args = ["worktree", "add", "--quiet", "--no-track", "-b", runBranch, "--", worktree, base];
  await git(repo, args, {
    doing: "check out a working tree for the run",
    writes: true,
    env: identityVariables(specwright),
    signal,
  });
}

/**
 * Removes a run's working tree, provided that a ref keeps its content. What is ignored goes with it.
 * @param keptAs the full name of the ref
 * @throws {Problem} `local-changes` when the ref lacks something: nothing is removed then
 */
export async function removeWorktree(
  repo: Repository,
  worktree: string,
  keptAs: string,
): Promise<void> {
  requireTrust(repo);
  const doing = "remove the run's working tree";
  if ((await kindOf(worktree)) === "folder") {
    await checkKept(repo, await realPath(worktree), keptAs);
    const real = await realPath(worktree);
    const [main, ...linked] = await listWorktrees(repo);
    if (real === main || real === repo.top || !linked.includes(real))
      throw new Problem(
        "git-failed",
        `Git could not ${doing}.`,
        `${real} is no linked working tree`,
      );
    // Not `git worktree remove`: it refuses when the agent has damaged the tree's .git file.
    await removeFolder(real);
  }
  await git(repo, ["worktree", "prune"], { doing, writes: true });
}

async function checkKept(repo: Repository, worktree: string, keptAs: string): Promise<void> {
  const kept = await commitOf(repo, keptAs);
  if (kept === undefined)
    throw new Problem("local-changes", "The run's work is not kept yet, so it stays.", keptAs);
  const doing = "compare the run's working tree with what is kept";
  const { tree, leftOut } = await captureTree(repo, worktree, kept);
  const same = await git(repo, ["diff-tree", "--quiet", kept, tree], { doing, answers: [0, 1] });
  if (same.exitCode !== 0)
    throw new Problem(
      "local-changes",
      "The run's working tree was changed after it was captured, so it stays.",
      worktree,
    );
  if (leftOut.length > 0) throw ownRepository(leftOut.join(", "), worktree);
  // Of a repository inside the working tree git keeps no content, only the id of a commit.
  const entries = (await git(repo, ["ls-tree", "-r", "-z", kept], { doing })).text().split("\0");
  for (const entry of entries.filter((each) => each.startsWith("160000 "))) {
    const path = entry.slice(entry.indexOf("\t") + 1);
    if ((await kindOf(join(worktree, path, ".git"))) !== "missing")
      throw ownRepository(path, worktree);
  }
}

function ownRepository(path: string, worktree: string): Problem {
  return new Problem(
    "local-changes",
    `The run's working tree holds a repository of its own in ${path}, so it stays.`,
    worktree,
  );
}

/** The branches that are checked out, by the folder of their working tree; without `refs/heads/`. */
export async function branchesOfWorktrees(repo: Repository): Promise<Map<string, string>> {
  const result = await git(repo, ["worktree", "list", "--porcelain", "-z"], {
    doing: "list the working trees",
  });
  const found = new Map<string, string>();
  let folder = "";
  for (const field of result.text().split("\0")) {
    if (field.startsWith("worktree ")) folder = field.slice("worktree ".length);
    else if (field.startsWith("branch refs/heads/")) found.set(folder, field.slice(18));
  }
  return found;
}

/** Folders of the working trees that git knows of, the main one first. */
export async function listWorktrees(repo: Repository): Promise<string[]> {
  const result = await git(repo, ["worktree", "list", "--porcelain", "-z"], {
    doing: "list the working trees",
  });
  return result
    .text()
    .split("\0")
    .filter((field) => field.startsWith("worktree "))
    .map((field) => field.slice("worktree ".length));
}

function isWithin(folder: string, path: string): boolean {
  const rest = relative(folder, path);
  return rest === "" || (rest.split(/[\\/]/)[0] !== ".." && !isAbsolute(rest));
}
