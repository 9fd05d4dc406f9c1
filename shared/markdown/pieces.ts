import { editBetween, movedEdit, type TextEdit } from "../base/text-edit";
import type { Ends } from "./claim";
import { gapBetween, gapsOf, indentOf, type Widening } from "./gaps";
import type { BlockSlice, EditorNode, MarkdownDocument } from "./types";

/** The candidate sources of a block: those found so far, and a generator of more. */
export interface Candidates {
  readonly known: string[];
  readonly more: Iterator<string>;
}

/** One block of the new text: its expected node and its source. */
export interface Piece {
  /** The index of the block among the editor's blocks. */
  readonly index: number;
  readonly slice: BlockSlice | undefined;
  /** Undefined for source that the person edited as source. Any parsed meaning of it is accepted. */
  readonly wanted: EditorNode | undefined;
  readonly candidates: Candidates;
  /** The index of the candidate in use. */
  candidateIndex: number;
}

export const fixedSource = (source: string): Candidates => ({
  known: [source],
  more: lazyCandidates(() => undefined),
});

/** Candidates that are computed only when the first one fails. */
export function* lazyCandidates(make: () => Candidates | undefined): Generator<string> {
  const candidates = make();
  for (let at = 0; candidates && candidateAt(candidates, at) !== undefined; at++)
    yield candidateAt(candidates, at) ?? "";
}

/** The candidate source with the given index; undefined when there are fewer. */
export function candidateAt({ known, more }: Candidates, at: number): string | undefined {
  while (known.length <= at) {
    const next = more.next();
    if (next.done) return undefined;
    if (!known.includes(next.value)) known.push(next.value);
  }
  return known[at];
}

export const sourceInUse = ({ candidates, candidateIndex }: Piece): string | undefined =>
  candidateAt(candidates, candidateIndex);

/** Switches a piece to its next candidate. Returns false when there is none. */
export function takeNextCandidate(piece: Piece): boolean {
  if (candidateAt(piece.candidates, piece.candidateIndex + 1) === undefined) return false;
  piece.candidateIndex += 1;
  return true;
}

/** The part of a document that is rewritten. */
export interface RewrittenPart {
  readonly document: MarkdownDocument;
  readonly pieces: readonly Piece[];
  /** The blocks at both ends that stay unchanged. */
  readonly ends: Ends;
}

/** The widening of the gap before each piece, by index. */
export type Widened = Map<number, Widening>;

/** A new text: the number of the document's characters kept at each end, and the text between them. */
export interface ComposedText {
  readonly head: number;
  readonly middle: string;
  readonly tail: number;
}

export const textOf = (document: MarkdownDocument, { head, middle, tail }: ComposedText): string =>
  document.text.slice(0, head) + middle + document.text.slice(document.text.length - tail);

/**
 * The edit that turns one composed text into another. The cost grows with the length of the stretches that
 * differ from the document.
 * @param before undefined stands for the document's own text
 */
export function editFrom(
  { text }: MarkdownDocument,
  before: ComposedText | undefined,
  after: ComposedText,
): TextEdit {
  const head = Math.min(before?.head ?? after.head, after.head);
  const tail = Math.min(before?.tail ?? after.tail, after.tail);
  const between = (own: ComposedText) =>
    text.slice(head, own.head) +
    own.middle +
    text.slice(text.length - own.tail, text.length - tail);
  const edit = editBetween(
    before ? between(before) : text.slice(head, text.length - tail),
    between(after),
  );
  return movedEdit(edit, head);
}

/** Joins the pieces into a text. `starts`: the offset of each piece. */
export function compose(
  { document, pieces, ends }: RewrittenPart,
  widened: Widened,
): ComposedText & { readonly starts: readonly number[] } {
  const gaps = gapsOf(document);
  const [first] = pieces;
  if (first === undefined)
    return { head: document.text.startsWith("\uFEFF") ? 1 : 0, middle: "", tail: 0, starts: [] };
  const last = pieces.at(-1)?.slice;
  const head = ends.head > 0 && first.slice ? first.slice.start : 0;
  const tail = ends.tail > 0 && last ? document.text.length - last.end : 0;
  const parts: string[] = [];
  let length = head;
  const push = (part: string) => {
    parts.push(part);
    length += part.length;
  };
  if (head === 0)
    push(
      first.slice && gaps.order.get(first.slice) === 0
        ? gaps.before(first.slice)
        : gaps.leading.replace(/[ \t]+$/, "") + indentOf(gaps.before(first.slice)),
    );
  // Pieces that are neighbours in the document too are copied from its text in one step.
  let run: { readonly from: BlockSlice; to: BlockSlice; at: number } | undefined;
  const endRun = () => {
    if (run) push(document.text.slice(run.from.start, run.to.end));
    run = undefined;
  };
  const starts: number[] = [];
  let previous: BlockSlice | undefined;
  for (const [index, piece] of pieces.entries()) {
    const { slice } = piece;
    const source = sourceInUse(piece) ?? "";
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
  if (tail === 0) push(gaps.trailing);
  return { head, middle: parts.join(""), tail, starts };
}
