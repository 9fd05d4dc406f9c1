import type { Nodes } from "mdast";

/**
 * Thrown inside the Markdown code only: the editor has no exact form for a construct. The message names the
 * construct.
 */
export class Unrepresentable extends Error {}

/** The text that a tree was parsed from. */
export interface Source {
  readonly text: string;
  /** The number to add to the tree's offsets to get indexes into the text. */
  readonly shift: number;
  /** Whether the position of each character is needed, which costs much more than the content alone. */
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

/** The name of front matter in messages. */
export const frontMatter = "front matter";

/** The name of a construct in a rawBlock's reason. */
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
