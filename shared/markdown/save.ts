import { editedSources, newSources } from "./candidates";
import { canonical, sameMeaning } from "./canonical";
import { type Claim, claimSlices, type Ends, untouchedEnds } from "./claim";
import { gapBetween, indentOf, lineEnds } from "./gaps";
import { blocksOf, labelsOf, parseDocument } from "./parse";
import {
  type Composed,
  compose,
  editFrom,
  fixed,
  later,
  type Part,
  type Piece,
  textOf,
  type Ways,
  type Widened,
  wayAt,
  writeAnother,
  writtenOf,
} from "./pieces";
import { reparse } from "./reparse";
import { editorBlock } from "./to-editor";
import type { BlockSlice, EditorNode, Label, MarkdownDocument, SaveResult } from "./types";

/** Saves one document again and again; what was worked out for an edited block is kept for the next time. */
export interface Saver {
  /** @param blocks the top-level nodes of the editor's document, in order */
  save(blocks: readonly EditorNode[]): SaveResult;
}

/** How often another way of writing is tried before a save is refused. */
const longestSearch = 32;

/**
 * The document's text with the editor's blocks in it. Blocks that were not edited, and everything between
 * them, keep their bytes. The result is read back: it must have the same blocks, the untouched ones with the
 * same source and meaning and the edited ones as the editor shows them; otherwise nothing is written. What a
 * definition that was edited as source does to the references to it is the person's edit.
 *
 * Not kept, because Markdown has no form for it: empty paragraphs, task items without text, blank space at
 * the ends of a line.
 */
export function createSaver(document: MarkdownDocument): Saver {
  let verified = document;
  // How the verified text is put together; undefined while it is the document's.
  let composed: Composed | undefined;
  const rewrites = new WeakMap<
    EditorNode,
    { slice: BlockSlice | undefined; labels: string; ways: Ways }
  >();
  // What is defined by source that was written since, as a new footnote is: its sign is to be read as one.
  let written: readonly Label[] = [];

  // What was not edited is written as it stands, over and over.
  const asTheyStand = new WeakMap<BlockSlice, Piece>();
  const pristinePiece = (slice: BlockSlice, index: number): Piece => {
    const known = asTheyStand.get(slice);
    if (known && known.index === index && known.way === 0) return known;
    const block = editorBlock(slice);
    const ways =
      slice.shown.type === "rawBlock"
        ? fixed(slice.source)
        : { known: [slice.source], more: later(() => waysOf(block, slice, slice.shown)) };
    const piece = { index, slice, way: 0, wanted: slice.shown, ways };
    asTheyStand.set(slice, piece);
    return piece;
  };

  /** Ways for an edited block, the same ones whenever the same block is saved again. */
  const waysOf = (block: EditorNode, slice: BlockSlice | undefined, wanted: EditorNode): Ways => {
    const known = rewrites.get(block);
    const labels = written.join("\n");
    if (known && known.slice === slice && known.labels === labels) return known.ways;
    const more =
      slice && slice.shown.type !== "rawBlock"
        ? editedSources(document, slice, wanted, written)
        : newSources(document, wanted, written);
    const ways: Ways = { known: [], more };
    rewrites.set(block, { slice, labels, ways });
    return ways;
  };

  const pieceOf = (
    block: EditorNode,
    index: number,
    { slice, pristine, copy }: Claim,
  ): Piece | undefined => {
    if (pristine === true && slice) return pristinePiece(slice, index);
    const place = { index, slice, way: 0 };
    const wanted = canonical(block);
    if (wanted === undefined) return undefined;
    if (block.type === "rawBlock") {
      const source = String(block.attrs?.["source"] ?? "");
      if (source.trim() === "") return undefined;
      // One that was only moved or copied still has to be what it was.
      return { ...place, wanted: copy && wanted, ways: fixed(source) };
    }
    if (copy)
      return {
        ...place,
        wanted,
        ways: { known: [copy.source], more: later(() => waysOf(block, slice, wanted)) },
      };
    return { ...place, wanted, ways: waysOf(block, slice, wanted) };
  };

  /** Saves what is between two ends, which keep their bytes. */
  const saveBetween = (blocks: readonly EditorNode[], ends: Ends): SaveResult => {
    const between = blocks.slice(ends.head, blocks.length - ends.tail);
    const claims = claimSlices(document, blocks, ends);
    const pieces: Piece[] = [];
    written = between.flatMap((block, at) =>
      block.type === "rawBlock" && claims[at]?.pristine !== true ? definedBy(block) : [],
    );
    for (const [at, block] of between.entries()) {
      const piece = pieceOf(block, ends.head + at, claims[at] ?? {});
      if (!piece) continue;
      if (writtenOf(piece) === undefined) return { refused: cannotWrite(block) };
      pieces.push(piece);
    }
    // What is shown for a document without blocks is not in its text.
    if (pieces.length === 0 && blocksOf(document).length === 0)
      return { text: document.text, document };
    const part = { document, pieces, ends };
    const widened: Widened = new Map();
    for (let attempt = 0; attempt < longestSearch; attempt++) {
      const next = compose(part, widened);
      const text = textOf(document, next);
      const edit = editFrom(document, composed, next);
      const parsed = reparse(verified, text, edit);
      const wrong = firstDifference(part, next.starts, parsed);
      if (wrong === undefined) {
        const since = { text: verified.text, edit };
        verified = parsed;
        composed = next;
        return { text, document: parsed, since };
      }
      if (!tryAnother(document, pieces, widened, wrong))
        return { refused: cannotPlace(blocks[pieces[wrong]?.index ?? -1]) };
    }
    return { refused: cannotPlace(undefined) };
  };

  return {
    save(blocks) {
      const ends = untouchedEnds(document, blocks);
      const { length } = blocksOf(document);
      if (ends.head === length && blocks.length === length)
        return { text: document.text, document };
      const near = {
        head: Math.max(0, ends.head - margin),
        tail: Math.max(0, ends.tail - margin),
      };
      const result = saveBetween(blocks, near);
      const isWhole = near.head + near.tail === 0;
      return "refused" in result && !isWhole ? saveBetween(blocks, { head: 0, tail: 0 }) : result;
    },
  };
}

/** How many blocks beside the edited ones may have to give way to them. */
const margin = 3;

/** What a block of source defines for the whole document. */
const definedBy = ({ attrs }: EditorNode): readonly Label[] =>
  labelsOf(parseDocument(String(attrs?.["source"] ?? "")));

/** Saves once; see `createSaver`. @param blocks the top-level nodes of the editor's document, in order */
export const save = (document: MarkdownDocument, blocks: readonly EditorNode[]): SaveResult =>
  createSaver(document).save(blocks);

/** Changes one thing where the text did not read as it should: first the gaps, then the blocks. */
function tryAnother(
  document: MarkdownDocument,
  pieces: readonly Piece[],
  widened: Widened,
  wrong: number,
): boolean {
  for (const at of [wrong, wrong + 1]) {
    const [before, behind] = [pieces[at - 1], pieces[at]];
    if (before === undefined || behind === undefined || widened.has(at)) continue;
    if (lineEnds(gapBetween(document, before.slice, behind.slice, undefined)) >= 2) continue;
    widened.set(at, "blank");
    return true;
  }
  // A block that swallows the next one is the wrong one, but the next has to change; a block that was never
  // edited gives way last.
  const near = [wrong + 1, wrong, wrong - 1].flatMap((at) => pieces[at] ?? []);
  const edited = near.filter((piece) => piece.slice?.source !== wayAt(piece.ways, 0));
  if ([...edited, ...near.filter((piece) => !edited.includes(piece))].some(writeAnother))
    return true;
  // Indented as it is, the next block may belong to a list that has text now.
  for (const at of [wrong, wrong + 1]) {
    const [before, behind] = [pieces[at - 1], pieces[at]];
    if (before === undefined || behind === undefined || widened.get(at) === "flush") continue;
    if (indentOf(gapBetween(document, before.slice, behind.slice, undefined)) === "") continue;
    widened.set(at, "flush");
    for (const piece of near) piece.way = 0;
    return true;
  }
  return false;
}

/** The position of the first piece that the text does not read as; undefined when all is well. */
function firstDifference(
  { document, pieces, ends }: Part,
  starts: readonly number[],
  parsed: MarkdownDocument,
): number | undefined {
  const blocks = blocksOf(parsed);
  const redefined = sourceEdited({ document, pieces, ends }) && definesElse(document, parsed);
  let at = ends.head;
  for (const [index, piece] of pieces.entries()) {
    const start = starts[index] ?? 0;
    const written = writtenOf(piece) ?? "";
    if (piece.wanted === undefined) {
      const end = start + written.length;
      for (let block = blocks[at]; block && block.start < end; block = blocks[++at])
        if (block.start < start || block.end > end) return index;
      continue;
    }
    const block = blocks[at++];
    const placed = block?.start === start && block.source === written;
    if (!block || !placed) return index;
    const untouched = written === piece.slice?.source;
    if (block.shown === piece.slice?.shown || (redefined && untouched)) continue;
    if (!readsAsWanted(block.shown, piece.wanted)) return index;
  }
  const whole = at + ends.tail === blocks.length && endsAsTheyWere(document, blocks, ends);
  return whole ? undefined : Math.max(0, pieces.length - 1);
}

/** What was once read as it should be. A block that was edited is compared at every save from then on. */
const asWanted = new WeakMap<EditorNode, EditorNode>();

function readsAsWanted(shown: EditorNode, wanted: EditorNode): boolean {
  if (asWanted.get(shown) === wanted) return true;
  if (!sameMeaning(canonical(shown), canonical(wanted))) return false;
  asWanted.set(shown, wanted);
  return true;
}

/** Whether the blocks at the ends are the document's, and the last one is as far from the text's end. */
function endsAsTheyWere(
  document: MarkdownDocument,
  blocks: readonly BlockSlice[],
  { head, tail }: Ends,
): boolean {
  const slices = blocksOf(document);
  for (let at = 0; at < head; at++)
    if (blocks[at]?.shown !== slices[at]?.shown || blocks[at]?.start !== slices[at]?.start)
      return false;
  const moved = (blocks.at(-1)?.end ?? 0) - (slices.at(-1)?.end ?? 0);
  for (let at = 1; at <= tail; at++) {
    const [block, slice] = [blocks.at(-at), slices.at(-at)];
    if (block?.shown !== slice?.shown || block?.start !== (slice?.start ?? 0) + moved) return false;
  }
  return true;
}

/** Whether source was edited or removed as source: what it defines is then meant to be different. */
const sourceEdited = ({ document, pieces, ends: { head, tail } }: Part): boolean => {
  const left = new Set(pieces.map(({ slice }) => slice));
  const slices = blocksOf(document);
  return (
    pieces.some(({ wanted }) => wanted === undefined) ||
    slices
      .slice(head, slices.length - tail)
      .some((slice) => slice.labels.length > 0 && !left.has(slice))
  );
};

const definesElse = (one: MarkdownDocument, other: MarkdownDocument): boolean =>
  [...labelsOf(one)].sort().join("\n") !== [...labelsOf(other)].sort().join("\n");

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
