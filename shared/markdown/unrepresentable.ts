import type { Nodes } from "mdast";

/** Thrown inside the engine only: the editor has no exact form for this. The message names it. */
export class Unrepresentable extends Error {}

/** The text that a tree was made of. */
export interface Source {
  readonly text: string;
  /** What to add to the tree's offsets to get indexes into the text. */
  readonly shift: number;
  /** Whether the place of each character is wanted: it costs much more than the content alone. */
  readonly places: boolean;
}

/** @throws {Unrepresentable} */
export function spanOf(node: Nodes, shift: number): { start: number; end: number } {
  const start = node.position?.start.offset;
  const end = node.position?.end.offset;
  if (start === undefined || end === undefined)
    throw new Unrepresentable("Markdown without a place");
  return { start: start + shift, end: end + shift };
}

/** What front matter is called. */
export const frontMatter = "front matter";

/** What a construct is called in the reason that a rawBlock gives. */
export function nameOf(node: Nodes): string {
  switch (node.type) {
    case "html":
      return node.value.startsWith("<!--") ? "a comment" : "HTML";
    case "yaml":
      return frontMatter;
    case "definition":
      return "a link definition";
    case "footnoteDefinition":
    case "footnoteReference":
      return "a footnote";
    case "linkReference":
    case "imageReference":
      return "a reference link";
    default:
      return "Markdown that has no form here";
  }
}
