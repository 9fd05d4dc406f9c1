import type { Node } from "@tiptap/pm/model";
import { countWords } from "../editor/spec-words";

export interface OutlineHeading {
  readonly level: number;
  readonly text: string;
  /** The heading's number among the document's headings, from 0. */
  readonly index: number;
}

/** The margin's facts about a document. */
export interface Outline {
  readonly headings: readonly OutlineHeading[];
  readonly words: number;
  /** Requirements and success criteria. */
  readonly requirements: number;
  readonly openQuestions: number;
}

/** Makes a document's outline. Only blocks that were not read before cost time. */
export function outlineOf(doc: Node): Outline {
  const headings: OutlineHeading[] = [];
  let words = 0;
  let requirements = 0;
  let openQuestions = 0;
  doc.forEach((block) => {
    const part = outlineOfBlock(block);
    for (const { level, text } of part.headings)
      headings.push({ level, text, index: headings.length });
    words += part.words;
    requirements += part.requirements;
    openQuestions += part.openQuestions;
  });
  return { headings, words, requirements, openQuestions };
}

/** @returns the earlier outline, or its list of headings, when they are equal, so that nothing is drawn again */
export function keepSame(before: Outline, now: Outline): Outline {
  const sameHeadings =
    before.headings.length === now.headings.length &&
    now.headings.every(({ level, text }, index) => {
      const was = before.headings[index];
      return was?.level === level && was.text === text;
    });
  if (!sameHeadings) return now;
  const same =
    before.words === now.words &&
    before.requirements === now.requirements &&
    before.openQuestions === now.openQuestions;
  return same ? before : { ...now, headings: before.headings };
}

/** The number of words between two positions, counted as in the outline. */
export function wordsBetween(doc: Node, from: number, to: number): number {
  let words = 0;
  doc.nodesBetween(from, to, (node, position, parent) => {
    if (parent === doc && from <= position && position + node.nodeSize <= to) {
      words += outlineOfBlock(node).words;
      return false;
    }
    if (!node.isTextblock) return true;
    const start = position + 1;
    if (!node.type.spec.code)
      words += countWords(
        node.textBetween(Math.max(0, from - start), Math.min(node.content.size, to - start)),
      );
    return false;
  });
  return words;
}

type BlockOutline = Omit<Outline, "headings"> & {
  readonly headings: readonly Omit<OutlineHeading, "index">[];
};

/** An edit replaces one top-level block and leaves all others the same objects. */
const outlines = new WeakMap<Node, BlockOutline>();

function outlineOfBlock(block: Node): BlockOutline {
  const found = outlines.get(block) ?? readBlock(block);
  outlines.set(block, found);
  return found;
}

function readBlock(block: Node): BlockOutline {
  const headings: Omit<OutlineHeading, "index">[] = [];
  let words = 0;
  let requirements = 0;
  let openQuestions = 0;
  const visit = (node: Node, parent: Node | null): boolean => {
    if (!node.isTextblock) return true;
    const text = node.textContent;
    if (node.type.name === "heading") headings.push({ level: Number(node.attrs["level"]), text });
    if (!node.type.spec.code) words += countWords(text);
    // A superseded requirement is struck out and only keeps its ID, so it does not count.
    const asked = /^(?:N?FR|SC)-\d{1,6}[a-z]?\b(?!.* \(superseded\)$)/s;
    if (parent?.type.name === "listItem" && asked.test(text)) requirements += 1;
    openQuestions += text.split("[NEEDS CLARIFICATION").length - 1;
    return false;
  };
  if (visit(block, null)) block.descendants((node, _position, parent) => visit(node, parent));
  return { headings, words, requirements, openQuestions };
}

/** A heading as the margin names it: without the words that every heading of its kind begins with. */
export const shortHeading = (text: string): string =>
  text
    .replace(/^Feature Specification:\s*/i, "")
    .replace(/^User Story (\d+)\s*[-–—:]\s*/i, "$1. ")
    .replace(/\s*\((?:Priority: P\d+|mandatory|optional|include if [^)]*)\)/gi, "")
    .trim() || "Untitled heading";

/** The positions of a document's headings, in the order of its outline. */
export function headingPositions(doc: Node): number[] {
  const found: number[] = [];
  doc.descendants((node, position) => {
    if (node.type.name === "heading") found.push(position);
    return !node.isTextblock;
  });
  return found;
}
