import { lstat, realpath, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FolderMark } from "@shared/runs/event";
import { systemCode } from "../../system/system-error";
import { removeFolder } from "./folders";

/**
 * What tells a folder from another one, or a link, in its place.
 * @returns undefined where no folder stands; a link is none
 * @throws the system's error for any other reason
 */
export async function folderMark(path: string): Promise<FolderMark | undefined> {
  try {
    const stats = await lstat(path, { bigint: true });
    if (!stats.isDirectory()) return undefined;
    return { path: await realpath(path), device: String(stats.dev), inode: String(stats.ino) };
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ELOOP"].includes(systemCode(error) ?? "")) return undefined;
    throw error;
  }
}

/** Whether a folder is still the one that was marked, reached the same way: also no folder above it is a link now. */
export async function isMarked(path: string, mark: FolderMark): Promise<boolean> {
  const now = await folderMark(path);
  return now?.path === mark.path && now.device === mark.device && now.inode === mark.inode;
}

/**
 * Removes a folder that is the marked one. It is moved aside first and looked at there, so that another one that
 * takes its name meanwhile is not touched.
 * @returns whether it was
 */
export async function removeMarked(path: string, mark: FolderMark): Promise<boolean> {
  if (!(await isMarked(path, mark))) return false;
  const aside = join(dirname(mark.path), `.removed-${mark.inode}-${process.pid}`);
  await rename(path, aside);
  const moved = await folderMark(aside);
  if (moved?.path !== aside || moved.device !== mark.device || moved.inode !== mark.inode) {
    await rename(aside, path);
    return false;
  }
  await removeFolder(aside);
  return true;
}
