import type { Conflict } from "@shared/markdown/merge";
import type { Place } from "@shared/specs/analysis/finding";

/**
 * The place of a conflict's own side in the current text. After further typing it is the nearest place with the
 * same text, or the old place.
 */
export function placeOfConflict(text: string, { mine, at }: Pick<Conflict, "mine" | "at">): Place {
  const words = mine.trim();
  const lead = mine.length - mine.trimStart().length;
  const before = text.lastIndexOf(words, at + lead);
  const after = text.indexOf(words, at);
  const nearest = before < 0 || (after >= 0 && after - at < at - before) ? after : before;
  const start = words === "" || nearest < 0 ? Math.min(at, text.length) : nearest;
  const end = nearest < 0 ? start : start + words.length;
  return { ...positionOf(text, start), ...(end > start ? { end: positionOf(text, end) } : {}) };
}

function positionOf(text: string, index: number): { line: number; column: number } {
  const rows = text.slice(0, index).split(/\r\n|\n|\r/);
  return { line: rows.length, column: (rows.at(-1)?.length ?? 0) + 1 };
}
