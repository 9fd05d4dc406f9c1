import { historyDisk } from "../../system/disk";
import type { Identity } from "./identity";
import { loadObjects } from "./objects";
import type { Repository } from "./repository";

/** Needs no git on the machine: isomorphic-git reads and writes the repository itself. */

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
 * The last commits, newest first.
 * @param from the commit to start at
 * @param options.path only commits that changed this file
 * @param options.limit how many at most
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
    // Objects of a linked working tree are in the shared folder; isomorphic-git does not look there.
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

/** `git init`, on a branch of that name. What is there already stays. */
export async function initialise(folder: string, branch: string): Promise<void> {
  const { init } = await loadObjects();
  await init({ fs: historyDisk, dir: folder, defaultBranch: branch });
}

/**
 * Commits files in a repository that this program has just made: everything staged goes in.
 * @param paths relative to the folder, with forward slashes
 * @returns the commit
 */
export async function commitFiles(
  folder: string,
  paths: readonly string[],
  message: string,
  by: Identity,
): Promise<string> {
  // One cache for all: without it each file reads and writes the whole index.
  const cache = {};
  const { add, commit } = await loadObjects();
  await add({ fs: historyDisk, dir: folder, filepath: [...paths], cache });
  return commit({ fs: historyDisk, dir: folder, message, author: by, cache });
}
