import { historyDisk } from "../../system/disk";
import type { Identity } from "./identity";
import { loadObjects } from "./objects";

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
