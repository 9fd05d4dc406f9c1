import type { FileHandle } from "node:fs/promises";
import { castLimits } from "@shared/recordings/parse-values";
import { readBytes } from "./stored-index";

/** Bytes of one read. */
const piece = 256 * 1024;
/**
 * The size limit in bytes of a version 1 recording, which is one JSON value: UTF-8 has at most three bytes for a
 * UTF-16 unit.
 */
const longest = 3 * castLimits.document;

/** A block of lines of a file. */
export interface Lines {
  readonly text: string;
  readonly bytes: number;
  /** The number of line ends in the block. */
  readonly count: number;
  /**
   * Whether the block ends with a line end. The last block may not, nor do the pieces of a line above the size
   * limit.
   */
  readonly whole: boolean;
}

/**
 * Reads a file in blocks of whole lines.
 * @param start byte offset of the beginning of a line
 * @param end byte offset at which reading stops
 * @param wanted returns the approximate bytes of the next block: the block ends with the line that contains this
 * offset, or earlier
 */
export async function* linesOf(
  file: FileHandle,
  start: number,
  end: number,
  wanted: () => number,
): AsyncGenerator<Lines> {
  let buffered: Buffer = Buffer.alloc(0);
  let read = start;
  /** Reads on until the buffer has `aim` bytes, which are copied once. */
  const readTo = async (aim: number) => {
    const pieces = [buffered];
    let length = buffered.length;
    do {
      const next = await readBytes(file, read, Math.min(piece, end - read));
      read += next.length;
      length += next.length;
      pieces.push(next);
    } while (length < aim && read < end);
    buffered = Buffer.concat(pieces);
  };
  for (;;) {
    const length = endOf(buffered, wanted());
    if (length > 0) {
      const bytes = buffered.subarray(0, length);
      const count = lineEnds(bytes);
      yield { text: bytes.toString("utf8"), bytes: length, count, whole: true };
      buffered = buffered.subarray(length);
    } else if (read < end) {
      if (buffered.length > longest) {
        yield { text: buffered.toString("utf8"), bytes: buffered.length, count: 0, whole: false };
        buffered = Buffer.alloc(0);
      }
      // A long line is read in growing steps, because each step copies the bytes so far.
      await readTo(Math.min(buffered.length * 2, longest + 1));
    } else break;
  }
  if (buffered.length > 0)
    yield { text: buffered.toString("utf8"), bytes: buffered.length, count: 0, whole: false };
}

/** The end of the line that contains offset `wanted`, or else of the last complete line before it; 0 for none. */
function endOf(bytes: Buffer, wanted: number): number {
  const end = bytes.indexOf(0x0a, Math.min(wanted, bytes.length) - 1);
  return (end >= 0 ? end : bytes.lastIndexOf(0x0a)) + 1;
}

function lineEnds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) count++;
  return count;
}
