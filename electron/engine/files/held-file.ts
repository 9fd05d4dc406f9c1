import { lstatSync, renameSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { mayBeTorn } from "@shared/markdown/torn";
import { digestOf } from "./digest";

/** The identity and version of a file: it differs for another file at the same path, and after a write. */
export interface FileMark {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}

/** A file that was read and stays open. A write into it is noticed even after its path leads to another file. */
export interface HeldFile {
  /** SHA-256 in hex of the content that was read. */
  readonly digest: string;
  readonly mark: FileMark;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /**
   * The current content, once no program writes the file any more.
   * @returns undefined when the content is still the one that was read
   */
  changed(): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}

/** Milliseconds between two looks at a file that is being written. */
const between = 5;

/**
 * Milliseconds for which the content must stay the same. An empty file, or one without its end, may still be in
 * the middle of a write.
 */
const calm = { whole: 5, torn: 300, empty: 1_000 } as const;
const longest = 3_000;

/** Reads an open file and keeps it open. Closes it when it cannot be read. */
export async function hold(handle: FileHandle): Promise<HeldFile> {
  try {
    const stats = await handle.stat({ bigint: true });
    const bytes = await readAll(handle, Number(stats.size));
    const digest = digestOf(bytes);
    return {
      digest,
      mark: stats,
      mode: Number(stats.mode),
      uid: Number(stats.uid),
      gid: Number(stats.gid),
      changed: () => changed(handle, bytes, digest),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Renames a file onto another one that still has the mark `seen`; returns false when it has not. The check and the
 * rename are two system calls in immediate succession. A file that another program puts there between them is
 * lost, because no system lets Node exchange two files. The content of the replaced file is not lost, even if a
 * program writes into it later, as long as the file is held open.
 */
export function replaceSeen(from: string, to: string, seen: FileMark): boolean {
  const now = lstatSync(to, { bigint: true, throwIfNoEntry: false });
  if (!now || !sameFile(now, seen)) return false;
  renameSync(from, to);
  return true;
}

/** Whether two marks belong to the same file without a write in between. */
export const sameFile = (a: FileMark, b: FileMark): boolean =>
  a.ino === b.ino &&
  a.dev === b.dev &&
  a.size === b.size &&
  a.mtimeNs === b.mtimeNs &&
  a.ctimeNs === b.ctimeNs;

/** Compares the content, because on some file systems the file times are too coarse to tell two quick writes apart. */
async function changed(
  handle: FileHandle,
  before: Uint8Array,
  digest: string,
): Promise<Uint8Array | undefined> {
  const began = performance.now();
  let last: string | undefined;
  let since = began;
  for (;;) {
    const looked = performance.now();
    const bytes = await readAll(handle, Number((await handle.stat()).size));
    const now = digestOf(bytes);
    if (now === digest) return undefined;
    if (now !== last) since = performance.now();
    last = now;
    // A program that truncates a file and fills it again does not intend the states between.
    if (looked - since >= calmOf(before, bytes) || looked - began > longest) return bytes;
    await new Promise((resolve) => setTimeout(resolve, between));
  }
}

const calmOf = (before: Uint8Array, now: Uint8Array): number =>
  now.length === 0 ? calm.empty : mayBeTorn(latin1(before), latin1(now)) ? calm.torn : calm.whole;

/** One character for each byte, for any bytes. */
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

async function readAll(handle: FileHandle, size: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const { bytesRead } = await handle.read(bytes, length, size - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}
