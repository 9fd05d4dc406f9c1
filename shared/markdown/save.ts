import { editedSources, newSources } from "./candidates";
import { canonical, sameMeaning } from "./canonical";
import { claimSlices } from "./claim";
import { blocksOf, parseDocument } from "./parse";
import type { BlockSlice, EditorNode, MarkdownDocument, SaveResult } from "./types";

/** One block of the text to be: what it should read as, and ways to write it. */
interface Piece {
  /** Which of the given blocks it is. */
  readonly index: number;
  readonly slice: BlockSlice | undefined;
  readonly wanted: EditorNode | undefined;
  readonly written: string[];
  readonly more: Iterator<string>;
}

/** How often another way of writing is tried before a save is refused. */
const longestSearch = 32;

/**
 * The document's text with the editor's blocks in it. Blocks that were not edited, and everything between
 * them, keep their bytes. The result is read back: it must have the same blocks, the untouched ones with the
 * same source and meaning and the edited ones as the editor shows them; otherwise nothing is written.
 *
 * Not kept, because Markdown has no form for it: empty paragraphs, task items without text, blank space at
 * the ends of a line.
 * @param blocks the top-level nodes of the editor's document, in order
 */
export function save(document: MarkdownDocument, blocks: readonly EditorNode[]): SaveResult {
  const claimed = claimSlices(document, blocks);
  const pieces: Piece[] = [];
  let touched = false;
  for (const [index, block] of blocks.entries()) {
    const { slice, pristine, copy } = claimed[index] ?? {};
    const wanted = canonical(block);
    if (wanted === undefined && pristine !== true) continue;
    if (pristine !== true) touched = true;
    const source = pristine === true ? slice?.source : copy?.source;
    const piece: Piece = {
      index,
      slice,
      wanted,
      written: source === undefined ? [] : [source],
      more: rewrite(document, slice, wanted),
    };
    if (piece.written.length === 0 && !writeAnother(piece)) return { refused: cannotWrite(block) };
    pieces.push(piece);
  }
  const ids = (final: readonly Piece[], idOf: (position: number) => number | undefined) => {
    const slices: (number | undefined)[] = blocks.map(() => undefined);
    for (const [position, { index }] of final.entries()) slices[index] = idOf(position);
    return slices;
  };
  const removed = blocksOf(document).length - pieces.filter(({ slice }) => slice).length;
  if (!touched && removed === 0)
    return { text: document.text, document, slices: ids(pieces, (at) => pieces[at]?.slice?.id) };

  const widened = new Set<number>();
  for (let attempt = 0; attempt < longestSearch; attempt++) {
    const { text, starts } = compose(document, pieces, widened);
    const parsed = parseDocument(text, document.nextId);
    const wrong = firstDifference(pieces, starts, blocksOf(parsed));
    if (wrong === undefined) {
      const saved = withOldIds(parsed, pieces);
      return { text, document: saved, slices: ids(pieces, (at) => blocksOf(saved)[at]?.id) };
    }
    if (!tryAnother(document, pieces, widened, wrong))
      return { refused: cannotPlace(blocks[pieces[wrong]?.index ?? -1]) };
  }
  return { refused: cannotPlace(undefined) };
}

function* rewrite(
  document: MarkdownDocument,
  slice: BlockSlice | undefined,
  wanted: EditorNode | undefined,
): Generator<string> {
  if (wanted === undefined || wanted.type === "rawBlock") {
    if (wanted && slice === undefined) yield String(wanted.attrs?.["source"] ?? "");
    return;
  }
  if (slice && slice.layout.node.type !== "rawBlock") yield* editedSources(document, slice, wanted);
  else yield* newSources(document, wanted);
}

/** Puts the next way to write a piece in use; false when there is none. */
function writeAnother(piece: Piece): boolean {
  for (let next = piece.more.next(); !next.done; next = piece.more.next()) {
    if (piece.written.includes(next.value)) continue;
    piece.written.push(next.value);
    return true;
  }
  return false;
}

/** Changes one thing where the text did not read as it should: first the gaps, then the blocks. */
function tryAnother(
  document: MarkdownDocument,
  pieces: readonly Piece[],
  widened: Set<number>,
  wrong: number,
): boolean {
  for (const at of [wrong, wrong + 1]) {
    const [before, behind] = [pieces[at - 1], pieces[at]];
    if (before === undefined || behind === undefined || widened.has(at)) continue;
    if (lineEnds(gapBetween(document, before, behind, false)) >= 2) continue;
    widened.add(at);
    return true;
  }
  // A block that swallows the next one is the wrong one, but the next has to change; a block that was never
  // edited gives way last.
  const near = [wrong + 1, wrong, wrong - 1].flatMap((at) => pieces[at] ?? []);
  const edited = near.filter(({ slice, written }) => slice?.source !== written[0]);
  return [...edited, ...near.filter((piece) => !edited.includes(piece))].some(writeAnother);
}

function compose(
  document: MarkdownDocument,
  pieces: readonly Piece[],
  widened: ReadonlySet<number>,
): { text: string; starts: number[] } {
  const gaps = gapsOf(document);
  const [first] = pieces;
  if (first === undefined) return { text: /^\uFEFF?/.exec(document.text)?.[0] ?? "", starts: [] };
  let text =
    first.slice && gaps.order.get(first.slice) === 0
      ? gaps.before(first.slice)
      : gaps.leading.replace(/[ \t]+$/, "") + indentOf(gaps.before(first.slice));
  const starts: number[] = [];
  let previous: Piece | undefined;
  for (const [index, piece] of pieces.entries()) {
    if (previous) text += gapBetween(document, previous, piece, widened.has(index));
    starts.push(text.length);
    text += piece.written.at(-1) ?? "";
    previous = piece;
  }
  return { text: text + gaps.trailing, starts };
}

interface Gaps {
  readonly order: ReadonlyMap<BlockSlice, number>;
  /** The gap in front of a block; empty when there is none. */
  before(slice: BlockSlice | undefined): string;
  after(slice: BlockSlice | undefined): string;
  readonly leading: string;
  readonly trailing: string;
}

const gapCache = new WeakMap<MarkdownDocument, Gaps>();

function gapsOf(document: MarkdownDocument): Gaps {
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

const indentOf = (gap: string) => /[ \t]*$/.exec(gap)?.[0] ?? "";
const lineEnds = (gap: string) => gap.match(/\r\n|\n|\r/g)?.length ?? 0;

function gapBetween(document: MarkdownDocument, a: Piece, b: Piece, wide: boolean): string {
  const { order, before, after } = gapsOf(document);
  const blank = document.eol + document.eol;
  const indent = indentOf(before(b.slice));
  const at = (slice: BlockSlice | undefined) => (slice ? order.get(slice) : undefined);
  const [left, right] = [at(a.slice), at(b.slice)];
  if (left !== undefined && right === left + 1) {
    const gap = before(b.slice);
    return wide && lineEnds(gap) < 2 ? blank + indent : gap;
  }
  const ownGaps = [
    ...(right !== undefined && right > 0 ? [before(b.slice)] : []),
    ...(left !== undefined && left < order.size - 1 ? [after(a.slice)] : []),
  ].sort((one, two) => lineEnds(two) - lineEnds(one));
  const [best] = ownGaps;
  const enough = ownGaps.length === 2 && !wide ? 1 : 2;
  if (best === undefined || lineEnds(best) < enough) return blank + indent;
  return best.slice(0, best.length - indentOf(best).length) + indent;
}

/** The position of the first piece that the text does not read as; undefined when all is well. */
function firstDifference(
  pieces: readonly Piece[],
  starts: readonly number[],
  blocks: readonly BlockSlice[],
): number | undefined {
  for (const [index, piece] of pieces.entries()) {
    const block = blocks[index];
    if (
      block === undefined ||
      block.start !== starts[index] ||
      block.source !== piece.written.at(-1) ||
      !sameMeaning(canonical(block.layout.node), piece.wanted)
    )
      return index;
  }
  return blocks.length > pieces.length ? Math.max(0, pieces.length - 1) : undefined;
}

function withOldIds(parsed: MarkdownDocument, pieces: readonly Piece[]): MarkdownDocument {
  let position = 0;
  const slices = parsed.slices.map((slice) => {
    if (slice.kind === "gap") return slice;
    const id = pieces[position++]?.slice?.id;
    return id === undefined ? slice : { ...slice, id };
  });
  return { ...parsed, slices };
}

const names: Readonly<Record<string, string>> = {
  paragraph: "paragraph",
  heading: "heading",
  bulletList: "list",
  orderedList: "list",
  taskList: "task list",
  table: "table",
  blockquote: "quotation",
  codeBlock: "code block",
};

const cannotWrite = (block: EditorNode) =>
  `The edited ${names[block.type] ?? "block"} has something in it that Markdown cannot hold. Undo the last change there.`;

const cannotPlace = (block: EditorNode | undefined) =>
  `Saving would change the meaning of ${block ? `a ${names[block.type] ?? "block"}` : "a block"} that was not edited. Undo the last change beside it.`;
