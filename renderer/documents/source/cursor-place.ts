import type { Node } from "@tiptap/pm/model";

/**
 * Converts between the cursor of the rich text and that of the source by the characters that both views show.
 * The source has more characters, which are skipped. Where an escape or a reference (`&amp;`) stands for
 * another character, the result is near and not exact.
 */

/**
 * The number of source characters that are searched for a character of the rich text. A character that is
 * farther away has another form in the source.
 */
const searchedCharacters = 80;

/** Steps through a source along the shown characters, and ends when `until` returns true. */
function walk(
  source: string,
  shown: string,
  until: (count: number, index: number) => boolean,
): { count: number; index: number } {
  let index = 0;
  let count = 0;
  for (; count < shown.length; count += 1) {
    const next = find(source, shown.charAt(count), index);
    if (until(count, next ?? index)) return { count, index: next ?? index };
    if (next !== undefined) index = next + 1;
  }
  return { count, index };
}

function find(source: string, character: string, from: number): number | undefined {
  const blank = character === "\n" || character === " ";
  const limit = Math.min(source.length, from + searchedCharacters);
  for (let index = from; index < limit; index += 1) {
    const here = source.charAt(index);
    if (here === character || (blank && /\s/.test(here))) return index;
  }
  return undefined;
}

/**
 * @param shown the block's text in the editor
 * @param count the number of its characters before the cursor
 * @returns the cursor's offset in the block's source
 */
export function sourceIndex(source: string, shown: string, count: number): number {
  if (count === 0) return walk(source, shown, () => true).index;
  return walk(source, shown.slice(0, count), () => false).index;
}

/** The inverse of `sourceIndex`: the number of characters of `shown` before an offset in the source. */
export const shownCount = (source: string, shown: string, index: number): number =>
  walk(source, shown, (_count, at) => at >= index).count;

/** The text of a block, as the functions above take it. */
export function shownText(block: Node): string {
  if (block.isAtom) return String(block.attrs["source"] ?? "");
  return block.textBetween(0, block.content.size, "\n", leafText);
}

const leafText = (leaf: Node): string =>
  leaf.type.name === "hardBreak" ? "\n" : String(leaf.attrs["source"] ?? "");

/**
 * The number of characters of a block's text before a position, which counts from the start of the block's
 * content.
 */
export const countBefore = (block: Node, place: number): number =>
  block.textBetween(0, Math.min(Math.max(0, place), block.content.size), "\n", leafText).length;

/** The inverse of `countBefore`: the last position in the block after that many characters. */
export function placeAfter(block: Node, count: number): number {
  let low = 0;
  let high = block.content.size;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (countBefore(block, middle) <= count) low = middle;
    else high = middle - 1;
  }
  return low;
}
