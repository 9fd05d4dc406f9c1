import { closeSync, fdatasyncSync, fstatSync, lstatSync, readSync, writeSync } from "node:fs";
import { Problem } from "@shared/base/problem";
import { writeProblem } from "../../system/system-error";
import { changedOutside } from "./atomic-write";
import { digestOf } from "./digest";
import { sameFile } from "./held-file";
import { openInsideNow } from "./path-guard";

/** A replacement of one byte. */
export interface OneByte {
  /**
   * The expected content of the file. `writeByte` changes this buffer too, because allocating memory for a long
   * text takes as long as writing it.
   */
  readonly content: Uint8Array;
  /** Offset of the byte, counted from 0, and its new value. */
  readonly at: number;
  readonly byte: number;
}

/** Hooks for tests between the system calls. */
export interface ByteCalls {
  /** Called between the check of the file and the write into it. */
  between(): void;
}

/**
 * Replaces one byte of a project file in place. The disk writes a byte completely or not at all, so a crash or a
 * reader finds either the old or the new content, as with a renamed new file; and the write costs one sector
 * instead of the whole file. A file that another program puts in this place stays complete. Another program may
 * write into the same file between the check and the write, which follow each other at once: its text then
 * contains this byte, and the call reports a changed file. All calls are synchronous, so run it in a thread of its
 * own.
 * @returns SHA-256 in hex of the new content, once the disk has it; undefined, with nothing done, for a file that
 * must be replaced instead: one with a second hard link, or one that may not be opened for writing
 * @throws {Problem} `changed-outside` when the file has other content than `content`, or had right after the
 * write; `outside-project`, `file-missing`, `cannot-write`. After an error `content` may or may not be edited.
 */
export function writeByte(
  root: string,
  path: string,
  change: OneByte,
  calls: ByteCalls = { between: () => undefined },
): string | undefined {
  try {
    const opened = openToWrite(root, path);
    if (opened === undefined) return undefined;
    const { fd, real } = opened;
    try {
      // A second hard link may be another person's copy. Root may open a file that has no write permission.
      const { nlink, mode } = fstatSync(fd);
      if (nlink > 1 || (mode & 0o222) === 0) return undefined;
      if (!writeInto(fd, real, change, calls)) throw changedOutside(path);
      return digestOf(change.content);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw writeProblem(error);
  }
}

function openToWrite(root: string, path: string) {
  try {
    return openInsideNow(root, path);
  } catch (error) {
    if (error instanceof Problem) throw error;
    return undefined;
  }
}

/** The largest number of new attempts when the file was touched but still has the same content. */
const mostTouches = 20;

/** @returns whether the file had the expected content and now has the new content */
function writeInto(fd: number, real: string, change: OneByte, calls: ByteCalls): boolean {
  const { content, at, byte } = change;
  const named = () => lstatSync(real, { bigint: true, throwIfNoEntry: false });
  for (let touches = 0; touches <= mostTouches; touches += 1) {
    const seen = fstatSync(fd, { bigint: true });
    if (!holds(fd, content)) return false;
    calls.between();
    const now = named();
    if (now?.ino !== seen.ino) return false;
    if (!sameFile(now, seen)) continue;
    if (readSync(fd, piece, 0, 1, at) !== 1 || piece[0] !== content[at]) return false;
    content[at] = byte;
    writeSync(fd, content, at, 1, at);
    fdatasyncSync(fd);
    return named()?.ino === seen.ino && holds(fd, content);
  }
  return false;
}

/** Buffer for reading piece by piece: allocating memory for the whole file would cost more than reading it. */
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
