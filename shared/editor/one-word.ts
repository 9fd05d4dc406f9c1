import type { Node } from "@tiptap/pm/model";
import { EditorState, type Transaction } from "@tiptap/pm/state";
import type { Nodes } from "mdast";
import { readStretches } from "../markdown/parse-document";
import { sameTree } from "./same-tree";

/** The word that is typed into a block. */
export const typedWord = "edited";

/** The most places in the source of a raw block that are tried. */
const mostSpots = 60;

/**
 * Simulates typing one more word into a top-level block: after the first word of its first text, or, for a
 * block shown as source, at a place where its construct accepts a word.
 * @param index the index of the document's child
 * @param lead the indentation before the block's first line in its file
 * @returns undefined when the block has no place for a word, such as a dividing line
 */
export function typeOneWord(doc: Node, index: number, lead: string): Transaction | undefined {
  const block = doc.child(index);
  let start = 0;
  for (let before = 0; before < index; before++) start += doc.child(before).nodeSize;
  const { tr } = EditorState.create({ doc });
  const place = textPlace(block, start);
  if (place) return tr.insertText(place.text, place.at);
  const raw = firstRaw(block, start);
  if (raw === undefined) return undefined;
  const source = withOneWord(String(raw.node.attrs["source"]), lead);
  return source === undefined ? undefined : tr.setNodeAttribute(raw.at, "source", source);
}

function textPlace(block: Node, start: number): { at: number; text: string } | undefined {
  let filled: { at: number; text: string } | undefined;
  let empty: { at: number; text: string } | undefined;
  const visit = (node: Node, at: number): boolean => {
    if (filled || !node.isTextblock) return !filled;
    const inside = at + 1;
    node.forEach((child, offset) => {
      const first = /\S+/.exec(child.text ?? "");
      if (first && !filled)
        filled = { at: inside + offset + first.index + first[0].length, text: ` ${typedWord}` };
    });
    const blank = node.content.size > 0 ? " " : "";
    empty ??= { at: inside + node.content.size, text: blank + typedWord };
    return false;
  };
  if (visit(block, start)) block.descendants((node, at) => visit(node, start + 1 + at));
  return filled ?? empty;
}

function firstRaw(block: Node, start: number): { node: Node; at: number } | undefined {
  if (block.type.name === "rawBlock") return { node: block, at: start };
  let found: { node: Node; at: number } | undefined;
  block.descendants((node, at) => {
    if (node.type.name === "rawBlock") found ??= { node, at: start + 1 + at };
    return !found;
  });
  return found;
}

/**
 * The source of a block with one more word, if it is still the same construct: only words differ in its tree.
 */
function withOneWord(source: string, lead: string): string | undefined {
  const before = only(source, lead);
  if (before === undefined) return undefined;
  const spots: (readonly [at: number, text: string])[] = [];
  for (const found of source.matchAll(/[\p{L}\p{N}]+/gu)) {
    if (spots.length >= mostSpots) break;
    spots.push([found.index + found[0].length, ` ${typedWord}`]);
  }
  for (const sign of ["<!--", ">", "\n", "\r"]) {
    const at = source.indexOf(sign);
    if (at >= 0) spots.push([at + sign.length, typedWord]);
  }
  const end = source.trimEnd().length;
  spots.push([end, ` ${typedWord}`], [end, ` "${typedWord}"`], [end, `\n${typedWord}`]);
  for (const [at, text] of spots) {
    const edited = source.slice(0, at) + text + source.slice(at);
    const after = only(edited, lead);
    if (after && sameTree(before, after, wordsOnly)) return edited;
  }
  return undefined;
}

/** Fields of a tree that contain only words. */
const wordsOnly = new Set(["value", "title", "alt"]);

/** The tree of a source that is a single block, parsed as at the beginning of a line. */
function only(source: string, lead: string): Nodes | undefined {
  const stretches = readStretches(lead + source);
  const [block] = stretches;
  return stretches.length === 1 &&
    block?.start === lead.length &&
    block.end - block.start === source.length
    ? block.node
    : undefined;
}
