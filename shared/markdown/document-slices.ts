import type { BlockSlice, Label, MarkdownDocument, Slice } from "./types";

/** The block slices of a document. */
export function blocksOf(document: MarkdownDocument): readonly BlockSlice[] {
  const known = blocks.get(document.slices);
  if (known) return known;
  const found = document.slices.filter((slice) => slice.kind === "block");
  blocks.set(document.slices, found);
  return found;
}

const blocks = new WeakMap<readonly Slice[], readonly BlockSlice[]>();

/** Adds the gaps between the given blocks. */
export function withGaps(text: string, blocks: readonly BlockSlice[]): Slice[] {
  const slices: Slice[] = [];
  let position = 0;
  const fill = (end: number): void => {
    if (end <= position) return;
    slices.push({ kind: "gap", start: position, end, source: text.slice(position, end) });
    position = end;
  };
  for (const block of blocks) {
    fill(block.start);
    slices.push(block);
    position = block.end;
  }
  fill(text.length);
  return slices;
}

export const movedSlice = <T extends Slice>(slice: T, by: number): T =>
  by === 0 ? slice : { ...slice, start: slice.start + by, end: slice.end + by };

/**
 * A document's slices with one block replaced by a block with the same definitions. Later slices are moved.
 * Results that are cached by the list of slices are carried over.
 */
export function slicesWith(
  document: MarkdownDocument,
  old: BlockSlice,
  next: BlockSlice,
): readonly Slice[] {
  const by = next.end - old.end;
  const at = document.slices.indexOf(old);
  const replaced = document.slices.with(at, next);
  const slices =
    by === 0
      ? replaced
      : replaced.map((slice, index) => (index > at ? movedSlice(slice, by) : slice));
  labels.set(slices, labelsOf(document));
  if (by === 0) {
    const before = blocksOf(document);
    blocks.set(slices, before.with(before.indexOf(old), next));
  }
  return slices;
}

/** The labels that a document's blocks define. */
export function labelsOf(document: MarkdownDocument): readonly Label[] {
  const known = labels.get(document.slices);
  if (known) return known;
  const found = [...new Set(blocksOf(document).flatMap((block) => block.labels))];
  labels.set(document.slices, found);
  return found;
}

const labels = new WeakMap<readonly Slice[], readonly Label[]>();
