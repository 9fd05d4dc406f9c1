import { cellsOf } from "./cell-width";

/** What stands for a hidden character: one cell wide in every terminal. */
export const mark = "*";

/** UTF-16 units before a character that decide how wide it is; characters that share a cell have fewer. */
const context = 64;

/**
 * What hides the unit at an index of a text: as many marks as its character has cells, where it stands. A
 * character of two units is hidden at its first; one that joins the character before takes only what it adds.
 */
export function markFor(text: string, index: number): string {
  const unit = text.charCodeAt(index);
  if (unit < 0x300) return unit < 0x20 ? text.charAt(index) : mark;
  if (unit >= 0xdc00 && unit <= 0xdfff) return "";
  const before = clusterBefore(text, index);
  const end = index + String.fromCodePoint(text.codePointAt(index) ?? unit).length;
  return mark.repeat(Math.max(0, cellsOf(before + text.slice(index, end)) - cellsOf(before)));
}

/** What may share a cell with the character at an index: everything back to the last character below U+0300. */
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
