import { lineStart } from "./lines";
import type { Writing } from "./write-inline";

/** Replaces a stretch of the old text; UTF-16 indexes. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface PatchContext extends Writing {
  /** The whole old text, which the layout's indexes point into. */
  readonly text: string;
  readonly eol: string;
  /**
   * "typed" writes the changed characters alone; "beside" may also escape signs in the same text that are there
   * already; "marked" writes the marked text around a change anew.
   */
  readonly reach: Reach;
}

export const reaches = ["typed", "beside", "marked"] as const;
export type Reach = (typeof reaches)[number];

/** Gives every line but the first a prefix, and all of them the text's line end. */
export function indentLines(written: string, eol: string, prefix: string): string {
  return written
    .split("\n")
    .map((line, index) => (index === 0 ? line : line === "" ? prefix.trimEnd() : prefix + line))
    .join(eol);
}

/** What the lines after a block's first begin with: the signs before it, those of lists as blanks. */
export function linePrefix(text: string, start: number): string {
  const before = text.slice(lineStart(text, start), start);
  return before.replace(/\uFEFF/g, "").replace(/[^\s>]/g, " ");
}
