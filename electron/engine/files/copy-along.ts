import { constants, type FileHandle, lstat, mkdir, open, unlink } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import { systemCode, writeProblem } from "../../system/system-error";
import { openInside } from "./path-guard";

/**
 * The size in bytes of a file that can be copied.
 * @returns undefined for a link, for anything but a plain file, and for a file that cannot be looked at
 */
export async function sizeToCopy(root: string, path: string): Promise<number | undefined> {
  const stats = await lstat(join(root, path)).catch(() => undefined);
  return stats?.isFile() ? stats.size : undefined;
}

/**
 * Reads the beginning of a file of the project.
 * @param most bytes to read
 * @returns undefined for anything but a plain file of the project
 */
export async function readBeginning(
  root: string,
  path: string,
  most: number,
): Promise<Buffer | undefined> {
  const opened = await openInside(root, path).catch(nothingThere);
  if (opened === undefined) return undefined;
  try {
    const size = Math.min(opened.size, most);
    const { buffer, bytesRead } = await opened.handle.read(Buffer.allocUnsafe(size), 0, size, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await opened.handle.close();
  }
}

/**
 * Copies a file of a project to the same path in a new working tree, where no other program works yet. An existing
 * file stays, and nothing is written through a link.
 * @param most bytes; a file that has grown beyond this size is not copied
 * @param made folders of the tree that are known to exist, shared by all files of one tree
 * @returns whether the file was copied
 * @throws {Problem} `cannot-write`
 */
export async function copyAlong(
  root: string,
  path: string,
  to: string,
  most: number,
  made: Set<string>,
): Promise<boolean> {
  if ((await sizeToCopy(root, path)) === undefined) return false;
  const from = await openInside(root, path).catch(nothingThere);
  if (from === undefined) return false;
  try {
    if (from.size > most || !(await makeParents(to, path, made))) return false;
    const { mode } = await from.handle.stat();
    const target = join(to, path);
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    const into = await open(target, flags, mode & 0o777).catch((error: unknown) => {
      if (["EEXIST", "ELOOP"].includes(systemCode(error) ?? "")) return undefined;
      throw writeProblem(error);
    });
    if (into === undefined) return false;
    if (await pour(from.handle, into, most)) return true;
    await unlink(target);
    return false;
  } finally {
    await from.handle.close();
  }
}

/** Removes a copy from a working tree. */
export async function removeCopy(root: string, path: string): Promise<void> {
  await unlink(join(root, path)).catch(() => undefined);
}

const step = 256 * 1024;

async function pour(from: FileHandle, into: FileHandle, most: number): Promise<boolean> {
  try {
    const buffer = Buffer.allocUnsafe(step);
    for (let at = 0; at <= most; ) {
      const { bytesRead } = await from.read(buffer, 0, step, at);
      if (bytesRead === 0) return true;
      await into.writeFile(buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
    return false;
  } catch (error) {
    throw writeProblem(error);
  } finally {
    await into.close();
  }
}

/** @returns false when anything but a folder has the path of a parent folder */
async function makeParents(root: string, path: string, made: Set<string>): Promise<boolean> {
  let folder = root;
  for (const name of path.split("/").slice(0, -1)) {
    folder = join(folder, name);
    if (made.has(folder)) continue;
    await mkdir(folder).catch((error: unknown) => {
      if (systemCode(error) !== "EEXIST") throw writeProblem(error);
    });
    if (!(await lstat(folder)).isDirectory()) return false;
    made.add(folder);
  }
  return true;
}

/** Returns undefined for a file that has vanished or that leads out of the project; throws any other error. */
function nothingThere(error: unknown): undefined {
  if (error instanceof Problem || ["EACCES", "EPERM"].includes(systemCode(error) ?? ""))
    return undefined;
  throw error;
}
