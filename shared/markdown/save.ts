import { editedSources, newSources } from "./candidates";
import { canonical, sameMeaning } from "./canonical";
import { claimSlices } from "./claim";
import { gapBetween, gapsOf, indentOf, lineEnds, type Widening } from "./gaps";
import { blocksOf, labelsOf, parseDocument } from "./parse";
import { reparse } from "./reparse";
import { editorBlock } from "./to-editor";
import type { BlockSlice, EditorNode, Label, MarkdownDocument, SaveResult } from "./types";

/** Saves one document again and again; what was worked out for an edited block is kept for the next time. */
export interface Saver {
  /** @param blocks the top-level nodes of the editor's document, in order */
  save(blocks: readonly EditorNode[]): SaveResult;
}

/** Ways to write a block: those that were tried, and where more come from. */
interface Ways {
  readonly known: string[];
  readonly more: Iterator<string>;
}

/** One block of the text to be: what it should read as, and how it is written. */
interface Piece {
  /** Which of the given blocks it is. */
  readonly index: number;
  readonly slice: BlockSlice | undefined;
  /** Undefined for source that the person wrote: it reads as whatever it is. */
  readonly wanted: EditorNode | undefined;
  readonly ways: Ways;
  /** Which of the ways is in use. */
  way: number;
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
    { slice, pristine, copy }: ReturnType<typeof claimSlices>[number],
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

  return {
    save(blocks) {
      const claims = claimSlices(document, blocks);
      const pieces: Piece[] = [];
      let touched = false;
      written = blocks.flatMap((block, index) =>
        block.type === "rawBlock" && claims[index]?.pristine !== true ? definedBy(block) : [],
      );
      for (const [index, block] of blocks.entries()) {
        const claim = claims[index] ?? {};
        const piece = pieceOf(block, index, claim);
        if (!piece) continue;
        if (claim.pristine !== true) touched = true;
        if (writtenOf(piece) === undefined) return { refused: cannotWrite(block) };
        pieces.push(piece);
      }
      const kept = pieces.filter(({ slice }) => slice).length;
      if (!touched && kept === blocksOf(document).length) return { text: document.text, document };

      const widened: Widened = new Map();
      for (let attempt = 0; attempt < longestSearch; attempt++) {
        const { text, starts } = compose(document, pieces, widened);
        const parsed = reparse(verified, text);
        const wrong = firstDifference(document, pieces, starts, parsed);
        if (wrong === undefined) {
          verified = parsed;
          return { text, document: parsed };
        }
        if (!tryAnother(document, pieces, widened, wrong))
          return { refused: cannotPlace(blocks[pieces[wrong]?.index ?? -1]) };
      }
      return { refused: cannotPlace(undefined) };
    },
  };
}

/** What a block of source defines for the whole document. */
const definedBy = ({ attrs }: EditorNode): readonly Label[] =>
  labelsOf(parseDocument(String(attrs?.["source"] ?? "")));

/** Saves once; see `createSaver`. @param blocks the top-level nodes of the editor's document, in order */
export const save = (document: MarkdownDocument, blocks: readonly EditorNode[]): SaveResult =>
  createSaver(document).save(blocks);

const fixed = (source: string): Ways => ({ known: [source], more: later(() => undefined) });

/** Ways that are looked for only when the first one does not do. */
function* later(make: () => Ways | undefined): Generator<string> {
  const ways = make();
  for (let at = 0; ways && wayAt(ways, at) !== undefined; at++) yield wayAt(ways, at) ?? "";
}

/** The nth way to write a block; undefined when there are not so many. */
function wayAt({ known, more }: Ways, at: number): string | undefined {
  while (known.length <= at) {
    const next = more.next();
    if (next.done) return undefined;
    if (!known.includes(next.value)) known.push(next.value);
  }
  return known[at];
}

const writtenOf = ({ ways, way }: Piece): string | undefined => wayAt(ways, way);

/** Puts the next way to write a piece in use; false when there is none. */
function writeAnother(piece: Piece): boolean {
  if (wayAt(piece.ways, piece.way + 1) === undefined) return false;
  piece.way += 1;
  return true;
}

/** How the gap before each piece is widened. */
type Widened = Map<number, Widening>;

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

function compose(
  document: MarkdownDocument,
  pieces: readonly Piece[],
  widened: Widened,
): { text: string; starts: number[] } {
  const gaps = gapsOf(document);
  const [first] = pieces;
  if (first === undefined) return { text: /^\uFEFF?/.exec(document.text)?.[0] ?? "", starts: [] };
  const parts = [
    first.slice && gaps.order.get(first.slice) === 0
      ? gaps.before(first.slice)
      : gaps.leading.replace(/[ \t]+$/, "") + indentOf(gaps.before(first.slice)),
  ];
  let length = parts[0]?.length ?? 0;
  const push = (part: string) => {
    parts.push(part);
    length += part.length;
  };
  // What stands together as it did in the text is taken from there at one go.
  let run: { readonly from: BlockSlice; to: BlockSlice; at: number } | undefined;
  const endRun = () => {
    if (run) push(document.text.slice(run.from.start, run.to.end));
    run = undefined;
  };
  const starts: number[] = [];
  let previous: BlockSlice | undefined;
  for (const [index, piece] of pieces.entries()) {
    const { slice } = piece;
    const source = writtenOf(piece) ?? "";
    const kept = slice?.source === source ? slice : undefined;
    const place = slice && gaps.order.get(slice);
    if (run && kept && place === run.at + 1 && !widened.has(index)) {
      starts.push(length + kept.start - run.from.start);
      run.to = kept;
      run.at = place;
    } else {
      endRun();
      if (index > 0) push(gapBetween(document, previous, slice, widened.get(index)));
      starts.push(length);
      if (kept && place !== undefined) run = { from: kept, to: kept, at: place };
      else push(source);
    }
    previous = slice;
  }
  endRun();
  return { text: parts.join("") + gaps.trailing, starts };
}

/** The position of the first piece that the text does not read as; undefined when all is well. */
function firstDifference(
  document: MarkdownDocument,
  pieces: readonly Piece[],
  starts: readonly number[],
  parsed: MarkdownDocument,
): number | undefined {
  const blocks = blocksOf(parsed);
  const redefined = sourceEdited(document, pieces) && definesElse(document, parsed);
  let at = 0;
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
    if (!sameMeaning(canonical(block.shown), canonical(piece.wanted))) return index;
  }
  return at < blocks.length ? Math.max(0, pieces.length - 1) : undefined;
}

/** Whether source was edited or removed as source: what it defines is then meant to be different. */
const sourceEdited = (document: MarkdownDocument, pieces: readonly Piece[]): boolean => {
  const left = new Set(pieces.map(({ slice }) => slice));
  return (
    pieces.some(({ wanted }) => wanted === undefined) ||
    blocksOf(document).some((slice) => slice.labels.length > 0 && !left.has(slice))
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
