import type { RootContent } from "mdast";
import { withGaps } from "./document-slices";
import { parseInParts } from "./parts";
import { documentStyle } from "./style";
import { shownFor } from "./to-editor";
import { definedIn, type TreeOptions } from "./tree";
import type { BlockSlice, EditorNode, Label, MarkdownDocument } from "./types";

const byteOrderMark = "\uFEFF";

/** The number of characters before the first Markdown character: 1 with a byte-order mark, otherwise 0. */
export const startOf = (text: string): number => (text.startsWith(byteOrderMark) ? 1 : 0);

/**
 * Divides a text into its top-level blocks and the gaps between them. The slices cover the whole text
 * without holes, whatever the text is: with a byte-order mark, with any line ends, without a final newline,
 * or empty.
 * @param firstId the id of the first block; the others count up from it
 */
export function parseDocument(text: string, firstId = 0): MarkdownDocument {
  // The parser drops a byte-order mark and counts offsets from the character after it.
  const shift = startOf(text);
  const stretches = readStretches(text.slice(shift));
  const blocks = stretches.map((stretch, index) =>
    blockOf(stretch, { text, shift, id: firstId + index }),
  );
  return {
    text,
    eol: firstLineEnd(text),
    style: documentStyle(
      stretches.flatMap(({ node }) => node ?? []),
      text.slice(shift),
    ),
    slices: withGaps(text, blocks),
    nextId: firstId + blocks.length,
  };
}

/**
 * A top-level stretch of a text with its tree. A stretch that could not be divided into blocks has no tree.
 */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly node: RootContent | undefined;
  readonly labels: readonly Label[];
}

/**
 * The top-level blocks of a text without a byte-order mark. The parser's extensions throw on a few odd
 * texts, such as `-\r[ ]\r1.`; such a text is one stretch without a tree.
 */
export function readStretches(text: string, options: TreeOptions = {}): Stretch[] {
  let nodes: readonly RootContent[] = [];
  try {
    nodes = parseInParts(text, options);
  } catch {
    // Without a tree, the whole text is shown as source.
  }
  return divide(nodes, text);
}

/** Makes a block slice of a stretch. @param place.shift the offset of the parsed text in the whole text */
export function blockOf(
  stretch: Stretch,
  { text, shift, id }: { text: string; shift: number; id: number },
): BlockSlice {
  const start = stretch.start + shift;
  const end = stretch.end + shift;
  const source = text.slice(start, end);
  const { node, labels } = stretch;
  return {
    kind: "block",
    id,
    start,
    end,
    source,
    shown: node ? shownFor(node, text, shift) : undivided(source),
    labels,
  };
}

const undividedReason = "Markdown that cannot be divided";

const undivided = (source: string): EditorNode => ({
  type: "rawBlock",
  attrs: { source, reason: undividedReason },
});

/** Whether a slice is a block with a tree of its own. */
export const isWhole = ({ shown }: BlockSlice): boolean =>
  shown.type !== "rawBlock" || shown.attrs?.["reason"] !== undividedReason;

/**
 * The spans of top-level nodes may overlap (CommonMark 0.31, example 215). Overlapping nodes become one
 * stretch.
 */
function divide(nodes: readonly RootContent[], text: string): Stretch[] {
  const stretches: Stretch[] = [];
  const push = (next: Stretch): void => {
    const last = stretches.at(-1);
    if (last && next.start < last.end) {
      stretches.pop();
      const end = Math.max(last.end, next.end);
      const labels = [...last.labels, ...next.labels];
      push({ start: Math.min(last.start, next.start), end, node: undefined, labels });
    } else stretches.push(next);
  };
  for (const node of nodes) {
    const start = node.position?.start.offset;
    const end = node.position?.end.offset;
    if (start === undefined || end === undefined || end <= start) continue;
    push({ start, end, node, labels: definedIn(node) });
  }
  // Text between the nodes that is not blank is shown as source, and does not become a gap.
  const missed: Stretch[] = [];
  let position = 0;
  for (const { start, end } of [...stretches, { start: text.length, end: text.length }]) {
    const between = text.slice(position, start);
    const blank = /^[ \t\r\n]*/.exec(between)?.[0].length ?? 0;
    if (blank < between.length)
      missed.push({
        start: position + blank,
        end: position + between.trimEnd().length,
        node: undefined,
        labels: [],
      });
    position = end;
  }
  if (missed.length === 0) return stretches;
  return [...stretches, ...missed.filter(({ start, end }) => end > start)].sort(
    (a, b) => a.start - b.start,
  );
}

/** The line end for new lines. */
export function firstLineEnd(text: string): "\n" | "\r\n" | "\r" {
  const found = /\r\n|\n|\r/.exec(text)?.[0];
  return found === "\r\n" || found === "\r" ? found : "\n";
}
