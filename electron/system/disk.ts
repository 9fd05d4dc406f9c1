import { constants, promises as fs } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { systemCode } from "./system-error";

/** Questions about the disk that other rooms may ask without a file system of their own. */

/**
 * What stands at a path, links followed; "missing" also when a part of the path cannot be read.
 * @throws the system's error for one that says nothing of the path, such as too many open files
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

/** Whether an error is one of the system and not of the path: what is asked again later may be there. */
export function saysNothing(error: unknown): boolean {
  return /^(?:EMFILE|ENFILE|ENOMEM|EAGAIN|EIO)$/.test(systemCode(error) ?? "");
}

/**
 * The names in a folder; none when it is missing or no folder.
 * @throws the system's error for any other reason
 */
export async function namesIn(folder: string): Promise<string[]> {
  return fs.readdir(folder).catch((error: unknown) => {
    if (/^(?:ENOENT|ENOTDIR)$/.test(systemCode(error) ?? "")) return [];
    throw error;
  });
}

/** What stands at a path itself, a link being a link. */
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

/** Which disk a folder is on; undefined where it cannot be looked at. */
export async function diskOf(path: string): Promise<number | undefined> {
  return (await fs.stat(path).catch(() => undefined))?.dev;
}

/** Tells a folder from any other that stands in its place later: device, number and, where there is one, birth. */
export async function birthOf(path: string): Promise<string> {
  const { dev, ino, birthtimeNs, ctimeNs } = await fs.stat(path, { bigint: true });
  // Where a disk keeps no time of birth, the time of the last change stands for it, which says nothing.
  const birth = birthtimeNs === ctimeNs ? 0n : birthtimeNs;
  return [dev, ino, birth].join(" ");
}

/** Whether what stands at a path belongs to this person; true where the system does not say. */
export async function isOwn(path: string): Promise<boolean> {
  const own = process.geteuid?.();
  const stats = await fs.lstat(path).catch(() => undefined);
  if (own === undefined || stats === undefined || stats.uid === own) return true;
  // As git does: who became root by sudo may use what they had before.
  return own === 0 && stats.uid === Number(process.env["SUDO_UID"]);
}

/** The path without symbolic links; rejects with the system's error when there is nothing. */
export function realPath(path: string): Promise<string> {
  return fs.realpath(path);
}

/** The text of a file that ships with the app. */
export function readText(path: string): Promise<string> {
  return fs.readFile(path, "utf8");
}

/** Runs a body with a private, empty folder, which is gone afterwards. */
export async function withTemporaryFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const folder = await fs.mkdtemp(join(tmpdir(), "specwright-"));
  try {
    return await body(folder);
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}

/**
 * Finds a program on the PATH, relative entries left out, so that a repository's own folder is never
 * searched.
 * @returns its absolute path, or undefined
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

/** The part of the file system that isomorphic-git asks for. */
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

/** Writes small files, with the folders that they lie in. @param files their texts by path below the folder */
export async function putFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await fs.mkdir(dirname(join(folder, path)), { recursive: true });
    await fs.writeFile(join(folder, path), text);
  }
}
