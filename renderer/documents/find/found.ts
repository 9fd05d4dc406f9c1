import type { Node } from "@tiptap/pm/model";
import type { Span } from "./query";
import { isRaw, type Piece } from "./text-pieces";

/** The matches of one piece of a document. */
export interface FoundPiece extends Piece {
  readonly spans: readonly Span[];
  /** The number of matches before this piece. */
  readonly before: number;
}

/** All matches in a document, in document order. Pieces without matches are left out. */
export interface Found {
  readonly doc: Node;
  readonly pieces: readonly FoundPiece[];
  readonly count: number;
}

/** One match. In a block that is shown as source, `from` and `to` are the positions of the block. */
export interface Match {
  readonly piece: FoundPiece;
  readonly span: Span;
  readonly from: number;
  readonly to: number;
}

export function gather(
  doc: Node,
  pieces: readonly Piece[],
  spansOf: (piece: Piece) => readonly Span[],
): Found {
  const found: FoundPiece[] = [];
  let count = 0;
  for (const piece of pieces) {
    const spans = spansOf(piece);
    if (spans.length === 0) continue;
    found.push({ ...piece, spans, before: count });
    count += spans.length;
  }
  return { doc, pieces: found, count };
}

/** A match by its number, counted from 0. */
export function matchAt({ pieces }: Found, index: number): Match | undefined {
  const piece = pieces[lastIndex(pieces, ({ before }) => before <= index)];
  const span = piece?.spans[index - piece.before];
  return piece && span && { piece, span, ...placeOf(piece, span) };
}

/** A place at which a search begins. In a block that is shown as source, `inside` is an offset in that source. */
export interface Origin {
  readonly position: number;
  readonly inside: number;
}

/** The number of the first match at or after an origin; the count of matches when there is none. */
export function firstFrom({ pieces, count }: Found, { position, inside }: Origin): number {
  const piece = pieces[lastIndex(pieces, (it) => it.position <= position)];
  if (!piece) return 0;
  const index = piece.spans.findIndex((span) => {
    const { from } = placeOf(piece, span);
    return from > position || (from === position && (!isRaw(piece.node) || span.from >= inside));
  });
  return index < 0 ? Math.min(count, piece.before + piece.spans.length) : piece.before + index;
}

/** The matches that begin between two positions of the document. */
export function matchesIn(found: Found, from: number, to: number): Match[] {
  const matches: Match[] = [];
  const first = Math.max(
    0,
    lastIndex(found.pieces, ({ position }) => position <= from),
  );
  for (const piece of found.pieces.slice(first)) {
    if (piece.position > to) break;
    for (const span of piece.spans) matches.push({ piece, span, ...placeOf(piece, span) });
  }
  return matches;
}

function placeOf({ node, position }: Piece, { from, to }: Span): { from: number; to: number } {
  return isRaw(node)
    ? { from: position, to: position + node.nodeSize }
    : { from: position + 1 + from, to: position + 1 + to };
}

/**
 * The index of the last item that passes a test, by binary search: every item before a passing item must pass
 * too. -1 for none.
 */
export function lastIndex<T>(items: readonly T[], test: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && test(item)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
