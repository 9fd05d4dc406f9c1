import { Problem } from "@shared/contracts/problem";
import type { Objects } from "./object-reader";

/** What a tree has under a name. */
export interface TreeEntry {
  /** Six digits, as git shows it. */
  readonly mode: string;
  /** Its bytes, each as one character (latin1): a name need not be UTF-8. */
  readonly name: string;
  readonly id: string;
}

/**
 * Takes a tree object apart. Format: for each entry the mode in octal, a space, the name, NUL, and the bytes of the
 * id; see write_index_as_tree in git's cache-tree.c.
 * @param idLength characters of an id, 40 or 64
 * @throws {Problem} `git-failed` for what is no tree
 */
export function parseTree(bytes: Buffer, idLength: number): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const end = space < 0 ? -1 : bytes.indexOf(0, space);
    const next = end + 1 + idLength / 2;
    if (end < 0 || next > bytes.length)
      throw new Problem("git-failed", "Git could not read a commit.", "a damaged tree");
    entries.push({
      mode: bytes.toString("latin1", at, space).padStart(6, "0"),
      name: bytes.toString("latin1", space + 1, end),
      id: bytes.toString("hex", end + 1, next),
    });
    at = next;
  }
  return entries;
}

/**
 * What a tree has at a path; undefined for nothing.
 * @param tree anything that leads to a tree: a commit, a branch
 * @throws {Problem} `git-failed` where the tree, or one on the way, is not here
 */
export async function entryIn(
  objects: Objects,
  tree: string,
  path: string,
): Promise<TreeEntry | undefined> {
  const names = Buffer.from(path, "utf8").toString("latin1").split("/");
  let at = `${tree}^{tree}`;
  let entry: TreeEntry | undefined;
  for (const name of names) {
    if (entry !== undefined && entry.mode !== "040000") return undefined;
    const read = await objects.contents(at);
    if (read === undefined || read.cut)
      throw new Problem("git-failed", "Git could not read a commit.", `${at} is not there`);
    entry = parseTree(read.bytes, read.id.length).find((each) => each.name === name);
    if (entry === undefined) return undefined;
    at = entry.id;
  }
  return entry;
}
