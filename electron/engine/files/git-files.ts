import { randomBytes } from "node:crypto";
import { appendFile, mkdir, open, readdir, rename, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Problem } from "@shared/base/problem";
import { historyDisk, kindAt } from "../../system/disk";
import { systemCode, writeProblem } from "../../system/system-error";
import { readPlainFile } from "./plain-file";

/** Writing to git's own folder by git's own rules, for what is done there without git. */

/** A file of git's folder that nobody else changes meanwhile, if they keep to git's rules. */
export interface LockedFile {
  /** What is in it now; undefined for no such file. */
  read(): Promise<Buffer | undefined>;
  /** Writes what it will hold, down to the disk. */
  write(bytes: Uint8Array): Promise<void>;
  /** Puts what was written in its place, in one step, and lets go. */
  put(): Promise<void>;
  /** Lets go and leaves the file as it is; nothing after `put`. */
  drop(): Promise<void>;
}

/** Milliseconds. An editor that asks git for the status holds the lock for less. */
const patience = 600;

/**
 * Locks a file as git does: by making `<file>.lock`, which must not be there yet.
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

/** Bytes. An index of a million files is a tenth of it. */
const largestGitFile = 1_000_000_000;

/**
 * A file of git's folder; undefined for none.
 * @throws {Problem} `git-failed` for a pipe, a device or a file of absurd size
 */
export function readGitFile(path: string): Promise<Buffer | undefined> {
  return readPlainFile(path, { largest: largestGitFile, links: "followed" });
}

/**
 * Removes what an agent put in the place of a ref of the app's own, if it is neither a file nor a folder: git would
 * wait for ever at a pipe.
 * @param ref its full name
 */
export async function removeOddRef(commonDir: string, ref: string): Promise<void> {
  const path = join(commonDir, ref);
  const kind = await kindAt(path);
  if (kind === "other" || kind === "link") await unlink(path);
}

/** Adds to a log that is there, or makes it where `make` says so. */
export async function appendGitLog(path: string, line: string, make: boolean): Promise<void> {
  const there = await stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
  if (!there && !make) return;
  await mkdir(dirname(path), { recursive: true });
  await appendFile(path, line, "utf8");
}

/** Bytes of the largest pack in a repository; 0 for none. */
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
 * For isomorphic-git where it writes objects: it would write them in place, and one that a crash has torn
 * would count as there for ever. The temporary name is one that git's own clean-up knows.
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
