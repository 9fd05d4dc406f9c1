import { historyDisk } from "../../system/disk";
import type { Identity } from "./identity";
import { loadObjects } from "./objects";
import type { Repository } from "./repository";

/** Works without git on the machine: isomorphic-git reads and writes the repository. */

export interface LoggedCommit {
  readonly commit: string;
  /** The message's first line. */
  readonly subject: string;
  readonly message: string;
  readonly author: Identity;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/**
 * The latest commits, newest first.
 * @param from the commit to start at
 * @param options.path only commits that changed this file
 * @param options.limit the largest number
 */
export async function log(
  repo: Pick<Repository, "commonDir">,
  from: string,
  options: { readonly path?: string; readonly limit: number },
): Promise<LoggedCommit[]> {
  const { path, limit } = options;
  const { log } = await loadObjects();
  const commits = await log({
    fs: historyDisk,
    // The objects of a linked working tree are in the common folder, which isomorphic-git does not look up.
    gitdir: repo.commonDir,
    ref: from,
    ...(path === undefined ? { depth: limit } : { filepath: path, force: true }),
  });
  return commits.slice(0, limit).map(({ oid, commit }) => ({
    commit: oid,
    subject: commit.message.split("\n", 1)[0] ?? "",
    message: commit.message,
    author: { name: commit.author.name, email: commit.author.email },
    at: new Date(commit.author.timestamp * 1000).toISOString(),
  }));
}

/** `git init` with this name of the branch. Existing files stay. */
export async function initialise(folder: string, branch: string): Promise<void> {
  const { init } = await loadObjects();
  await init({ fs: historyDisk, dir: folder, defaultBranch: branch });
}

/**
 * Commits all staged files in a repository that this process has just made.
 * @param paths relative to the folder, with forward slashes
 * @returns the commit
 */
export async function commitFiles(
  folder: string,
  paths: readonly string[],
  message: string,
  by: Identity,
): Promise<string> {
  // A common cache: without it, isomorphic-git reads and writes the whole index for each file.
  const cache = {};
  const { add, commit } = await loadObjects();
  await add({ fs: historyDisk, dir: folder, filepath: [...paths], cache });
  return commit({ fs: historyDisk, dir: folder, message, author: by, cache });
}
