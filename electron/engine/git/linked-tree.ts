import { basename, dirname, join } from "node:path";
import { Problem } from "@shared/base/problem";
import { kindAt, realPath } from "../../system/disk";
import { makeFolder, removeFolder } from "../files/app-folders";
import { readGitFile } from "../files/git-files";
import {
  forgetTreesIn,
  linkedTrees,
  listTree,
  makeTreeList,
  writeGitFile,
} from "../files/linked-trees";
import { changingTrees } from "./changing-trees";
import { isPlainStore } from "./checkpoint-refs";
import { readConfigurationText, writeConfigurationText } from "./configuration-text";
import { configurationOf, type GitOptions, git, gitFailure } from "./git";
import { fewAtOnce } from "./in-turn";
import { deleteBranch } from "./keep";
import { readOwnConfiguration } from "./own-configuration";
import { isOn, setting } from "./plain";
import type { Repository } from "./repository";
import { writeRef } from "./write-ref";

/** A linked working tree that is to be made. */
export interface NewTree {
  /** Absolute, not there yet. */
  readonly folder: string;
  readonly commit: string;
  /** A new branch, without `refs/heads/`; undefined for none. */
  readonly branch: string | undefined;
}

/**
 * Makes a linked working tree without files, on a new branch. Where refs are files this takes no git, and any number
 * of trees can be made at once. Otherwise git makes it, while it sees the stand-in for the repository's shared folder;
 * then the tree is told the real one.
 * @throws {Problem} `git-failed`, `git-busy`, `cannot-write`
 */
export async function addLinkedTree(
  repo: Repository,
  tree: NewTree,
  options: GitOptions,
): Promise<void> {
  const { folder, commit, branch } = tree;
  await makeTreeList(repo.commonDir);
  if (!(await addedHere(repo, tree, options.doing)))
    await changingTrees(
      repo,
      async () => {
        const which = branch === undefined ? ["--detach"] : ["--no-track", "-b", branch];
        const add = ["worktree", "add", "--quiet", "--no-checkout", ...which, "--", folder, commit];
        await git(repo, ["-c", "worktree.useRelativePaths=false", ...add], options);
        await nameSharedFolder(repo, folder);
      },
      () => tookBack(repo, tree),
    );
  const gitDir = await folderOf(repo, folder);
  if (gitDir === undefined) throw gitFailure(options.doing, `${folder} is not on the list`);
  await takeOverConfiguration(repo, gitDir);
}

/** @returns false where git has to make it; nothing is made then */
async function addedHere(repo: Repository, tree: NewTree, doing: string): Promise<boolean> {
  const { folder, commit, branch } = tree;
  const ref = branch === undefined ? undefined : `refs/heads/${branch}`;
  if (!(await isPlainStore(repo)) || !/^[0-9a-f]{40}$/.test(commit)) return false;
  // Git gives the new tree the person's own choice of files.
  if (isOn(setting(await configurationOf(repo), "core.sparsecheckout"))) return false;
  if ((await kindAt(folder)) !== "missing") return false;
  if (ref !== undefined) {
    const reason = `branch: Created from ${commit}`;
    await writeRef(repo, { ref, to: commit, from: undefined, reason, doing });
  }
  try {
    await makeFolder(folder);
    const top = await realPath(folder);
    const head = ref === undefined ? commit : `ref: ${ref}`;
    const gitDir = await listTree(repo.commonDir, top, head);
    await writeGitFile(join(top, ".git"), `gitdir: ${gitDir}\n`);
    return true;
  } catch (error) {
    await tookBack(repo, tree).catch(() => undefined);
    throw error;
  }
}

/** Takes back what a failed try to make a tree has left. */
async function tookBack(repo: Repository, { folder, branch, commit }: NewTree): Promise<boolean> {
  await removeFolder(folder);
  await forgetTrees(repo, folder);
  if (branch !== undefined) await deleteBranch(repo, branch, commit);
  return true;
}

/**
 * Fills a linked working tree that was just made, while git sees the stand-in for the repository's shared folder: no
 * filter, hook or include of the repository takes effect that the person was not shown. A few at a time, as each
 * takes a processor.
 */
export async function fillLinkedTree(
  repo: Repository,
  { folder }: Pick<NewTree, "folder">,
  options: GitOptions,
): Promise<void> {
  const fill = ["reset", "--hard", "--quiet", "--no-recurse-submodules"];
  await fewAtOnce(() => git({ top: folder, trusted: repo.trusted }, fill, options), options.signal);
}

/** Replaces the stand-in's path, which git has written and which is invalid after the app's end. */
async function nameSharedFolder(repo: Repository, folder: string): Promise<void> {
  const file = join(folder, ".git");
  const says = (await readGitFile(file))?.toString("utf8") ?? "";
  const named = /^gitdir: (.+?)[\r\n]*$/s.exec(says)?.[1];
  if (named === undefined)
    throw new Problem("git-failed", "Git made no working tree where it was to make one.", says);
  const gitDir = join(repo.commonDir, "worktrees", basename(named));
  await writeGitFile(file, `gitdir: ${gitDir}\n`);
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
