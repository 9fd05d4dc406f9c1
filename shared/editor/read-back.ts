import { canonical, sameMeaning } from "../markdown/canonical";
import { blockOf, readStretches, type Stretch, startOf } from "../markdown/parse-document";
import type { BlockSlice, EditorNode, Label } from "../markdown/types";
import { sameTree } from "./same-tree";

/** A text and the trees of its blocks. */
export interface ReadText {
  readonly text: string;
  /** The number to add to a stretch's offset to get an index into the text. */
  readonly shift: number;
  readonly stretches: readonly Stretch[];
  /** All labels that the text defines. */
  readonly labels: readonly Label[];
}

export function readText(text: string): ReadText {
  const shift = startOf(text);
  const stretches = readStretches(text.slice(shift));
  const labels = stretches.flatMap((stretch) => stretch.labels);
  return { text, shift, stretches, labels: [...new Set(labels)] };
}

/** A text and the edit of one of its blocks. */
export interface EditedText {
  readonly before: ReadText;
  /** The index of the stretch. */
  readonly index: number;
  readonly edited: EditorNode;
}

export type ReadBack =
  /** The text is parsed as expected. `kept`: every byte outside the block is unchanged. */
  | { readonly kept: boolean }
  /**
   * `wrong`: the index of the first block that is parsed differently; undefined when the number of blocks
   * differs.
   */
  | { readonly wrong: number | undefined; readonly blocks: number; readonly source: string };

/**
 * Parses a saved text from scratch and compares it with the expected result: the edited block as the editor
 * shows it, every other block with its earlier tree.
 */
export function readBack(change: EditedText, saved: string): ReadBack {
  if (keepsOutside(change, saved) && neighboursReadAsExpected(change, saved)) return { kept: true };
  return readWhole(change, saved);
}

/** The same check by parsing the whole text, which takes time in proportion to its length. */
export function readWhole(change: EditedText, saved: string): ReadBack {
  const { before, index, edited } = change;
  const shift = startOf(saved);
  const stretches = readStretches(saved.slice(shift));
  const sourceOf = (at: number) => blockAt(stretches[at], saved, shift)?.source ?? "";
  const blocks = stretches.length;
  if (blocks !== before.stretches.length) return { wrong: undefined, blocks, source: "" };
  const wrong = before.stretches.findIndex((old, at) =>
    at === index
      ? !readsAs(blockAt(stretches[at], saved, shift), edited)
      : !sameBlock(
          old,
          stretches[at],
          { text: before.text, shift: before.shift },
          { text: saved, shift },
        ),
  );
  return wrong < 0
    ? { kept: keepsOutside(change, saved) }
    : { wrong, blocks, source: sourceOf(wrong) };
}

function keepsOutside({ before: { text, shift, stretches }, index }: EditedText, saved: string) {
  const block = stretches[index];
  if (block === undefined) return false;
  const head = text.slice(0, block.start + shift);
  const tail = text.slice(block.end + shift);
  return (
    saved.length >= head.length + tail.length && saved.startsWith(head) && saved.endsWith(tail)
  );
}

/**
 * Whether the edited block is parsed as edited and its neighbours as before. The text is parsed from the
 * beginning of the first neighbour to the beginning of the block after the last one.
 *
 * When no other text changed, this result is valid for the whole text. The parser does not look far enough
 * ahead for the text before the first neighbour to depend on the edit. The block after the last neighbour
 * begins at the same place as before, and the neighbour before it is unchanged, so the rest of the text is
 * parsed as before. Only references look farther; the parser is therefore given the labels that the text
 * defines.
 * @returns false also where this cannot be decided
 */
function neighboursReadAsExpected({ before, index, edited }: EditedText, saved: string): boolean {
  const { text, shift, stretches, labels } = before;
  const first = Math.max(0, index - 1);
  let last = index + 1;
  // The line after indented code is parsed differently depending on what the parser took that code for.
  while (isIndentedCode(stretches[last], before)) last++;
  const neighbours = stretches.slice(first, last + 1);
  const next = stretches[last + 1];
  const old = stretches[index];
  if (old === undefined || [...neighbours, next].some((each) => each && !each.node)) return false;
  // Any line below may decide whether a dividing line at the very beginning opens front matter.
  const maybeFrontMatter = /^\uFEFF?---/;
  const hasFrontMatter = index > 0 && stretches[0]?.node?.type === "yaml";
  if (!hasFrontMatter && (maybeFrontMatter.test(text) || maybeFrontMatter.test(saved)))
    return false;

  const start = (neighbours[0]?.start ?? 0) + shift;
  const from = first === 0 ? shift : start - leadOf(text, start).length;
  if (from > shift && !/[\n\r]/.test(text.charAt(from - 1))) return false;
  const growth = saved.length - text.length;
  const pieceEnd = next ? linesBehind(saved, next.start + shift + growth) : saved.length;
  const piece = saved.slice(from, pieceEnd);
  const parsed = readStretches(piece, { labels, atStart: first === 0 });
  const placeIn = (place: number, isBehind: boolean) =>
    place + shift - from + (isBehind ? growth : 0);
  if (parsed[neighbours.length]?.start !== (next && placeIn(next.start, true))) return false;
  return neighbours.every((oldStretch, offset) => {
    const newStretch = parsed[offset];
    const at = first + offset;
    if (newStretch?.start !== placeIn(oldStretch.start, at > index)) return false;
    if (newStretch.end !== placeIn(oldStretch.end, at >= index)) return false;
    if (at !== index)
      return (
        newStretch.node !== undefined &&
        oldStretch.node !== undefined &&
        sameTree(oldStretch.node, newStretch.node)
      );
    const block = blockAt(newStretch, piece, 0);
    return readsAs(block, edited) && sameLabels(blockAt(oldStretch, text, shift), block);
  });
}

const isIndentedCode = (stretch: Stretch | undefined, { text, shift }: ReadText): boolean =>
  stretch?.node?.type === "code" &&
  !/^(?:```|~~~)/.test(text.slice(stretch.start + shift, stretch.end + shift));

/**
 * The number of lines that decide what a block is. For example, the line below a table's head makes it a
 * table.
 */
const lookAhead = 4;

/** The end of the `lookAhead` lines that begin at a position. */
function linesBehind(text: string, from: number): number {
  const ends = /\r\n|\n|\r/g;
  ends.lastIndex = from;
  for (let line = 0; line < lookAhead; line++) if (!ends.exec(text)) return text.length;
  return ends.lastIndex;
}

/** Whether an unedited block has the same meaning as before. */
function sameBlock(
  old: Stretch,
  now: Stretch | undefined,
  before: { text: string; shift: number },
  after: { text: string; shift: number },
): boolean {
  if (old.node && now?.node) return sameTree(old.node, now.node);
  const one = blockAt(old, before.text, before.shift);
  return !old.node && !now?.node && one?.source === blockAt(now, after.text, after.shift)?.source;
}

const blockAt = (stretch: Stretch | undefined, text: string, shift: number) =>
  stretch && blockOf(stretch, { text, shift, id: 0 });

function readsAs(now: BlockSlice | undefined, edited: EditorNode): boolean {
  if (now === undefined) return false;
  // The reason why a block is shown as source may change with the source.
  return edited.type === "rawBlock"
    ? now.source === edited.attrs?.["source"]
    : sameMeaning(canonical(now.shown), canonical(edited));
}

const sameLabels = (a: BlockSlice | undefined, b: BlockSlice | undefined) =>
  a?.labels.join("\n") === b?.labels.join("\n");

/** The indentation before a block, which is not part of the block. */
export function leadOf(text: string, start: number): string {
  let from = start;
  while (from > 0 && /[ \t]/.test(text.charAt(from - 1))) from--;
  return text.slice(from, start);
}
