import { lineStart } from "./prose-lines";
import type { Writing } from "./write-inline";

/** Replaces a stretch of the old text. Offsets are UTF-16 indexes. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface PatchContext extends Writing {
  /** The whole old text; the layout's offsets point into it. */
  readonly text: string;
  readonly eol: string;
  /**
   * How much an edit may rewrite. "typed": only the changed characters. "beside": also adds backslashes to
   * existing signs of the same text. "marked": rewrites the marked text around the change.
   */
  readonly reach: Reach;
}

export const reaches = ["typed", "beside", "marked"] as const;
export type Reach = (typeof reaches)[number];

/** Adds a prefix to every line except the first, and uses the document's line end. */
export function indentLines(written: string, eol: string, prefix: string): string {
  return written
    .split("\n")
    .map((line, index) => (index === 0 ? line : line === "" ? prefix.trimEnd() : prefix + line))
    .join(eol);
}

/**
 * The prefix of a block's lines after the first: the signs before the block, with list signs replaced by
 * blanks.
 */
export function linePrefix(text: string, start: number): string {
  const before = text.slice(lineStart(text, start), start);
  return before.replace(/\uFEFF/g, "").replace(/[^\s>]/g, " ");
}
