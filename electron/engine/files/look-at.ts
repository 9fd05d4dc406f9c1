import { access, constants, lstat } from "node:fs/promises";
import { join } from "node:path";
import { saysNothing } from "../../system/disk";

/** What stands at a path, a link being a link, and whether it can be kept whole. */
export type Look = "file" | "large" | "unreadable" | "link" | "folder" | "other" | "missing";

/**
 * Looks at what stands at a path without reading it.
 * @param largest bytes that a file may have
 */
export async function lookAt(top: string, path: string, largest: number): Promise<Look> {
  const full = join(top, path);
  try {
    const stats = await lstat(full);
    if (stats.isSymbolicLink()) return "link";
    if (stats.isDirectory()) return "folder";
    if (!stats.isFile()) return "other";
    if (stats.size > largest) return "large";
  } catch (error) {
    if (saysNothing(error)) throw error;
    return "missing";
  }
  return access(full, constants.R_OK).then(
    () => "file",
    () => "unreadable",
  );
}
