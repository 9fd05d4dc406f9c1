import { isAbsolute, relative } from "node:path";
import { Problem } from "@shared/contracts/problem";
import type { Branch } from "@shared/contracts/project";
import { kindOf, realPath } from "../files/disk";
import { type GitPlace, git, gitFailure, hardenedArguments } from "./git";
import { runGit } from "./process";
import type { Repository } from "./repository";

/**
 * Finds the repository that a folder belongs to; a subfolder belongs to the repository above it. Runs
 * nothing of the repository's own.
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
  const questions = ["--show-toplevel", "--absolute-git-dir", "--git-common-dir"];
  const args = ["rev-parse", "--path-format=absolute", ...questions];
  const result = await runGit([...hardenedArguments(false), ...args], { cwd: real });
  if (result.exitCode !== 0) throw refusal(result.stderr, folder);
  const [top, gitDir, commonDir, ...rest] = result.stdout.toString("utf8").split("\n");
  if (!top || !gitDir || !commonDir || rest.join("") !== "")
    throw new Problem("git-failed", "Git gave an answer that is not understood.", folder);
  const found = {
    top: await realPath(top),
    gitDir: await realPath(gitDir),
    commonDir: await realPath(commonDir),
  };
  const inside = relative(found.top, real);
  // core.worktree can name any folder of the disk, and approvals would be written there.
  if (inside.split(/[\\/]/)[0] === ".." || isAbsolute(inside))
    throw new Problem(
      "git-failed",
      "This repository says that its files are in another folder. Open that folder, or remove core.worktree.",
      top,
    );
  return found;
}

function refusal(words: string, folder: string): Problem {
  if (/not a git repository/.test(words))
    return new Problem(
      "not-a-repository",
      "This folder is not a git repository. Create one in it, or choose another folder.",
      folder,
    );
  if (/cannot use bare repository|must be run in a work tree/.test(words))
    return new Problem(
      "bare-repository",
      "This is a bare repository, which has no files to work on. Clone it, then open the clone.",
      folder,
    );
  return gitFailure("open this folder", words);
}

export function noCommits(top: string): Problem {
  return new Problem(
    "no-commits",
    "This repository has no commits yet. Make a first commit, then open it again.",
    top,
  );
}

/**
 * What is checked out.
 * @throws {Problem} `no-commits`
 */
export async function readBranch(repo: GitPlace): Promise<Branch> {
  const doing = "read the current branch";
  const [name, commit] = await Promise.all([
    git(repo, ["symbolic-ref", "-q", "HEAD"], { doing, answers: [0, 1] }),
    git(repo, ["rev-parse", "-q", "--verify", "HEAD^{commit}"], { doing, answers: [0, 1] }),
  ]);
  if (commit.exitCode !== 0) throw noCommits(repo.top);
  const id = commit.text().trim();
  const ref = name.text().replace(/\n$/, "");
  return ref.startsWith("refs/heads/")
    ? { kind: "branch", name: ref.slice("refs/heads/".length), commit: id }
    : { kind: "detached", commit: id };
}
