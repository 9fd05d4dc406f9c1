import { constants, promises as fs } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { systemCode } from "./system-error";

/** Questions about the disk for rooms that have no file system access of their own. */

/**
 * The kind of the entry at a path, with links followed; "missing" also when a part of the path cannot be read.
 * @throws the system's error when it says nothing about the path, for example too many open files
 */
export async function kindOf(path: string): Promise<"file" | "folder" | "other" | "missing"> {
  try {
    const stats = await fs.stat(path);
    return stats.isFile() ? "file" : stats.isDirectory() ? "folder" : "other";
  } catch (error) {
    if (saysNothing(error)) throw error;
    return "missing";
  }
}

/** Whether an error is about the system and not about the path. A later call may find the path. */
export function saysNothing(error: unknown): boolean {
  return /^(?:EMFILE|ENFILE|ENOMEM|EAGAIN|EIO)$/.test(systemCode(error) ?? "");
}

/**
 * The names in a folder; empty when it is missing or no folder.
 * @throws the system's error for any other reason
 */
export async function namesIn(folder: string): Promise<string[]> {
  return fs.readdir(folder).catch((error: unknown) => {
    if (/^(?:ENOENT|ENOTDIR)$/.test(systemCode(error) ?? "")) return [];
    throw error;
  });
}

/** The kind of the entry at a path, with links not followed. */
export async function kindAt(
  path: string,
): Promise<"file" | "folder" | "link" | "other" | "missing"> {
  try {
    const stats = await fs.lstat(path);
    if (stats.isSymbolicLink()) return "link";
    return stats.isFile() ? "file" : stats.isDirectory() ? "folder" : "other";
  } catch (error) {
    if (saysNothing(error)) throw error;
    return "missing";
  }
}

/** The device number of a folder's disk; undefined when the folder cannot be looked up. */
export async function diskOf(path: string): Promise<number | undefined> {
  return (await fs.stat(path).catch(() => undefined))?.dev;
}

/**
 * The identity of a folder, which differs from that of a later folder at the same path: device, inode and, if
 * known, the time of creation.
 */
export async function birthOf(path: string): Promise<string> {
  const { dev, ino, birthtimeNs, ctimeNs } = await fs.stat(path, { bigint: true });
  // On a disk without creation times, birthtime equals the time of the last change, which must not be used.
  const birth = birthtimeNs === ctimeNs ? 0n : birthtimeNs;
  return [dev, ino, birth].join(" ");
}

/** Whether the entry at a path belongs to this user; true when the system does not say. */
export async function isOwn(path: string): Promise<boolean> {
  const own = process.geteuid?.();
  const stats = await fs.lstat(path).catch(() => undefined);
  if (own === undefined || stats === undefined || stats.uid === own) return true;
  // The same rule as in git: a root user by sudo may use the files of the original user.
  return own === 0 && stats.uid === Number(process.env["SUDO_UID"]);
}

/** The path without symbolic links; rejects with the system's error when it does not exist. */
export function realPath(path: string): Promise<string> {
  return fs.realpath(path);
}

/** Reads the text of a file that ships with the app. */
export function readText(path: string): Promise<string> {
  return fs.readFile(path, "utf8");
}

/** Runs a function with a private, empty folder, which is removed afterwards. */
export async function withTemporaryFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const folder = await fs.mkdtemp(join(tmpdir(), "specwright-"));
  try {
    return await body(folder);
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}

/**
 * Finds a program on the PATH. Relative entries are ignored, so that a repository's folder is never searched.
 * @returns the absolute path, or undefined
 */
export async function findProgram(
  name: string,
  path = process.env["PATH"] ?? "",
): Promise<string | undefined> {
  const names = process.platform === "win32" ? [`${name}.exe`] : [name];
  for (const folder of path.split(delimiter).filter((entry) => isAbsolute(entry)))
    for (const candidate of names.map((each) => join(folder, each)))
      if (await isProgram(candidate)) return candidate;
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await fs.access(path, constants.X_OK);
    return (await fs.stat(path)).isFile();
  } catch {
    return false;
  }
}

/** The file system functions that isomorphic-git calls. */
export const historyDisk = {
  promises: {
    readFile: fs.readFile,
    writeFile: fs.writeFile,
    unlink: fs.unlink,
    readdir: fs.readdir,
    mkdir: fs.mkdir,
    rmdir: fs.rmdir,
    stat: fs.stat,
    lstat: fs.lstat,
    readlink: fs.readlink,
    symlink: fs.symlink,
    chmod: fs.chmod,
  },
};

/**
 * Writes small files and their folders.
 * @param files the texts by path below the folder
 */
export async function putFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await fs.mkdir(dirname(join(folder, path)), { recursive: true });
    await fs.writeFile(join(folder, path), text);
  }
}
