import { lstat, realpath, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FolderMark } from "@shared/runs/event";
import { processStartToken } from "../../system/process-tree";
import { systemCode } from "../../system/system-error";
import { removeFolder } from "./app-folders";

/**
 * The identity of a folder, which differs from that of another folder or a link at the same path.
 * @returns undefined for anything but a folder, also for a link to one
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

/**
 * Whether the path still leads to the marked folder in the same way. It does not when a folder above has become a
 * link.
 */
export async function isMarked(path: string, mark: FolderMark): Promise<boolean> {
  const now = await folderMark(path);
  return now?.path === mark.path && now.device === mark.device && now.inode === mark.inode;
}

/**
 * Moves the marked folder aside, to be removed. It is renamed first and checked afterwards, so that another folder that
 * gets its path meanwhile stays.
 * @returns the folder's new path beside the old one; undefined when the path leads to another folder
 */
export async function setAside(path: string, mark: FolderMark): Promise<string | undefined> {
  if (!(await isMarked(path, mark))) return undefined;
  const aside = join(dirname(mark.path), `.removed-${mark.inode}-${process.pid}`);
  await rename(path, aside);
  const moved = await folderMark(aside);
  if (moved?.path !== aside || moved.device !== mark.device || moved.inode !== mark.inode) {
    await rename(aside, path);
    return undefined;
  }
  return aside;
}

/**
 * Removes the marked folder.
 * @returns whether the folder was removed
 */
export async function removeMarked(path: string, mark: FolderMark): Promise<boolean> {
  const aside = await setAside(path, mark);
  if (aside === undefined) return false;
  await removeFolder(aside);
  return true;
}

/** Whether a folder with this name was set aside by a process that ended before it removed the folder. */
export function isLeftAside(name: string): boolean {
  const [, pid] = /^\.removed-[0-9]+-([0-9]{1,10})$/.exec(name) ?? [];
  return pid !== undefined && processStartToken(Number(pid)) === undefined;
}
