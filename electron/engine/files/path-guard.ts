import { closeSync, fstatSync, lstatSync, openSync, readlinkSync, realpathSync } from "node:fs";
import { constants, type FileHandle, lstat, open, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { Problem } from "@shared/base/problem";
import { projectPathSchema } from "@shared/contracts/project";
import { systemCode } from "../../system/system-error";

/** The place of one file inside a project, with links resolved. */
export interface Place {
  /** Absolute, without symbolic links. */
  readonly path: string;
  /** The file's folder, absolute, without symbolic links. */
  readonly folder: string;
  readonly name: string;
  readonly exists: boolean;
}

/** A folder that is held open. A link that replaces it later cannot redirect the operations in it. */
export interface HeldFolder {
  /** The path for a name in this folder. */
  at(name: string): string;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Resolves a project path.
 * @param root the project's top folder
 * @param path a project path (see projectPathSchema)
 * @throws {Problem} `outside-project` for a path that is not a project path, or that leads out of the project or
 * into git's own folder; `file-missing` when its folder does not exist or the path is a broken link
 */
export async function locate(root: string, path: string): Promise<Place> {
  return locateUnder(await topOf(root), path);
}

const looking = new Map<string, Promise<string>>();

/**
 * The real path of the top folder. Simultaneous calls share one lookup, because opening a project asks for each
 * file.
 */
function topOf(root: string): Promise<string> {
  const underway = looking.get(root);
  if (underway) return underway;
  const found = realpath(root).finally(() => looking.delete(root));
  looking.set(root, found);
  return found;
}

async function locateUnder(top: string, path: string): Promise<Place> {
  if (!projectPathSchema.safeParse(path).success) throw outside(path);
  const wanted = join(top, path);
  const real = await existing(wanted);
  if (real !== undefined) return { ...place(top, real, path), exists: true };
  if (await isLink(wanted)) throw missing(path);
  const folder = await existing(dirname(wanted));
  if (folder === undefined) {
    // A path whose folder is missing is refused too when an existing link above leads out of the project.
    checkInside(top, await nearestExisting(dirname(wanted)), path, true);
    throw missing(path);
  }
  return { ...place(top, join(folder, basename(wanted)), path), exists: false };
}

function place(top: string, real: string, path: string) {
  checkInside(top, real, path);
  return { path: real, folder: dirname(real), name: basename(real) };
}

/**
 * Opens a file of the project for reading. The check follows the opening, so a link that replaces the file
 * meanwhile is noticed.
 * @returns the open file, which the caller closes, and its size in bytes
 * @throws {Problem} `outside-project` or `file-missing`
 */
export async function openInside(
  root: string,
  path: string,
): Promise<{ handle: FileHandle; size: number }> {
  const top = await topOf(root);
  const found = await locateUnder(top, path);
  // O_NONBLOCK: without it, opening a named pipe would wait until another program writes to the pipe.
  const handle = await open(
    found.path,
    constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW,
  ).catch((error: unknown) => {
    if (["ENOENT", "ELOOP", "ENOTDIR", "ENXIO"].includes(systemCode(error) ?? ""))
      throw missing(path);
    throw error;
  });
  try {
    await checkOpened(top, handle, found.path, path);
    const stats = await handle.stat();
    if (!stats.isFile()) throw missing(path);
    return { handle, size: stats.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Opens a file of the project for reading and writing by synchronous calls. For a thread of its own: on a busy
 * machine each asynchronous call may take milliseconds. Checked like `openInside`.
 * @returns the descriptor, which the caller closes, and the file's real path: absolute, without symbolic links
 * @throws {Problem} `outside-project`; the system's error when the file cannot be opened
 */
export function openInsideNow(root: string, path: string): { fd: number; real: string } {
  const top = realpathSync.native(root);
  if (!projectPathSchema.safeParse(path).success) throw outside(path);
  const real = realpathSync.native(join(top, path));
  checkInside(top, real, path);
  const fd = openSync(real, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    const opened = fstatSync(fd);
    if (process.platform === "linux")
      checkInside(top, readlinkSync(`/proc/self/fd/${fd}`), path, true);
    else {
      const named = lstatSync(realpathSync(real));
      if (opened.dev !== named.dev || opened.ino !== named.ino) throw outside(path);
      checkInside(top, realpathSync(real), path, true);
    }
    if (!opened.isFile()) throw missing(path);
    return { fd, real };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/**
 * Opens the folder of a place and holds it. On Linux, names are then resolved relative to the open handle. Other
 * systems use the folder's real path, checked a second time.
 */
export async function holdFolder(root: string, found: Place): Promise<HeldFolder> {
  if (process.platform === "win32")
    return { at: (name) => join(found.folder, name), sync: async () => {}, close: async () => {} };
  const handle = await open(
    found.folder,
    constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW,
  );
  try {
    await checkOpened(await realpath(root), handle, found.folder, found.path);
  } catch (error) {
    await handle.close();
    throw error;
  }
  const base = process.platform === "linux" ? descriptorPath(handle) : found.folder;
  return {
    at: (name) => join(base, name),
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

async function checkOpened(top: string, handle: FileHandle, expected: string, path: string) {
  if (process.platform === "linux") {
    // A synchronous call, because the kernel answers it from memory, faster than an asynchronous call would
    // return.
    checkInside(top, readlinkSync(descriptorPath(handle)), path, true);
    return;
  }
  const [opened, named] = [await handle.stat(), await lstat(await realpath(expected))];
  if (opened.dev !== named.dev || opened.ino !== named.ino) throw outside(path);
  checkInside(top, await realpath(expected), path, true);
}

const descriptorPath = (handle: FileHandle) => `/proc/self/fd/${handle.fd}`;

function checkInside(top: string, real: string, path: string, orTop = false) {
  const rest = relative(top, real);
  const parts = rest.split(sep);
  if ((rest === "" && !orTop) || parts[0] === ".." || isAbsolute(rest) || parts.some(isGitFolder))
    throw outside(path);
}

/** Git treats all of these names as its own folder on one system or another; see git's verify_path. */
function isGitFolder(name: string): boolean {
  const plain = name.replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, "").toLowerCase();
  return /^(?:\.git|git~1)(?:[ .]*|:.*)$/.test(plain);
}

async function existing(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ELOOP"].includes(systemCode(error) ?? "")) return undefined;
    throw error;
  }
}

async function nearestExisting(path: string): Promise<string> {
  return (await existing(path)) ?? nearestExisting(dirname(path));
}

async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
}

function outside(path: string): Problem {
  return new Problem("outside-project", "That file is not part of this project.", path);
}

function missing(path: string): Problem {
  return new Problem("file-missing", `${basename(path)} is no longer there.`, path);
}
