import { join, resolve } from "node:path";
import { Problem } from "@shared/base/problem";
import type { Branch } from "@shared/contracts/project";
import { diskOf, isOwn, kindOf, realPath } from "../../system/disk";
import { readGitFile } from "../files/git-files";
import { checkGitFolder, checkTreeFiles } from "../files/git-stand-in";
import { bareRepository, treesBeside } from "./bare";
import { type GitPlace, git, gitFailure, hardenedArguments, readingIn } from "./git";
import { isGitFolder, layoutAt, upwards } from "./layout";
import { objectsOf } from "./object-reader";
import { readOwnConfiguration } from "./own-configuration";
import { isOn } from "./plain";
import { runGit } from "./process";
import type { Repository } from "./repository";

/**
 * Finds the repository of a folder; for a subfolder it is the repository above. Git is not run, because it would
 * first read the repository's configuration.
 * @throws {Problem} `folder-missing`, `not-a-folder`, `not-a-repository`, `bare-repository`, `git-missing`,
 * `git-failed`
 */
export async function inspect(folder: string): Promise<Omit<Repository, "trusted">> {
  const kind = await kindOf(folder);
  if (kind === "missing")
    throw new Problem("folder-missing", "That folder is no longer there. Choose another.", folder);
  if (kind !== "folder")
    throw new Problem("not-a-folder", "That is a file. Choose the folder it is in.", folder);
  const real = await realPath(folder);
  const top = await topAbove(real);
  const layout = top === undefined ? undefined : await layoutAt(top);
  if (top === undefined || layout === undefined) throw await notFound(real, folder);
  const found = {
    top,
    gitDir: await realPath(layout.gitDir),
    commonDir: await realPath(layout.commonDir),
  };
  await Promise.all([
    checkGitFolder(found.gitDir),
    found.gitDir === found.commonDir ? undefined : checkGitFolder(found.commonDir),
    checkTreeFiles(top),
  ]);
  await checkOwner(found);
  await checkFiles(found);
  return found;
}

/** The nearest parent folder with a git folder. The search stays on one disk, as git's does. */
async function topAbove(folder: string): Promise<string | undefined> {
  const disk = await diskOf(folder);
  for (const each of upwards(folder)) {
    if ((await diskOf(each)) !== disk) return undefined;
    if (await layoutAt(each)) return each;
    // A git folder itself contains no working files.
    if (await isGitFolder(each)) return undefined;
  }
  return undefined;
}

async function notFound(real: string, folder: string): Promise<Problem> {
  for (const each of upwards(real))
    if (await isGitFolder(each)) return bareRepository(folder, each);
  return (
    (await treesBeside(folder, real)) ??
    new Problem(
      "not-a-repository",
      "This folder is not a git repository. Create one in it, or choose another folder.",
      folder,
    )
  );
}

/** Git refuses the repositories of other users, unless the person allows them; so git is asked. */
async function checkOwner({ top, gitDir, commonDir }: Omit<Repository, "trusted">): Promise<void> {
  const folders = await Promise.all([top, gitDir, commonDir].map(isOwn));
  if (folders.every(Boolean)) return;
  const args = [...hardenedArguments(false), "rev-parse", "--absolute-git-dir"];
  const { exitCode, stderr } = await runGit(args, { cwd: top, limit: 15_000 });
  if (exitCode !== 0) throw gitFailure("open this folder", stderr);
}

/** Approvals write where git finds the working files, and a configuration can move them to any folder of the disk. */
async function checkFiles(found: Omit<Repository, "trusted">): Promise<void> {
  const lines = await readOwnConfiguration(found, { includes: false });
  const last = (key: string) => lines.findLast((line) => line.key === key)?.value;
  const moved = last("core.worktree");
  if (moved !== undefined && resolve(found.gitDir, moved) !== found.top)
    throw new Problem(
      "git-failed",
      "This repository says that its files are in another folder. Open that folder, or remove core.worktree.",
      moved,
    );
  if (found.gitDir === found.commonDir && isOn((last("core.bare") ?? "").toLowerCase()))
    throw await bareRepository(found.top, found.commonDir);
}

export function noCommits(top: string): Problem {
  return new Problem(
    "no-commits",
    "This repository has no commits yet. Make a first commit, then open it again.",
    top,
  );
}

/**
 * The checked-out branch or commit.
 * @throws {Problem} `no-commits`
 */
export async function readBranch(repo: GitPlace): Promise<Branch> {
  const doing = "read the current branch";
  const [name, commit] = await Promise.all([
    headOf(repo, doing),
    objectsOf(repo, doing).then((objects) => objects.info("HEAD^{commit}")),
  ]);
  if (commit === undefined) throw noCommits(repo.top);
  const { id } = commit;
  return name?.startsWith("refs/heads/")
    ? { kind: "branch", name: name.slice("refs/heads/".length), commit: id }
    : { kind: "detached", commit: id };
}

/** The full name of the checked-out branch; undefined for a detached HEAD. */
async function headOf(repo: GitPlace, doing: string): Promise<string | undefined> {
  const { gitDir } = (await readingIn(repo)).reads;
  const text = (await readGitFile(join(gitDir, "HEAD")))?.toString("utf8") ?? "";
  const named = /^ref: (refs\/heads\/[^\s\0]+)\n$/.exec(text)?.[1];
  // In another storage format of refs, the file names an impossible branch.
  if (named !== undefined && named !== "refs/heads/.invalid") return named;
  const said = await git(repo, ["symbolic-ref", "-q", "HEAD"], { doing, answers: [0, 1] });
  return said.exitCode === 0 ? said.text().replace(/\n$/, "") : undefined;
}
