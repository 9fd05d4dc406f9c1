import { cellsOf } from "./cell-width";

/** The replacement for a hidden character: one cell wide in every terminal. */
export const mark = "*";

/**
 * The number of preceding UTF-16 units that decide a character's width. Characters that share a cell have
 * fewer units.
 */
const context = 64;

/**
 * The replacement for the unit at an index of a text: as many marks as its character has cells at that place.
 * A character of two units is replaced at its first unit. A character that joins the preceding one counts
 * only for the cells that it adds.
 */
export function markFor(text: string, index: number): string {
  const unit = text.charCodeAt(index);
  if (unit < 0x300) return unit < 0x20 ? text.charAt(index) : mark;
  if (unit >= 0xdc00 && unit <= 0xdfff) return "";
  const before = clusterBefore(text, index);
  const end = index + String.fromCodePoint(text.codePointAt(index) ?? unit).length;
  return mark.repeat(Math.max(0, cellsOf(before + text.slice(index, end)) - cellsOf(before)));
}

/**
 * The text that may share a cell with the character at an index: everything back to the last character below
 * U+0300.
 */
function clusterBefore(text: string, index: number): string {
  let from = index;
  while (from > 0 && index - from < context) {
    from--;
    const unit = text.charCodeAt(from);
    if (unit < 0x20) return text.slice(from + 1, index);
    if (unit < 0x300) break;
  }
  return text.slice(from, index);
}
