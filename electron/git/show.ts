import { type GitPlace, git } from "./git";
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

/**
 * Reads many files at once, in one process.
 * @param names a blob's id, or `commit:path`, each
 * @returns their texts as UTF-8, by name; a name that leads to no file is left out
 */
export async function readBlobs(
  repo: GitPlace,
  names: readonly string[],
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  // The list goes by lines: a path with a line end in it would be two.
  const asked = names.filter((name) => !name.includes("\n"));
  if (asked.length === 0) return texts;
  const { stdout } = await git(repo, ["cat-file", "--batch"], {
    doing: "read earlier versions",
    input: `${asked.join("\n")}\n`,
  });
  let at = 0;
  for (const name of asked) {
    const end = stdout.indexOf(0x0a, at);
    if (end < 0) break;
    const [, type, size] = / (\w+) (\d+)$/.exec(stdout.toString("utf8", at, end)) ?? [];
    at = end + 1;
    // "missing" and its like are one line; everything else is followed by its content.
    if (type === undefined || size === undefined) continue;
    if (type === "blob") texts.set(name, stdout.toString("utf8", at, at + Number(size)));
    at += Number(size) + 1;
  }
  return texts;
}
