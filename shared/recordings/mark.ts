/** What stands for a hidden character: one cell wide in every terminal. */
export const mark = "*";

/**
 * What hides the unit at an index of a text: as many marks as its character has cells. A character of two
 * units is hidden at its first.
 */
export function markFor(text: string, index: number): string {
  const unit = text.charCodeAt(index);
  if (unit < 0x300) return unit < 0x20 ? text.charAt(index) : mark;
  if (unit >= 0xdc00 && unit <= 0xdfff) return "";
  return mark.repeat(cellsOf(text.codePointAt(index) ?? unit));
}

const within = (code: number, ranges: readonly (readonly [number, number])[]) =>
  ranges.some(([from, to]) => code >= from && code <= to);

/** Combining marks, joiners and variation selectors, in the main. */
const none = [
  [0x300, 0x36f],
  [0x483, 0x489],
  [0x591, 0x5bd],
  [0x610, 0x61a],
  [0x64b, 0x65f],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x200b, 0x200f],
  [0x20d0, 0x20ff],
  [0xfe00, 0xfe0f],
  [0xfe20, 0xfe2f],
] as const;

/** East Asian Width W and F, and emoji: https://www.unicode.org/reports/tr11/ */
const wide = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
] as const;

function cellsOf(code: number): 0 | 1 | 2 {
  if (within(code, none)) return 0;
  return within(code, wide) ? 2 : 1;
}
