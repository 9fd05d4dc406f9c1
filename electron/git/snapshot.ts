import { join } from "node:path";
import { kindOf, withTemporaryFolder } from "../files/disk";
import { commitTree, identityVariables, objectId } from "./commit";
import { changedFiles } from "./diff";
import { type GitPlace, git, gitFailure } from "./git";
import { specwright } from "./identity";
import { commitOf } from "./keep";
import { type Repository, requireTrust } from "./repository";

/** Which working tree is captured, and onto which branch. */
export interface RunTree {
  readonly worktree: string;
  /** Without `refs/heads/`. */
  readonly runBranch: string;
}

export interface Snapshot {
  readonly commit: string;
  /** Against the base: how many files, and how many lines, binary files left out of these. */
  readonly files: number;
  readonly added: number;
  readonly removed: number;
  /** Folders whose content could not be kept: repositories of their own that have no commit. */
  readonly leftOut: readonly string[];
}

/**
 * Keeps the whole content of a working tree, apart from what is ignored, as a commit on the run's branch,
 * on top of what the agent itself committed there. Uses an index of its own and the repository's own
 * folder: the index, the `.git` file and the HEAD of the working tree were in the agent's hands. So were
 * the branch and the tree itself: a branch that is gone is made again, and of a tree that is gone there is
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
  requireTrust(repo);
  const ref = `refs/heads/${run.runBranch}`;
  const found = await commitOf(repo, ref);
  const tip = found ?? run.base;
  const { tree, leftOut } =
    (await kindOf(run.worktree)) === "folder"
      ? await captureTree(repo, run.worktree, tip, signal)
      : { tree: await objectId(repo, `${tip}^{tree}`), leftOut: [] };
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
  const files = await changedFiles(repo, run.base, commit);
  const sum = (counts: (number | undefined)[]) => counts.reduce<number>((a, b) => a + (b ?? 0), 0);
  return {
    commit,
    files: files.length,
    added: sum(files.map((file) => file.added)),
    removed: sum(files.map((file) => file.removed)),
    leftOut,
  };
}

/**
 * Writes the content of a working tree to the object database.
 * @param start a commit; its files count as tracked even where they are ignored
 * @returns the tree's object id, and the folders that git cannot keep
 */
export async function captureTree(
  repo: Repository,
  worktree: string,
  start: string,
  signal?: AbortSignal,
): Promise<{ tree: string; leftOut: readonly string[] }> {
  return withTemporaryFolder(async (folder) => {
    const place = { top: worktree, trusted: repo.trusted };
    const env = {
      GIT_DIR: repo.commonDir,
      GIT_WORK_TREE: worktree,
      GIT_INDEX_FILE: join(folder, "index"),
    };
    const options = { doing: "capture the working tree", writes: true, env, signal };
    await git(place, ["read-tree", start], options);
    const submodules = await submodulesOf(place, start, env);
    const added = await git(place, capturing({ literal: false }), {
      ...options,
      answers: [0, 1],
      input: everythingBut(submodules)
        .map((each) => `${each}\0`)
        .join(""),
    });
    const leftOut = added.exitCode === 0 ? [] : emptyRepositories(options.doing, added.stderr);
    return { tree: (await git(place, ["write-tree"], options)).text().trim(), leftOut };
  });
}

/**
 * What brings an index up to the working tree, for paths that come by its input, each ended by NUL.
 * @param literal they are names and nothing else
 */
export const capturing = ({ literal }: { readonly literal: boolean }): string[] => [
  ...(literal ? [] : ["--no-literal-pathspecs"]),
  ...["-c", "core.sparseCheckout=false", "-c", "advice.addEmbeddedRepo=false"],
  ...["add", "--all", "--ignore-errors", "--pathspec-from-file=-", "--pathspec-file-nul"],
];

/** Pathspecs for a whole working tree apart from some paths. */
export const everythingBut = (paths: readonly string[]): string[] => [
  ":(top)",
  ...paths.map((path) => `:(top,exclude,literal)${path}`),
];

/**
 * The submodules that a commit has. They stay as they are: to see whether one has changed, git runs itself in
 * it, with a configuration that whoever made the submodule's folder has written.
 */
export async function submodulesOf(
  place: GitPlace,
  commit: string,
  env: Readonly<Record<string, string>>,
): Promise<string[]> {
  const args = ["ls-tree", "-r", "-z", "--full-tree", commit];
  const listed = await git(place, args, { doing: "list the submodules", env });
  return listed
    .text()
    .split("\0")
    .filter((entry) => entry.startsWith("160000 "))
    .map((entry) => entry.slice(entry.indexOf("\t") + 1));
}

const noCommit = /^error: '(.*)\/' does not have a commit checked out$/;
const notIndexed = /^error: unable to index file '(.*?)\/?'$/;

/** What git could not add and passed over: folders for want of a commit, and files that it could not read. */
export function failedToAdd(
  doing: string,
  words: string,
): { readonly repositories: readonly string[]; readonly files: readonly string[] } {
  const errors = words.split("\n").filter((line) => line.startsWith("error: "));
  const found = (pattern: RegExp) => errors.flatMap((line) => pattern.exec(line)?.[1] ?? []);
  const repositories = found(noCommit);
  const files = found(notIndexed).filter((path) => !repositories.includes(path));
  if (errors.length > 0 && repositories.length + files.length === 0) throw gitFailure(doing, words);
  return { repositories, files };
}

/** The folders that git could not add for want of a commit; any other failure is one of the capture. */
function emptyRepositories(doing: string, words: string): readonly string[] {
  const { repositories, files } = failedToAdd(doing, words);
  const errors = words.split("\n").filter((line) => line.startsWith("error: "));
  const others = errors.filter((line) => !noCommit.test(line) && !notIndexed.test(line));
  if (repositories.length === 0 || files.length > 0 || others.length > 0)
    throw gitFailure(doing, words);
  return repositories;
}
