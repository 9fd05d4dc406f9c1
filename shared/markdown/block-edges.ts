import { blocksOf } from "./document-slices";
import { indentOf } from "./gaps";
import { isWhole } from "./parse-document";
import { lineStart } from "./prose-lines";
import type { BlockSlice, MarkdownDocument } from "./types";

/**
 * Whether a block is parsed the same by itself. A block after indented code may not be: the parser treats
 * the next line as one that interrupts a paragraph, which "2." cannot do. Indented code may not be either,
 * because the parser splits it after an empty item.
 */
export function isFirm(blocks: readonly BlockSlice[], index: number): boolean {
  const [previous, block] = [blocks[index - 1], blocks[index]];
  return (
    block !== undefined && isWhole(block) && !isIndentedCode(previous) && !isIndentedCode(block)
  );
}

/**
 * Whether a blank line that lies wholly after an offset precedes a block. Without a blank line the meaning
 * depends on whether the block interrupts a paragraph: the parser reads "1. -" as two lists only where it
 * does not.
 */
export function standsApart(document: MarkdownDocument, index: number, behind: number): boolean {
  const blocks = blocksOf(document);
  const from = blocks[index - 1]?.end ?? 0;
  return hasBlankLine(gapBefore(document, blocks[index]).slice(Math.max(0, behind - from)));
}

/**
 * The gap before a block; empty without one. It is taken from the slices, because access to the text is
 * slow.
 */
export function gapBefore({ slices }: MarkdownDocument, block: BlockSlice | undefined): string {
  const gap = block && slices[slices.indexOf(block) - 1];
  return gap?.kind === "gap" ? gap.source : "";
}

export const hasBlankLine = (between: string): boolean => between.split(/\r\n|\n|\r/).length > 2;

export const isIndentedCode = (block: BlockSlice | undefined): boolean =>
  block?.shown.type === "codeBlock" && !/^(?:```|~~~)/.test(block.source);

/**
 * Whether the block at an index, if it exists, follows a blank line and begins at the start of a line after
 * an offset.
 */
export function isClear(document: MarkdownDocument, index: number, behind: number): boolean {
  const blocks = blocksOf(document);
  const block = blocks[index];
  if (!block) return true;
  const gap = document.text.slice(blocks[index - 1]?.end ?? 0, block.start);
  return (
    isFirm(blocks, index) &&
    standsApart(document, index, 0) &&
    indentOf(gap) === "" &&
    lineStart(document.text, block.start) > behind
  );
}

/**
 * Binary search: the first index at which a condition is true, for a condition that stays true from there
 * on. Returns `length` where it is never true.
 */
export function firstIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
