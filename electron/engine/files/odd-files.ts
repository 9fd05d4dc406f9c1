import { lstat, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { checkGitFolder, checkTreeFiles, largestTreeFile, treeFiles } from "./git-stand-in";
import { oddFile, oddity } from "./plain-file";

const names: ReadonlySet<string> = new Set(treeFiles);

/** The largest number of folders that are searched in one working tree, and in the refs of one repository. */
const mostFolders = 50_000;

/** The folders in which git reads files. */
export interface GitReads {
  readonly gitDir: string;
  readonly commonDir: string;
  readonly top: string;
}

/**
 * Searches git's folders and the working tree for a file that would block git: a pipe, a device or a huge file in
 * the place of a ref or of another file that git opens.
 * @returns the refusal for the first such file; undefined for none
 */
export async function findOddFile(
  { gitDir, commonDir, top }: GitReads,
  signal: AbortSignal,
): Promise<Error | undefined> {
  // `git worktree add` reads the whole list of working trees.
  const list = join(commonDir, "worktrees");
  const trees = (await readdir(list).catch(() => [])).map((name) => join(list, name));
  for (const folder of new Set([gitDir, commonDir, ...trees])) {
    const refused = await refusalOf(checkGitFolder(folder));
    if (refused) return refused;
  }
  return (
    (await findOddRef([join(commonDir, "refs"), join(commonDir, "logs")], signal)) ??
    findOddTreeFile(top, signal)
  );
}

const refusalOf = (check: Promise<void>): Promise<Error | undefined> =>
  check.then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : undefined),
  );

async function findOddRef(
  above: readonly string[],
  signal: AbortSignal,
): Promise<Error | undefined> {
  const folders = [...above];
  for (let looked = 0; looked < mostFolders && !signal.aborted; looked += 1) {
    const folder = folders.shift();
    if (folder === undefined) return undefined;
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      if (entry.isFile() || entry.isDirectory()) continue;
      const stats = await stat(path).catch(() => undefined);
      const odd = stats && !stats.isDirectory() ? oddity(stats, largestTreeFile) : undefined;
      if (odd !== undefined) return oddFile(path, odd);
    }
  }
  return undefined;
}

async function findOddTreeFile(top: string, signal: AbortSignal): Promise<Error | undefined> {
  const refused = await refusalOf(checkTreeFiles(top));
  if (refused) return refused;
  const folders = [top];
  for (let looked = 0; looked < mostFolders && !signal.aborted; looked += 1) {
    const folder = folders.shift();
    if (folder === undefined) return undefined;
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (entry.name !== ".git") folders.push(path);
      } else if (names.has(entry.name) && !entry.isSymbolicLink()) {
        const stats = await lstat(path).catch(() => undefined);
        const odd = stats && oddity(stats, largestTreeFile);
        if (odd !== undefined) return oddFile(path, odd);
      }
    }
  }
  return undefined;
}
