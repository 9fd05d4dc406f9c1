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
 * Creates a linked working tree. Git creates it without files while it uses the stand-in for the repository's
 * common folder. Then the tree's files are changed to name the real folder, and git fills the tree while it uses
 * the stand-in again. So no filter, hook or include of the repository takes effect that the person was not shown.
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

/** Replaces the stand-in's path, which git has written and which is invalid after the app's end. */
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
 * When each working tree has its own configuration, a new tree gets a copy of the person's, as git does. It is for
 * programs in the tree; the app's git does not read it.
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
 * Git's own folder of a linked working tree. The tree's `.git` file names it too, but the agent can write that
 * file.
 * @returns undefined when git no longer lists the tree
 */
export async function folderOf(repo: Repository, worktree: string): Promise<string | undefined> {
  const wanted = join(await asReal(worktree), ".git");
  return (await linkedTrees(repo.commonDir)).find(({ file }) => file === wanted)?.gitDir;
}

/**
 * The branch that is checked out in a linked working tree, also in a removed one.
 * @returns its name without `refs/heads/`; undefined for none, and for a tree that git does not list
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

/** Removes a missing working tree, and missing ones beside it, from git's list. */
export async function forgetTrees(repo: Repository, worktree: string): Promise<void> {
  await forgetTreesIn(repo.commonDir, dirname(await asReal(worktree)));
}

/** The path without symbolic links, also when its last part does not exist. */
async function asReal(path: string): Promise<string> {
  return realPath(path).catch(async () =>
    join(await realPath(dirname(path)).catch(() => dirname(path)), basename(path)),
  );
}
