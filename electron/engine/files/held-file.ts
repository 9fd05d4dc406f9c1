import { lstatSync, renameSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { mayBeTorn } from "@shared/markdown/torn";
import { digestOf } from "./digest";

/** What tells a file from another one of the same name, and from itself after it was written. */
export interface FileMark {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}

/** A file that was read and is still open: what is written into it can be seen when its name is gone. */
export interface HeldFile {
  /** SHA-256 of what was read, in hex. */
  readonly digest: string;
  readonly mark: FileMark;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /**
   * What the file holds now, once nobody is writing it any more.
   * @returns undefined when it is what was read
   */
  changed(): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}

/** Milliseconds between two looks at a file that is being written. */
const between = 5;

/** Milliseconds for which it must stay the same. One that is empty, or lacks its end, may be getting it. */
const calm = { whole: 5, torn: 300, empty: 1_000 } as const;
const longest = 3_000;

/** Reads an open file and holds it. Closes it when it cannot be read. */
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
 * Renames a file onto another that is still the one that was seen; false when it is not. The look and the
 * rename are two calls to the system with nothing between them, for a file that another program puts there
 * in between is lost: no system lets Node exchange two files. A file that was there before is not lost,
 * however late somebody writes into it, as long as it is held.
 */
export function replaceSeen(from: string, to: string, seen: FileMark): boolean {
  const now = lstatSync(to, { bigint: true, throwIfNoEntry: false });
  if (!now || !sameFile(now, seen)) return false;
  renameSync(from, to);
  return true;
}

/** Whether it is the same file, and was not written since. */
export const sameFile = (a: FileMark, b: FileMark): boolean =>
  a.ino === b.ino &&
  a.dev === b.dev &&
  a.size === b.size &&
  a.mtimeNs === b.mtimeNs &&
  a.ctimeNs === b.ctimeNs;

/** By content, because a file's times are too coarse to tell two writes in a row apart everywhere. */
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
    // Who empties a file and fills it again has not meant what stands there between.
    if (looked - since >= calmOf(before, bytes) || looked - began > longest) return bytes;
    await new Promise((resolve) => setTimeout(resolve, between));
  }
}

const calmOf = (before: Uint8Array, now: Uint8Array): number =>
  now.length === 0 ? calm.empty : mayBeTorn(latin1(before), latin1(now)) ? calm.torn : calm.whole;

/** One character for each byte, whatever the text is. */
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
