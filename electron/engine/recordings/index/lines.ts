import type { FileHandle } from "node:fs/promises";
import { castLimits } from "@shared/recordings/parse-values";
import { readBytes } from "./index-file";

/** Bytes that are read at once. */
const piece = 256 * 1024;
/** Bytes of a version 1 recording, which is one JSON value: UTF-8 takes at most three for a UTF-16 unit. */
const longest = 3 * castLimits.document;

/** Some lines of a file. */
export interface Lines {
  readonly text: string;
  readonly bytes: number;
  /** Line ends in them. */
  readonly count: number;
  /** They end with a line end; the last ones may not, nor pieces of a line that is longer than any that is read. */
  readonly whole: boolean;
}

/**
 * Reads a file in stretches of whole lines.
 * @param start bytes, where a line begins
 * @param end bytes; what lies behind them is not read
 * @param wanted how many bytes the next stretch is to have, about: it ends with the line in which they end, or
 *   sooner
 */
export async function* linesOf(
  file: FileHandle,
  start: number,
  end: number,
  wanted: () => number,
): AsyncGenerator<Lines> {
  let rest: Buffer = Buffer.alloc(0);
  let read = start;
  /** Reads on until there are so many bytes, which are copied once. */
  const readTo = async (aim: number) => {
    const pieces = [rest];
    let length = rest.length;
    do {
      const next = await readBytes(file, read, Math.min(piece, end - read));
      read += next.length;
      length += next.length;
      pieces.push(next);
    } while (length < aim && read < end);
    rest = Buffer.concat(pieces);
  };
  for (;;) {
    const length = endOf(rest, wanted());
    if (length > 0) {
      const bytes = rest.subarray(0, length);
      const count = lineEnds(bytes);
      yield { text: bytes.toString("utf8"), bytes: length, count, whole: true };
      rest = rest.subarray(length);
    } else if (read < end) {
      if (rest.length > longest) {
        yield { text: rest.toString("utf8"), bytes: rest.length, count: 0, whole: false };
        rest = Buffer.alloc(0);
      }
      // A long line is read in steps that grow with it, as each step copies what is there.
      await readTo(Math.min(rest.length * 2, longest + 1));
    } else break;
  }
  if (rest.length > 0)
    yield { text: rest.toString("utf8"), bytes: rest.length, count: 0, whole: false };
}

/** Where the line ends in which so many bytes end, or the last line before it that does end; 0 if none. */
function endOf(bytes: Buffer, wanted: number): number {
  const end = bytes.indexOf(0x0a, Math.min(wanted, bytes.length) - 1);
  return (end >= 0 ? end : bytes.lastIndexOf(0x0a)) + 1;
}

function lineEnds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) count++;
  return count;
}
