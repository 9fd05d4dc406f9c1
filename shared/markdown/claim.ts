import { canonical, sameMeaning } from "./canonical";
import { blocksOf } from "./document-slices";
import { risingRun } from "./rising-run";
import { editorBlock } from "./to-editor";
import type { BlockSlice, EditorNode, MarkdownDocument } from "./types";

/** The slice that a block of the editor corresponds to. */
export interface Claim {
  readonly slice?: BlockSlice;
  /** The block shows exactly the slice's content. */
  readonly pristine?: boolean;
  /** A slice elsewhere with exactly this block's content. Its source serves for a moved or copied block. */
  readonly copy?: BlockSlice;
}

/** The number of untouched blocks at the beginning and at the end of a document. */
export interface Ends {
  readonly head: number;
  readonly tail: number;
}

/**
 * Counts the untouched blocks at both ends. An untouched block is the same object, which makes the check
 * cheap.
 */
export function untouchedEnds(document: MarkdownDocument, blocks: readonly EditorNode[]): Ends {
  const shown = editorBlocks(document);
  const [lastBlock, lastShown] = [blocks.length - 1, shown.length - 1];
  const shortest = Math.min(shown.length, blocks.length);
  let head = 0;
  while (head < shortest && blocks[head] === shown[head]) head++;
  let tail = 0;
  while (tail < shortest - head && blocks[lastBlock - tail] === shown[lastShown - tail]) tail++;
  return { head, tail };
}

/** The editor's nodes for a document's slices, in order. */
function editorBlocks(document: MarkdownDocument): readonly EditorNode[] {
  const known = shownBlocks.get(document);
  if (known) return known;
  const shown = blocksOf(document).map(editorBlock);
  shownBlocks.set(document, shown);
  return shown;
}

const shownBlocks = new WeakMap<MarkdownDocument, readonly EditorNode[]>();

/** The position of each slice among a document's slices, by slice id. */
function placesOf(document: MarkdownDocument): ReadonlyMap<unknown, number> {
  const known = places.get(document);
  if (known) return known;
  const found = new Map(blocksOf(document).map(({ id }, position) => [id, position]));
  places.set(document, found);
  return found;
}

const places = new WeakMap<MarkdownDocument, ReadonlyMap<unknown, number>>();

/**
 * Finds the slice of each block in the editor, except for the untouched blocks at the ends. Each slice is
 * claimed once, in the document's order: first by id and content, then by id, then, between claimed
 * neighbours, by content alone. The last step serves blocks that an earlier save put into the text, because
 * the editor does not know their ids yet.
 * @param ends untouched blocks, whose slices are already claimed
 */
export function claimSlices(
  document: MarkdownDocument,
  all: readonly EditorNode[],
  { head, tail }: Ends,
): Claim[] {
  const slices = blocksOf(document);
  const blocks = all.slice(head, all.length - tail);
  const [from, to] = [head, slices.length - tail];
  const byId = placesOf(document);
  const wanted = blocks.map(({ attrs }) => byId.get(attrs?.["slice"]));
  const holds = (position: number | undefined, index: number): boolean => {
    const slice = position === undefined ? undefined : slices[position];
    const block = blocks[index];
    if (slice === undefined || block === undefined) return false;
    return block === editorBlock(slice) || sameMeaning(canonical(slice.shown), canonical(block));
  };

  const positions: (number | undefined)[] = blocks.map(() => undefined);
  const exact = wanted.map((position, index) => (holds(position, index) ? position : undefined));
  const free = exact.map((position) =>
    position !== undefined && position >= from && position < to ? position : undefined,
  );
  for (const index of risingRun(free)) positions[index] = exact[index];
  fillBetween(positions, { from, to }, (position, index) => wanted[index] === position);
  fillBetween(
    positions,
    { from, to },
    (position, index) => wanted[index] === undefined && holds(position, index),
  );
  return positions.map((position, index): Claim => {
    const slice = position === undefined ? undefined : slices[position];
    if (slice) return { slice, pristine: holds(position, index) };
    const copy = exact[index] === undefined ? undefined : slices[exact[index]];
    return copy ? { copy } : {};
  });
}

/** Gives each block without a slice the first suitable free slice between its neighbours' slices. */
function fillBetween(
  positions: (number | undefined)[],
  { from, to }: { readonly from: number; readonly to: number },
  suits: (position: number, index: number) => boolean,
): void {
  const limits = [...positions];
  for (let index = limits.length - 1; index >= 0; index--)
    limits[index] ??= index + 1 < limits.length ? limits[index + 1] : to;
  let last = from - 1;
  for (let index = 0; index < positions.length; index++) {
    const own = positions[index];
    if (own !== undefined) {
      last = own;
      continue;
    }
    const limit = limits[index] ?? to;
    for (let position = last + 1; position < limit; position++) {
      if (!suits(position, index)) continue;
      positions[index] = position;
      last = position;
      break;
    }
  }
}
