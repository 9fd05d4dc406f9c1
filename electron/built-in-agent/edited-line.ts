import { plain } from "./text";
import type { Key } from "./typed-keys";

/** A line that is being edited, and the cursor's offset in UTF-16 units. The offset is never inside a grapheme. */
export interface EditedLine {
  readonly text: string;
  readonly at: number;
}

export const emptyLine: EditedLine = { text: "", at: 0 };
/** The largest length of an answer in UTF-16 units. */
const longest = 100_000;

const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const words = new Intl.Segmenter(undefined, { granularity: "word" });

/** The line after an editing key. */
export function edit(
  line: EditedLine,
  key: Extract<Key, { type: "text" | "move" | "delete" }>,
): EditedLine {
  const { text, at } = line;
  switch (key.type) {
    case "text": {
      const added = plain(key.text).slice(0, Math.max(0, longest - text.length));
      return { text: text.slice(0, at) + added + text.slice(at), at: at + added.length };
    }
    case "move":
      return { text, at: target(line, key.by, key.to) };
    case "delete": {
      const other = target(line, key.by, key.to);
      const [from, to] = [Math.min(at, other), Math.max(at, other)];
      return { text: text.slice(0, from) + text.slice(to), at: from };
    }
  }
}

function target(
  { text, at }: EditedLine,
  by: "character" | "word" | "row" | "all",
  to: "back" | "on",
): number {
  const before = text.slice(0, at);
  const after = text.slice(at);
  const rowStart = before.lastIndexOf("\n") + 1;
  const rowEnd = at + (after.indexOf("\n") < 0 ? after.length : after.indexOf("\n"));
  switch (by) {
    case "all":
      return to === "back" ? rowStart : rowEnd;
    case "character":
      return to === "back" ? at - lastOf(before).length : at + firstOf(after).length;
    case "word":
      return to === "back" ? wordBack(before) : at + wordOn(after);
    case "row": {
      const column = at - rowStart;
      if (to === "back") {
        if (rowStart === 0) return at;
        const start = text.lastIndexOf("\n", rowStart - 2) + 1;
        return whole(text, Math.min(start + column, rowStart - 1));
      }
      if (rowEnd === text.length) return at;
      const next = text.indexOf("\n", rowEnd + 1);
      return whole(text, Math.min(rowEnd + 1 + column, next < 0 ? text.length : next));
    }
  }
}

const firstOf = (text: string): string => {
  for (const { segment } of characters.segment(text)) return segment;
  return "";
};

function lastOf(text: string): string {
  // Graphemes are short, so the last units of the text are enough, from a line break on.
  const from = Math.max(0, text.length - 256);
  let last = "";
  for (const { segment } of characters.segment(text.slice(from))) last = segment;
  return last;
}

/** The beginning of the grapheme that contains an offset. */
const whole = (text: string, at: number): number =>
  at >= text.length ? text.length : (characters.segment(text).containing(at)?.index ?? at);

function wordBack(before: string): number {
  let start = 0;
  for (const { index, isWordLike } of words.segment(before)) if (isWordLike) start = index;
  return start;
}

function wordOn(after: string): number {
  for (const { index, segment, isWordLike } of words.segment(after))
    if (isWordLike) return index + segment.length;
  return after.length;
}
