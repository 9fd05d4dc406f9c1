import type { Node } from "@tiptap/pm/model";

/**
 * The cursor of the rich text and that of the source, each found from the other by the characters that both
 * views show: the source has more of them, which are passed over. Where an escape or a reference (`&amp;`)
 * stands for another character the place is near, not exact.
 */

/** How far a character of the rich text is looked for; one that is further away has another form there. */
const reach = 80;

/** Walks through a source along the characters that are shown; ends when `until` says so. */
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
  const limit = Math.min(source.length, from + reach);
  for (let index = from; index < limit; index += 1) {
    const here = source.charAt(index);
    if (here === character || (blank && /\s/.test(here))) return index;
  }
  return undefined;
}

/**
 * @param shown the block's text as the editor has it
 * @param count how many characters of it are before the cursor
 * @returns the cursor's index in the block's source
 */
export function sourceIndex(source: string, shown: string, count: number): number {
  if (count === 0) return walk(source, shown, () => true).index;
  return walk(source, shown.slice(0, count), () => false).index;
}

/** The inverse of `sourceIndex`: how many characters of `shown` are before an index of the source. */
export const shownCount = (source: string, shown: string, index: number): number =>
  walk(source, shown, (_count, at) => at >= index).count;

/** The text of a block, as these functions take it. */
export function shownText(block: Node): string {
  if (block.isAtom) return String(block.attrs["source"] ?? "");
  return block.textBetween(0, block.content.size, "\n", leafText);
}

const leafText = (leaf: Node): string =>
  leaf.type.name === "hardBreak" ? "\n" : String(leaf.attrs["source"] ?? "");

/** How many characters of a block's text are before a place in it; the place counts from the block's content. */
export const countBefore = (block: Node, place: number): number =>
  block.textBetween(0, Math.min(Math.max(0, place), block.content.size), "\n", leafText).length;

/** The inverse of `countBefore`: the last place in the block with that many characters before it. */
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
