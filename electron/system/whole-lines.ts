// The app's files that grow line by line: logs, journals, indexes and recordings. A last line without a line end was
// never acknowledged: its writer was cut off, or is still writing.

import type { FileHandle } from "node:fs/promises";

const newline = 0x0a;

/** One whole line of a file. */
export interface WholeLine {
  /** The line without its line end. */
  readonly line: Buffer;
  /** The offset in bytes behind its line end. */
  readonly end: number;
}

/** The whole lines at the beginning of a file, and the unfinished line behind them. */
export interface WholeLines {
  readonly lines: Iterable<WholeLine>;
  /** The offset in bytes behind the last whole line. */
  readonly end: number;
  /** The number of bytes of an unfinished last line; 0 for a whole file. */
  readonly torn: number;
}

/** @param bytes a file, or its part from the beginning of a line on */
export function wholeLines(bytes: Buffer): WholeLines {
  const end = bytes.lastIndexOf(newline) + 1;
  return { lines: linesUpTo(bytes, end), end, torn: bytes.length - end };
}

function* linesUpTo(bytes: Buffer, end: number): Generator<WholeLine> {
  for (let from = 0; from < end; ) {
    const to = bytes.indexOf(newline, from);
    yield { line: bytes.subarray(from, to), end: to + 1 };
    from = to + 1;
  }
}

/** Bytes of one read. */
const step = 64 * 1024;

/**
 * Cuts a file after its last whole line. Reads only the end of the file.
 * @returns the number of removed bytes
 */
export async function cutTornLine(file: FileHandle): Promise<number> {
  const { size } = await file.stat();
  let whole = 0;
  for (let to = size; to > 0 && whole === 0; to -= step) {
    const from = Math.max(0, to - step);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(to - from), 0, to - from, from);
    const { end } = wholeLines(buffer.subarray(0, bytesRead));
    if (end > 0) whole = from + end;
  }
  if (whole === size) return 0;
  await file.truncate(whole);
  await file.sync();
  return size - whole;
}
