import { closeSync, fdatasyncSync, fstatSync, lstatSync, readSync, writeSync } from "node:fs";
import { Problem } from "@shared/base/problem";
import { writeProblem } from "../../system/system-error";
import { changedOutside } from "./atomic-write";
import { digestOf } from "./digest";
import { sameFile } from "./held-file";
import { openInsideNow } from "./path-guard";

/** An edit of one byte. */
export interface OneByte {
  /** What the file holds. Becomes what it holds then: new memory for a long text takes as long as writing it. */
  readonly content: Uint8Array;
  /** Which byte, counted from 0, and what it becomes. */
  readonly at: number;
  readonly byte: number;
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
 * finds our byte in what it wrote, and the answer here is that the file was changed. All of it happens before this
 * returns, so it is for a thread of its own.
 * @returns SHA-256 in hex of the new content, once the disk has it; undefined, with nothing done, for a file that
 * has to be replaced: it has another name too, or may not be opened for writing
 * @throws {Problem} `changed-outside` when the file has another content than `content`, or had it right after the
 * write; `outside-project`, `file-missing`, `cannot-write`. Whether `content` was edited is not known then.
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
      // Another name may be somebody's copy. Root may write what nobody is meant to.
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

/** How often we look again because the file was touched, and has the same content still. */
const mostTouches = 20;

/** @returns whether the file had the content that was expected, and has the other one now */
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
