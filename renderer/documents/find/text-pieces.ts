import type { Node } from "@tiptap/pm/model";

/** A node of a document that is searched by itself. */
export interface Piece {
  readonly node: Node;
  /** The node's position in the document. */
  readonly position: number;
}

/**
 * The nodes of a document that contain text: text blocks, code blocks, and blocks that are shown as source.
 * Takes a millisecond for 500 KB.
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
 * The searched text of a piece. In a text block, each character stands for one position of the document: a line
 * break is "\n", and an inline node without text is one character that nobody types.
 */
export function textOf({ node }: Piece): string {
  if (isRaw(node)) return String(node.attrs["source"]);
  return node.textBetween(0, node.content.size, undefined, (leaf) =>
    leaf.type.name === "hardBreak" ? "\n" : "\ufffc",
  );
}
