import { constants, fstatSync, lstatSync, readSync, writeSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { Problem } from "@shared/contracts/problem";
import { changedOutside } from "./atomic-write";
import { digestOf } from "./digest";
import { sameFile } from "./held-file";
import { openInside } from "./path-guard";
import { writeProblem } from "./system-error";

/** Two contents of one file that differ in the byte at `at`, counted from 0. */
export interface OneByte {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly at: number;
}

/** What a write does beside the system's calls; a test looks in between. */
export interface ByteCalls {
  /** Called between the look at the file and the write into it. */
  between(): void;
}

/**
 * Changes one byte of a file of a project where it stands. A byte is written whole or not at all, so neither a crash
 * nor a reader finds anything but the old content or the new, as with a new file in the place of the old one; and
 * it is one sector of the disk instead of the whole file. What another program puts in the file's place stays
 * there whole; one that writes into the same file between our look and our write, which follow each other at once,
 * finds our byte in what it wrote, and the answer here is that the file was changed.
 * @returns SHA-256 in hex of the new content, once the disk has it; undefined, with nothing done, for a file that
 * has to be replaced: it has another name too, or may not be opened for writing
 * @throws {Problem} `changed-outside` when the file has another content than `before`, or had it right after the
 * write; `outside-project`, `file-missing`, `cannot-write`
 */
export async function writeByte(
  root: string,
  path: string,
  change: OneByte,
  calls: ByteCalls = { between: () => undefined },
): Promise<string | undefined> {
  const opened = await openInside(root, path, constants.O_RDWR).catch((error: unknown) => {
    if (error instanceof Problem) throw error;
    return undefined;
  });
  if (opened === undefined) return undefined;
  const { handle, place } = opened;
  try {
    const stats = await handle.stat();
    // Another name may be somebody's copy. Root may write what nobody is meant to.
    if (stats.nlink > 1 || (stats.mode & 0o222) === 0) return undefined;
    return await writeInto(handle, place.path, path, change, calls);
  } catch (error) {
    throw writeProblem(error);
  } finally {
    await handle.close();
  }
}

/** How often we look again because the file was touched, and has the same content still. */
const mostTouches = 20;

async function writeInto(
  handle: FileHandle,
  target: string,
  path: string,
  { before, after, at }: OneByte,
  calls: ByteCalls,
): Promise<string> {
  const { fd } = handle;
  // Without a turn of the event loop from the look to the write.
  for (let touches = 0; ; touches += 1) {
    const seen = fstatSync(fd, { bigint: true });
    if (touches > mostTouches || !holds(fd, before)) throw changedOutside(path);
    calls.between();
    const named = lstatSync(target, { bigint: true, throwIfNoEntry: false });
    if (named === undefined || named.ino !== seen.ino) throw changedOutside(path);
    if (sameFile(named, seen)) break;
  }
  const last = Buffer.alloc(1);
  if (readSync(fd, last, 0, 1, at) !== 1 || last[0] !== before[at]) throw changedOutside(path);
  writeSync(fd, after, at, 1, at);
  const syncing = handle.datasync();
  const digest = digestOf(after);
  await syncing;
  const named = lstatSync(target, { bigint: true, throwIfNoEntry: false });
  const still = named?.ino === fstatSync(fd, { bigint: true }).ino && holds(fd, after);
  if (!still) throw changedOutside(path);
  return digest;
}

/** What a file is read into, piece by piece: new memory for all of it would cost more than reading it. */
const piece = Buffer.alloc(64 * 1024);

/** Whether an open file has exactly these bytes. */
function holds(fd: number, bytes: Uint8Array): boolean {
  if (fstatSync(fd).size !== bytes.length) return false;
  for (let at = 0; at < bytes.length; ) {
    const count = readSync(fd, piece, 0, piece.length, at);
    const same = piece.compare(bytes, at, Math.min(at + count, bytes.length), 0, count) === 0;
    if (count === 0 || !same) return false;
    at += count;
  }
  return true;
}
