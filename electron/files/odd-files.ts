import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { checkTreeFiles, largestTreeFile, treeFiles } from "./git-stand-in";
import { oddFile, oddity } from "./plain-file";

const names: ReadonlySet<string> = new Set(treeFiles);

/** Folders of one working tree that are looked through. */
const mostFolders = 50_000;

/**
 * Looks through a working tree for what keeps git waiting: a pipe, a device or a huge file in the place of
 * attributes or ignored names.
 * @returns the refusal of the first that is found; undefined for none
 */
export async function findOddFile(top: string, signal: AbortSignal): Promise<Error | undefined> {
  const refused = await checkTreeFiles(top).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : undefined),
  );
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
