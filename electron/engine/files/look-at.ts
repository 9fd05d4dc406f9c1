import { access, constants, lstat } from "node:fs/promises";
import { join } from "node:path";
import { saysNothing } from "../../system/disk";

/** The kind of an entry at a path (links not followed), and whether its content can be kept. */
export type Look = "file" | "large" | "unreadable" | "link" | "folder" | "other" | "missing";

/**
 * Looks up the kind of an entry without reading it.
 * @param largest size limit of a file in bytes
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
