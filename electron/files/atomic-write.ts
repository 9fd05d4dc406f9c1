import { createHash, randomBytes } from "node:crypto";
import { readFileSync, renameSync } from "node:fs";
import { type FileHandle, link, lstat, open, readFile, unlink } from "node:fs/promises";
import { Problem } from "@shared/contracts/problem";
import { holdFolder, locate } from "./path-guard";
import { systemCode, writeProblem } from "./system-error";

/** The calls that a write makes; a test hands in ones that fail. */
export interface WriteCalls {
  open(path: string, flags: string, mode: number): Promise<FileHandle>;
  lstat: (path: string) => Promise<{ mode: number; uid: number; gid: number }>;
  readFile(path: string): Promise<Uint8Array>;
  /**
   * Renames a file onto another that still has a certain content; false when it has not. At one go, because
   * whatever comes between the look and the rename is lost.
   */
  replace(from: string, to: string, holds: (bytes: Uint8Array) => boolean): boolean;
  link(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
}

const systemCalls: WriteCalls = { open, lstat, readFile, replace, link, unlink };

export function replace(from: string, to: string, holds: (bytes: Uint8Array) => boolean): boolean {
  if (!holds(readFileSync(to))) return false;
  renameSync(from, to);
  return true;
}

/** Temporary files of ours, which a watcher passes over. */
export const temporaryName = /^\.specwright-[0-9a-f]{16}\.tmp$/;

/** Milliseconds between two looks at a file that is being written. */
const settle = 5;
const mostLooks = 20;

/** SHA-256 in hex. */
export function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Replaces or creates a file of a project so that at any instant the old or the new content is there,
 * whole: exclusive temporary file in the same folder, fsync, one more look at the target, rename, fsync
 * of the folder. A target that is a link inside the project stays a link; its file is replaced.
 * @param base SHA-256 in hex of the content that the new one was made from; undefined for a new file
 * @returns SHA-256 in hex of what was written
 * @throws {Problem} `changed-outside` when the file has another content than base (or exists, or is
 * gone); `outside-project`; `file-missing` for a missing folder; `cannot-write`
 */
export async function writeAtomically(
  root: string,
  path: string,
  bytes: Uint8Array,
  base: string | undefined,
  calls: WriteCalls = systemCalls,
): Promise<string> {
  const place = await locate(root, path);
  const folder = await holdFolder(root, place);
  const target = folder.at(place.name);
  const temporary = folder.at(`.specwright-${randomBytes(8).toString("hex")}.tmp`);
  let standing = false;
  try {
    await checkBase(calls, target, base, path);
    const handle = await calls.open(temporary, "wx", 0o600);
    standing = true;
    try {
      await handle.writeFile(bytes);
      await takeOver(calls, handle, base === undefined ? undefined : target);
      await handle.sync();
    } finally {
      await handle.close();
    }
    const replaced = base === undefined ? undefined : await calls.open(target, "r", 0);
    let late: Uint8Array | undefined;
    try {
      const before = await replaced?.stat({ bigint: true });
      if (base === undefined) {
        await checkBase(calls, target, base, path);
        await putNew(calls, temporary, target, path);
      } else if (!calls.replace(temporary, target, (now) => digestOf(now) === base))
        throw changedOutside(path);
      standing = base === undefined;
      if (standing) await calls.unlink(temporary);
      standing = false;
      late = replaced && before && (await writtenSince(replaced, before));
    } finally {
      await replaced?.close();
    }
    await folder.sync();
    const digest = digestOf(bytes);
    if (late === undefined) return digest;
    // Theirs is put back, to be merged like any other change outside.
    await writeAtomically(root, path, late, digest, calls);
    throw changedOutside(path);
  } catch (error) {
    if (standing) await calls.unlink(temporary).catch(() => undefined);
    throw writeProblem(error);
  } finally {
    await folder.close();
  }
}

/**
 * What somebody wrote into the file that was just replaced, between the last look at it and the rename: a
 * program that had opened it by then holds the old file, which has no name any more.
 * @returns undefined when nobody did
 */
async function writtenSince(
  file: FileHandle,
  before: { readonly mtimeNs: bigint; readonly size: bigint },
): Promise<Uint8Array | undefined> {
  let last = before;
  for (let looks = 0; ; looks += 1) {
    const now = await file.stat({ bigint: true });
    const still = now.mtimeNs === last.mtimeNs && now.size === last.size;
    if (still && looks === 0) return undefined;
    // An empty file is one that is being written, unless it stays empty.
    if ((still && now.size > 0n) || looks > mostLooks) {
      const bytes = Buffer.alloc(Number(now.size));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
      return bytes.subarray(0, bytesRead);
    }
    await new Promise((resolve) => setTimeout(resolve, settle));
    last = now;
  }
}

async function checkBase(
  calls: WriteCalls,
  target: string,
  base: string | undefined,
  path: string,
): Promise<void> {
  const now = await calls.readFile(target).then(digestOf, (error: unknown) => {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  });
  if (now !== base) throw changedOutside(path);
}

/** A link refuses to replace what someone else has put there since; rename would not. */
async function putNew(calls: WriteCalls, temporary: string, target: string, path: string) {
  await calls.link(temporary, target).catch((error: unknown) => {
    if (systemCode(error) === "EEXIST") throw changedOutside(path);
    throw error;
  });
}

/** Gives the new file the mode and owner of the old one, or a new file's usual mode. */
async function takeOver(calls: WriteCalls, handle: FileHandle, target: string | undefined) {
  if (target === undefined) {
    await handle.chmod(0o666 & ~process.umask());
    return;
  }
  const old = await calls.lstat(target);
  const { uid, gid } = await handle.stat();
  if (old.uid !== uid || old.gid !== gid)
    // Only root can give a file away; anyone else's copy is their own, as with every editor.
    await handle.chown(old.uid, old.gid).catch(() => undefined);
  await handle.chmod(old.mode & 0o7777);
}

function changedOutside(path: string): Problem {
  return new Problem(
    "changed-outside",
    "The file was changed outside of this window. Look at the new version, then save again.",
    path,
  );
}
