import { blocksOf } from "./document-slices";
import type { BlockSlice, MarkdownDocument } from "./types";

/** How a gap is widened: "blank" adds a blank line; "flush" also removes the next block's indentation. */
export type Widening = "blank" | "flush";

/** The gaps between the blocks of a document. */
interface Gaps {
  readonly order: ReadonlyMap<BlockSlice, number>;
  /** The gap in front of a block; empty when the block has none. */
  before(slice: BlockSlice | undefined): string;
  after(slice: BlockSlice | undefined): string;
  readonly leading: string;
  readonly trailing: string;
}

const gapCache = new WeakMap<MarkdownDocument, Gaps>();

export function gapsOf(document: MarkdownDocument): Gaps {
  const known = gapCache.get(document);
  if (known) return known;
  const blocks = blocksOf(document);
  const order = new Map(blocks.map((slice, index) => [slice, index] as const));
  const { text } = document;
  const between = (from: BlockSlice | undefined, to: BlockSlice | undefined) =>
    text.slice(from?.end ?? 0, to?.start ?? text.length);
  const at = (slice: BlockSlice | undefined) => (slice ? (order.get(slice) ?? -1) : -1);
  const gaps: Gaps = {
    order,
    before: (slice) => (slice ? between(blocks[at(slice) - 1], slice) : ""),
    after: (slice) => (slice ? between(slice, blocks[at(slice) + 1]) : ""),
    leading: blocks.length > 0 ? between(undefined, blocks[0]) : (/^\uFEFF?/.exec(text)?.[0] ?? ""),
    trailing: blocks.length > 0 ? between(blocks.at(-1), undefined) : document.eol,
  };
  gapCache.set(document, gaps);
  return gaps;
}

/** The indentation at the end of a gap. */
export const indentOf = (gap: string) => /[ \t]*$/.exec(gap)?.[0] ?? "";
export const lineEnds = (gap: string) => gap.match(/\r\n|\n|\r/g)?.length ?? 0;

/**
 * The gap between two blocks of a new text. Blocks that were neighbours keep their gap. Other blocks get a
 * blank line, in the form that one of them had beside it.
 * @param a the first block's slice, undefined for a new block
 * @param b the second block's slice, undefined for a new block
 */
export function gapBetween(
  document: MarkdownDocument,
  a: BlockSlice | undefined,
  b: BlockSlice | undefined,
  widened: Widening | undefined,
): string {
  const { order, before, after } = gapsOf(document);
  const blank = document.eol + document.eol;
  const indent = widened === "flush" ? "" : indentOf(before(b));
  const at = (slice: BlockSlice | undefined) => (slice ? order.get(slice) : undefined);
  const [left, right] = [at(a), at(b)];
  if (left !== undefined && right === left + 1) {
    const gap = before(b);
    if (widened === undefined) return gap;
    return lineEnds(gap) < 2
      ? blank + indent
      : gap.slice(0, gap.length - indentOf(gap).length) + indent;
  }
  const ownGaps = [
    ...(right !== undefined && right > 0 ? [before(b)] : []),
    ...(left !== undefined && left < order.size - 1 ? [after(a)] : []),
  ].sort((one, two) => lineEnds(two) - lineEnds(one));
  const [best] = ownGaps;
  const enough = ownGaps.length === 2 && widened === undefined ? 1 : 2;
  if (best === undefined || lineEnds(best) < enough) return blank + indent;
  return best.slice(0, best.length - indentOf(best).length) + indent;
}
