import { readBlob, readObjects } from "./blobs";
import type { GitPlace } from "./git";
import { treeEntry } from "./merge-trees";
import type { Repository } from "./repository";

/**
 * Reads a file of a commit.
 * @returns its text as UTF-8 and the id of its blob; undefined when it is missing or no file
 */
export async function showFile(
  repo: Repository,
  commit: string,
  path: string,
): Promise<{ text: string; blob: string } | undefined> {
  const entry = await treeEntry(repo, commit, path);
  if (entry === undefined || !entry.mode.startsWith("100")) return undefined;
  const bytes = await readBlob(repo, entry.blob, `read ${path}`);
  return { text: bytes.toString("utf8"), blob: entry.blob };
}

/**
 * Reads many files together.
 * @param names each a blob's id, or `commit:path`
 * @returns their texts as UTF-8, by name; names without a file are left out
 */
export async function readTexts(
  repo: GitPlace,
  names: readonly string[],
): Promise<Map<string, string>> {
  const found = await readObjects(repo, names, "read earlier versions");
  return new Map([...found].map(([name, bytes]) => [name, bytes.toString("utf8")]));
}
