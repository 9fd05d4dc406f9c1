import { basename, dirname, join } from "node:path";
import { Problem } from "@shared/base/problem";
import { realPath } from "../../system/disk";
import { readGitFile } from "../files/git-files";
import { forgetTreesIn, linkedTrees, makeTreeList, writeGitFile } from "../files/linked-trees";
import { readConfigurationText, writeConfigurationText } from "./configuration-text";
import { type GitOptions, git } from "./git";
import { readOwnConfiguration } from "./own-configuration";
import { isOn } from "./plain";
import type { Repository } from "./repository";

/**
 * Makes a linked working tree. Git makes it without files, while it sees the stand-in for the repository's shared
 * folder; then the tree is told the real one, and git fills it while it sees the stand-in again. So no filter, hook
 * or include of the repository takes effect that the person was not shown.
 * @param which git's arguments for the branch: `-b NAME`, or `--detach`
 */
export async function addLinkedTree(
  repo: Repository,
  { folder, commit, which }: { folder: string; commit: string; which: readonly string[] },
  options: GitOptions,
): Promise<void> {
  await makeTreeList(repo.commonDir);
  const add = ["worktree", "add", "--quiet", "--no-checkout", ...which, "--", folder, commit];
  await git(repo, ["-c", "worktree.useRelativePaths=false", ...add], options);
  const gitDir = await nameSharedFolder(repo, folder);
  await takeOverConfiguration(repo, gitDir);
  const fill = ["reset", "--hard", "--quiet", "--no-recurse-submodules"];
  await git({ top: folder, trusted: repo.trusted }, fill, options);
}

/** Git wrote the name of the stand-in, which nobody knows once the app has gone. */
async function nameSharedFolder(repo: Repository, folder: string): Promise<string> {
  const file = join(folder, ".git");
  const says = (await readGitFile(file))?.toString("utf8") ?? "";
  const named = /^gitdir: (.+?)[\r\n]*$/s.exec(says)?.[1];
  if (named === undefined)
    throw new Problem("git-failed", "Git made no working tree where it was to make one.", says);
  const gitDir = join(repo.commonDir, "worktrees", basename(named));
  await writeGitFile(file, `gitdir: ${gitDir}\n`);
  return gitDir;
}

/**
 * Where each working tree has a configuration of its own, a new one begins with that of the person's tree, as git
 * does it. It counts for programs that are started in the tree; the app's git does not read it.
 */
async function takeOverConfiguration(repo: Repository, gitDir: string): Promise<void> {
  const lines = await readOwnConfiguration(
    { gitDir: repo.commonDir, commonDir: repo.commonDir },
    { includes: false },
  );
  const perTree = lines.findLast(({ key }) => key === "extensions.worktreeconfig")?.value ?? "";
  if (!isOn(perTree.toLowerCase())) return;
  const text = (await readGitFile(join(repo.gitDir, "config.worktree")))?.toString("utf8");
  const own = (text && readConfigurationText(text)) || [];
  const taken = own.filter(({ key }) => key !== "core.bare" && key !== "core.worktree");
  if (taken.length > 0)
    await writeGitFile(join(gitDir, "config.worktree"), writeConfigurationText(taken));
}

/**
 * Git's own folder of a linked working tree. The tree's `.git` file says it too, and is in the agent's hands.
 * @returns undefined when git does not know the tree any more
 */
export async function folderOf(repo: Repository, worktree: string): Promise<string | undefined> {
  const wanted = join(await asReal(worktree), ".git");
  return (await linkedTrees(repo.commonDir)).find(({ file }) => file === wanted)?.gitDir;
}

/**
 * The branch that is checked out in a linked working tree, also in one that is gone.
 * @returns its name without `refs/heads/`; undefined for none, and for a tree that git does not know
 */
export async function branchOf(repo: Repository, worktree: string): Promise<string | undefined> {
  const gitDir = await folderOf(repo, worktree);
  if (gitDir === undefined) return undefined;
  const head = await git(repo, ["symbolic-ref", "-q", "HEAD"], {
    doing: "read the branch of a working tree",
    env: { GIT_DIR: gitDir, GIT_COMMON_DIR: repo.commonDir },
    answers: [0, 1, 128],
  });
  return /^refs\/heads\/(.+)$/.exec(head.text().trim())?.[1];
}

/** Has git forget a working tree that is gone, and those beside it that are gone. */
export async function forgetTrees(repo: Repository, worktree: string): Promise<void> {
  await forgetTreesIn(repo.commonDir, dirname(await asReal(worktree)));
}

/** The path without symbolic links, also of what is gone from its folder. */
async function asReal(path: string): Promise<string> {
  return realPath(path).catch(async () =>
    join(await realPath(dirname(path)).catch(() => dirname(path)), basename(path)),
  );
}
