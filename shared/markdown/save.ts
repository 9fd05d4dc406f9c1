import { editedSources, newSources } from "./candidates";
import { canonical, sameMeaning } from "./canonical";
import { type Claim, claimSlices, type Ends, untouchedEnds } from "./claim";
import { blocksOf, labelsOf } from "./document-slices";
import { gapBetween, indentOf, lineEnds } from "./gaps";
import { parseDocument } from "./parse-document";
import {
  type Candidates,
  type ComposedText,
  candidateAt,
  compose,
  editFrom,
  fixedSource,
  lazyCandidates,
  type Piece,
  type RewrittenPart,
  sourceInUse,
  takeNextCandidate,
  textOf,
  type Widened,
} from "./pieces";
import { reparse } from "./reparse";
import { editorBlock } from "./to-editor";
import type { BlockSlice, EditorNode, Label, MarkdownDocument, SaveResult } from "./types";

/** Saves one document repeatedly. Candidate sources of edited blocks are kept for the next save. */
export interface Saver {
  /** @param blocks the top-level nodes of the editor's document, in order */
  save(blocks: readonly EditorNode[]): SaveResult;
}

/** The most attempts with other candidates before a save is refused. */
const longestSearch = 32;

/**
 * Makes the document's text with the editor's blocks in it. Unedited blocks and the gaps between them keep
 * their bytes. The result is parsed again. It must have the same blocks: unedited ones with the same source
 * and meaning, edited ones as the editor shows them. Otherwise nothing is written. When a definition was
 * edited as source, its effect on references is intended by the person.
 *
 * Markdown has no form for empty paragraphs, task items without text and blanks at the ends of a line;
 * these are dropped.
 */
export function createSaver(document: MarkdownDocument): Saver {
  let verified = document;
  // How the verified text is composed; undefined while it is the document's own text.
  let composed: ComposedText | undefined;
  const rewrites = new WeakMap<
    EditorNode,
    { slice: BlockSlice | undefined; labels: string; candidates: Candidates }
  >();
  // The labels that newly written source defines, such as a new footnote. References to them must be parsed
  // as references.
  let written: readonly Label[] = [];

  // Unedited blocks are written unchanged at every save, so their pieces are cached.
  const pristinePieces = new WeakMap<BlockSlice, Piece>();
  const pristinePiece = (slice: BlockSlice, index: number): Piece => {
    const known = pristinePieces.get(slice);
    if (known && known.index === index && known.candidateIndex === 0) return known;
    const block = editorBlock(slice);
    const candidates =
      slice.shown.type === "rawBlock"
        ? fixedSource(slice.source)
        : {
            known: [slice.source],
            more: lazyCandidates(() => candidatesOf(block, slice, slice.shown)),
          };
    const piece = { index, slice, candidateIndex: 0, wanted: slice.shown, candidates };
    pristinePieces.set(slice, piece);
    return piece;
  };

  /** The candidates of an edited block, kept for the next save of the same block. */
  const candidatesOf = (
    block: EditorNode,
    slice: BlockSlice | undefined,
    wanted: EditorNode,
  ): Candidates => {
    const known = rewrites.get(block);
    const labels = written.join("\n");
    if (known && known.slice === slice && known.labels === labels) return known.candidates;
    const more =
      slice && slice.shown.type !== "rawBlock"
        ? editedSources(document, slice, wanted, written)
        : newSources(document, wanted, written);
    const candidates: Candidates = { known: [], more };
    rewrites.set(block, { slice, labels, candidates });
    return candidates;
  };

  const pieceOf = (
    block: EditorNode,
    index: number,
    { slice, pristine, copy }: Claim,
  ): Piece | undefined => {
    if (pristine === true && slice) return pristinePiece(slice, index);
    const place = { index, slice, candidateIndex: 0 };
    const wanted = canonical(block);
    if (wanted === undefined) return undefined;
    if (block.type === "rawBlock") {
      const source = String(block.attrs?.["source"] ?? "");
      if (source.trim() === "") return undefined;
      // A source block that was only moved or copied must keep its meaning.
      return { ...place, wanted: copy && wanted, candidates: fixedSource(source) };
    }
    if (copy)
      return {
        ...place,
        wanted,
        candidates: {
          known: [copy.source],
          more: lazyCandidates(() => candidatesOf(block, slice, wanted)),
        },
      };
    return { ...place, wanted, candidates: candidatesOf(block, slice, wanted) };
  };

  /** Saves the blocks between two ends that keep their bytes. */
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
      if (sourceInUse(piece) === undefined) return { refused: cannotWrite(block) };
      pieces.push(piece);
    }
    // An empty document shows one empty paragraph, which is not in its text.
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

/** The number of neighbours of edited blocks that may be rewritten as well. */
const margin = 3;

/** The labels that a source block defines. */
const definedBy = ({ attrs }: EditorNode): readonly Label[] =>
  labelsOf(parseDocument(String(attrs?.["source"] ?? "")));

/** Saves once; see `createSaver`. @param blocks the top-level nodes of the editor's document, in order */
export const save = (document: MarkdownDocument, blocks: readonly EditorNode[]): SaveResult =>
  createSaver(document).save(blocks);

/** Changes one gap or block after the text was parsed differently than expected. Gaps come first. */
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
  // When a block swallows the next one, the first difference is at that block, but the next block has to
  // change. Unedited blocks are rewritten last.
  const near = [wrong + 1, wrong, wrong - 1].flatMap((at) => pieces[at] ?? []);
  const edited = near.filter((piece) => piece.slice?.source !== candidateAt(piece.candidates, 0));
  if ([...edited, ...near.filter((piece) => !edited.includes(piece))].some(takeNextCandidate))
    return true;
  // Because of its indentation, the next block may now belong to a list.
  for (const at of [wrong, wrong + 1]) {
    const [before, behind] = [pieces[at - 1], pieces[at]];
    if (before === undefined || behind === undefined || widened.get(at) === "flush") continue;
    if (indentOf(gapBetween(document, before.slice, behind.slice, undefined)) === "") continue;
    widened.set(at, "flush");
    for (const piece of near) piece.candidateIndex = 0;
    return true;
  }
  return false;
}

/**
 * The position of the first piece that is parsed differently than expected; undefined when all pieces are
 * right.
 */
function firstDifference(
  { document, pieces, ends }: RewrittenPart,
  starts: readonly number[],
  parsed: MarkdownDocument,
): number | undefined {
  const blocks = blocksOf(parsed);
  const redefined = sourceEdited({ document, pieces, ends }) && definesElse(document, parsed);
  let at = ends.head;
  for (const [index, piece] of pieces.entries()) {
    const start = starts[index] ?? 0;
    const written = sourceInUse(piece) ?? "";
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

/** Pairs of nodes that were compared as equal. An edited block is compared at every later save. */
const asWanted = new WeakMap<EditorNode, EditorNode>();

function readsAsWanted(shown: EditorNode, wanted: EditorNode): boolean {
  if (asWanted.get(shown) === wanted) return true;
  if (!sameMeaning(canonical(shown), canonical(wanted))) return false;
  asWanted.set(shown, wanted);
  return true;
}

/** Whether the end blocks are unchanged, and the last block is at the same distance from the text's end. */
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

/** Whether a source block was edited or removed. Its definitions may then change. */
const sourceEdited = ({ document, pieces, ends: { head, tail } }: RewrittenPart): boolean => {
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
