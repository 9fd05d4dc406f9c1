import { randomBytes } from "node:crypto";
import { appendFile, mkdir, open, readdir, rename, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Problem } from "@shared/base/problem";
import { historyDisk, kindAt } from "../../system/disk";
import { systemCode, writeProblem } from "../../system/system-error";
import { readPlainFile } from "./plain-file";

/** Writes files of git's own folder by git's rules, for changes that are made without a git process. */

/** A file of git's folder that is locked: other programs that follow git's rules do not change it. */
export interface LockedFile {
  /** The current content; undefined when the file does not exist. */
  read(): Promise<Buffer | undefined>;
  /** Writes the new content to the disk, not yet in the file's place. */
  write(bytes: Uint8Array): Promise<void>;
  /** Moves the new content into place in one step, and releases the lock. */
  put(): Promise<void>;
  /** Releases the lock and leaves the file unchanged. Has no effect after `put`. */
  drop(): Promise<void>;
}

/** Milliseconds to wait for a lock. An editor's `git status` holds the lock for a shorter time. */
const patience = 600;

/**
 * Locks a file as git does: creates `<file>.lock`, which must not exist yet.
 * @throws {Problem} `git-busy`, `cannot-write`
 */
export async function lockGitFile(path: string): Promise<LockedFile> {
  const lock = `${path}.lock`;
  const handle = await makeLock(lock, performance.now() + patience);
  let held = true;
  const close = async () => handle.close().catch(() => undefined);
  return {
    read: () => readGitFile(path),
    async write(bytes) {
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } catch (error) {
        throw writeProblem(error);
      }
    },
    async put() {
      await close();
      await rename(lock, path).catch((error: unknown) => {
        throw writeProblem(error);
      });
      held = false;
    },
    async drop() {
      if (!held) return;
      held = false;
      await close();
      await unlink(lock).catch(() => undefined);
    },
  };
}

async function makeLock(lock: string, until: number) {
  for (;;) {
    try {
      return await open(lock, "wx", 0o666);
    } catch (error) {
      if (systemCode(error) === "ENOENT") await mkdir(dirname(lock), { recursive: true });
      else if (systemCode(error) !== "EEXIST") throw writeProblem(error);
      else if (performance.now() > until)
        throw new Problem(
          "git-busy",
          "Another git program is at work in this repository. Wait until it has ended, then try again. If none is running, remove the file that it left.",
          lock,
        );
      else await pause(20);
    }
  }
}

/** Bytes. The index of a repository with a million files is a tenth of this size. */
const largestGitFile = 1_000_000_000;

/**
 * Reads a file of git's folder; undefined when it does not exist.
 * @throws {Problem} `git-failed` for a pipe, a device or a file above the size limit
 */
export function readGitFile(path: string): Promise<Buffer | undefined> {
  return readPlainFile(path, { largest: largestGitFile, links: "followed" });
}

/**
 * Removes the file of a ref of the app when it is neither a file nor a folder, because git would wait for ever to
 * open a pipe there.
 * @param ref full name of the ref
 */
export async function removeOddRef(commonDir: string, ref: string): Promise<void> {
  const path = join(commonDir, ref);
  const kind = await kindAt(path);
  if (kind === "other" || kind === "link") await unlink(path);
}

/** Appends a line to a ref's log. A missing log is created only if `make` is true. */
export async function appendGitLog(path: string, line: string, make: boolean): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  // Whoever writes to a pipe waits for ever.
  if (there === undefined ? !make : !there.isFile()) return;
  await mkdir(dirname(path), { recursive: true });
  await appendFile(path, line, "utf8");
}

/** The size in bytes of the largest pack of a repository; 0 when it has no pack. */
export async function largestPack(commonDir: string): Promise<number> {
  const folder = join(commonDir, "objects/pack");
  const names = await readdir(folder).catch(() => []);
  const packs = names.filter((name) => name.endsWith(".pack"));
  const sizes = await Promise.all(
    packs.map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return Math.max(0, ...sizes);
}

/**
 * The file system for isomorphic-git when it writes objects. isomorphic-git would write objects in place, and an
 * object torn by a crash would count as present for ever. Here each object is written to a temporary file and
 * renamed; git's own clean-up knows the temporary name.
 */
export const objectDisk = {
  promises: {
    ...historyDisk.promises,
    async writeFile(path: string, bytes: Uint8Array): Promise<void> {
      const temporary = join(dirname(path), `tmp_obj_${randomBytes(6).toString("hex")}`);
      const handle = await open(temporary, "wx", 0o444);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, path);
    },
  },
};
