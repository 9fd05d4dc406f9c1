import type { RunTree } from "@shared/contracts/runs";

type Status = NonNullable<RunTree["files"][number]["status"]>;

/** One row of a tree of files. */
export type TreeRow =
  | {
      readonly kind: "folder";
      readonly path: string;
      readonly name: string;
      readonly depth: number;
      readonly open: boolean;
      /** The number of changed files in it, at any depth. */
      readonly changed: number;
    }
  | {
      readonly kind: "file";
      readonly path: string;
      readonly name: string;
      readonly depth: number;
      /** Undefined for an unchanged file. */
      readonly status: Status | undefined;
    };

/**
 * The visible rows of a tree.
 * @param files in the order of their paths, so that a folder's files are together
 * @param chosen folders that the person opened or closed; any other folder is open if it contains a change
 */
export function treeRows(files: RunTree["files"], chosen: ReadonlyMap<string, boolean>): TreeRow[] {
  const changed = new Map<string, number>();
  for (const { path, status } of files)
    if (status !== undefined)
      for (const folder of foldersOf(path)) changed.set(folder, (changed.get(folder) ?? 0) + 1);

  const rows: TreeRow[] = [];
  let told: readonly string[] = [];
  for (const { path, status } of files) {
    const folders = foldersOf(path);
    let shown = true;
    for (const [depth, folder] of folders.entries()) {
      const inside = changed.get(folder) ?? 0;
      const open = chosen.get(folder) ?? inside > 0;
      if (shown && told[depth] !== folder)
        rows.push({
          kind: "folder",
          path: folder,
          name: nameOf(folder),
          depth,
          open,
          changed: inside,
        });
      shown &&= open;
    }
    told = folders;
    if (shown) rows.push({ kind: "file", path, name: nameOf(path), depth: folders.length, status });
  }
  return rows;
}

const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);

/** The folders of a path: `a` and `a/b` for `a/b/c.ts`. */
function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1))
    folders.push(path.slice(0, at));
  return folders;
}
