import type { Node } from "@tiptap/pm/model";

/** A part of a document that is searched by itself. */
export interface Piece {
  readonly node: Node;
  /** Of the node in the document. */
  readonly position: number;
}

/**
 * The parts of a document that hold text: text blocks, code among them, and blocks that are shown as source.
 * A millisecond for 500 KB.
 */
export function piecesOf(doc: Node): Piece[] {
  const pieces: Piece[] = [];
  doc.descendants((node, position) => {
    if (node.isTextblock || isRaw(node)) pieces.push({ node, position });
    return !node.isTextblock;
  });
  return pieces;
}

export const isRaw = (node: Node): boolean => node.type.name === "rawBlock";

/**
 * What is searched in a piece. In a text block each offset is that of the document, so a line break is
 * "\n" and what is no text is one character that nobody types.
 */
export function textOf({ node }: Piece): string {
  if (isRaw(node)) return String(node.attrs["source"]);
  return node.textBetween(0, node.content.size, undefined, (leaf) =>
    leaf.type.name === "hardBreak" ? "\n" : "\ufffc",
  );
}
