/**
 * A scroll position that is valid in every view of a document: a block, and the part of the way to the next
 * block. Block -1 is the space above the first block.
 */
export interface ScrollPlace {
  readonly block: number;
  /** From 0 to less than 1. */
  readonly part: number;
}

/** The tops of a document's blocks in one view, in pixels from the top of the scrolled content. */
export interface BlockTops {
  readonly count: number;
  /** The top of a block, by its index; rising. */
  top(block: number): number;
  /** The height of the whole content. */
  readonly height: number;
}

const edge = (tops: BlockTops, block: number): number => {
  if (block < 0) return 0;
  return block >= tops.count ? tops.height : tops.top(block);
};

/** @param pixels the view's scroll position */
export function placeAt(pixels: number, tops: BlockTops): ScrollPlace {
  let low = -1;
  let high = tops.count - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (edge(tops, middle) <= pixels) low = middle;
    else high = middle - 1;
  }
  const from = edge(tops, low);
  const length = edge(tops, low + 1) - from;
  const part = length > 0 ? (pixels - from) / length : 0;
  return { block: low, part: Math.min(Math.max(part, 0), 0.999) };
}

/** The inverse of `placeAt`, in the same view or in another. */
export function pixelsOf({ block, part }: ScrollPlace, tops: BlockTops): number {
  const from = edge(tops, block);
  return from + part * Math.max(0, edge(tops, block + 1) - from);
}
