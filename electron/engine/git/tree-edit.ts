import { objectDisk } from "../files/git-files";
import { loadObjects } from "./objects";

/** The new content of a tree at a path; undefined to remove the entry. */
export interface TreeChange {
  readonly path: string;
  readonly entry: { readonly mode: string; readonly blob: string } | undefined;
}

interface Objects {
  readonly gitdir: string;
  readonly cache: object;
}

/**
 * Writes a tree that differs from another one at some paths. Only the trees on these paths are read and written.
 * @param tree its id; undefined for an empty one
 * @returns the new tree's id; undefined for an empty result
 */
export async function editTree(
  objects: Objects,
  tree: string | undefined,
  changes: readonly TreeChange[],
): Promise<string | undefined> {
  const old = tree === undefined ? [] : (await treeAt(objects, tree)).tree;
  const entries = new Map(old.map((entry) => [entry.path, entry]));
  const inner = new Map<string, TreeChange[]>();
  for (const { path, entry } of changes) {
    const end = path.indexOf("/");
    if (end >= 0) {
      const under = inner.get(path.slice(0, end)) ?? [];
      under.push({ path: path.slice(end + 1), entry });
      inner.set(path.slice(0, end), under);
    } else if (entry) entries.set(path, { path, mode: entry.mode, oid: entry.blob, type: "blob" });
    else if (entries.get(path)?.type === "blob") entries.delete(path);
  }
  for (const [name, under] of inner) {
    const there = entries.get(name);
    const next = await editTree(objects, there?.type === "tree" ? there.oid : undefined, under);
    if (next !== undefined)
      entries.set(name, { path: name, mode: "040000", oid: next, type: "tree" });
    else if (there?.type === "tree") entries.delete(name);
  }
  if (entries.size === 0) return undefined;
  const { gitdir } = objects;
  const { writeTree } = await loadObjects();
  return writeTree({ fs: objectDisk, gitdir, tree: [...entries.values()] });
}

/** The entry of a tree at a path; undefined for none. */
export async function entryAt(
  objects: Objects,
  tree: string | undefined,
  path: string,
): Promise<TreeChange["entry"]> {
  if (tree === undefined) return undefined;
  const [name, ...rest] = path.split("/");
  const found = (await treeAt(objects, tree)).tree.find((entry) => entry.path === name);
  if (found === undefined) return undefined;
  if (rest.length === 0) return { mode: found.mode, blob: found.oid };
  return found.type === "tree" ? entryAt(objects, found.oid, rest.join("/")) : undefined;
}

const treeAt = async ({ gitdir, cache }: Objects, oid: string) =>
  (await loadObjects()).readTree({ fs: objectDisk, gitdir, oid, cache });
