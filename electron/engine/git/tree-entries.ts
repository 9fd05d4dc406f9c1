import { Problem } from "@shared/base/problem";
import type { Objects } from "./object-reader";

/** An entry of a tree. */
export interface TreeEntry {
  /** Six digits, as in git's output. */
  readonly mode: string;
  /** Its bytes, each as one character (latin1), because a name need not be UTF-8. */
  readonly name: string;
  readonly id: string;
}

/**
 * Parses a tree object. Format: for each entry the mode in octal, a space, the name, NUL, and the bytes of the id;
 * see write_index_as_tree in git's cache-tree.c.
 * @param idLength hex digits of an id, 40 or 64
 * @throws {Problem} `git-failed` for bytes that are not a tree
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

/** The tree object of some entries, in git's order: a folder is sorted by its name with a slash. */
export function formatTree(entries: readonly TreeEntry[]): Buffer {
  const key = ({ mode, name }: TreeEntry) => (mode === "040000" ? `${name}/` : name);
  const sorted = [...entries].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return Buffer.concat(
    sorted.flatMap(({ mode, name, id }) => [
      Buffer.from(`${mode.replace(/^0/, "")} ${name}\0`, "latin1"),
      Buffer.from(id, "hex"),
    ]),
  );
}

/**
 * Replaces an entry of a tree.
 * @param write writes a tree and returns its id
 * @returns the new tree's id; undefined when nothing is at the path, and for a tree that this module cannot write
 */
export async function replaceEntry(
  objects: Objects,
  tree: string,
  path: string,
  entry: Pick<TreeEntry, "mode" | "id">,
  write: (content: Buffer) => Promise<string | undefined>,
): Promise<string | undefined> {
  const [name = "", ...rest] = path.split("/");
  const bytes = Buffer.from(name, "utf8").toString("latin1");
  const read = await objects.contents(`${tree}^{tree}`);
  if (read === undefined || read.cut) return undefined;
  const entries = parseTree(read.bytes, read.id.length);
  const old = entries.find((each) => each.name === bytes);
  if (old === undefined || rest.length > 0 !== (old.mode === "040000")) return undefined;
  const inner =
    rest.length === 0
      ? entry
      : { mode: old.mode, id: await replaceEntry(objects, old.id, rest.join("/"), entry, write) };
  const { mode, id } = inner;
  if (id === undefined) return undefined;
  return write(
    formatTree(entries.map((each) => (each === old ? { name: bytes, mode, id } : each))),
  );
}

/**
 * The entry of a tree at a path; undefined for none.
 * @param tree any name of a tree: a commit, a branch
 * @throws {Problem} `git-failed` when the tree, or one on the path, is missing
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
