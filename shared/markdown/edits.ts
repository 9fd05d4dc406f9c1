import type { Caution } from "./from-editor";
import { lineStart } from "./lines";
import type { Style } from "./style";

/** Replaces a stretch of the old text; UTF-16 indexes. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface PatchContext {
  /** The whole old text, which the layout's indexes point into. */
  readonly text: string;
  readonly eol: string;
  readonly style: Style;
  readonly caution: Caution;
  /** "narrow" keeps all marks as they are written, "wide" writes the marked text around a change anew. */
  readonly reach: "narrow" | "wide";
}

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
