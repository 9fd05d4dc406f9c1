import { git } from "./git";
import { treeEntry } from "./merge";
import type { Repository } from "./repository";

/**
 * A file as a commit has it.
 * @returns its text as UTF-8 and git's id of its content; undefined when it is not there or no file
 */
export async function showFile(
  repo: Repository,
  commit: string,
  path: string,
): Promise<{ text: string; blob: string } | undefined> {
  const entry = await treeEntry(repo, commit, path);
  if (entry === undefined || !entry.mode.startsWith("100")) return undefined;
  const args = ["cat-file", "blob", entry.blob];
  return { text: (await git(repo, args, { doing: `read ${path}` })).text(), blob: entry.blob };
}
