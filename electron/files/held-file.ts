import { lstatSync, renameSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
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
const settle = 5;
const mostLooks = 20;

/** Reads an open file and holds it. Closes it when it cannot be read. */
export async function hold(handle: FileHandle): Promise<HeldFile> {
  try {
    const stats = await handle.stat({ bigint: true });
    const digest = digestOf(await readAll(handle, Number(stats.size)));
    return {
      digest,
      mark: stats,
      mode: Number(stats.mode),
      uid: Number(stats.uid),
      gid: Number(stats.gid),
      changed: () => changed(handle, digest),
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

const sameFile = (a: FileMark, b: FileMark): boolean =>
  a.ino === b.ino &&
  a.dev === b.dev &&
  a.size === b.size &&
  a.mtimeNs === b.mtimeNs &&
  a.ctimeNs === b.ctimeNs;

/** By content, because a file's times are too coarse to tell two writes in a row apart everywhere. */
async function changed(handle: FileHandle, digest: string): Promise<Uint8Array | undefined> {
  let last: string | undefined;
  for (let looks = 0; ; looks += 1) {
    const bytes = await readAll(handle, Number((await handle.stat()).size));
    const now = digestOf(bytes);
    if (now === digest) return undefined;
    // An empty file is one that is being written, unless it stays empty.
    if ((now === last && bytes.length > 0) || looks > mostLooks) return bytes;
    await new Promise((resolve) => setTimeout(resolve, settle));
    last = now;
  }
}

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
