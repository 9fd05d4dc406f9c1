import type { Root, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { frontmatterFromMarkdown } from "mdast-util-frontmatter";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { frontmatter } from "micromark-extension-frontmatter";
import { gfm } from "micromark-extension-gfm";
import { layOut, rawLayout } from "./to-editor";
import type { BlockSlice, MarkdownDocument, Slice } from "./types";

const byteOrderMark = "\uFEFF";

/** CommonMark with GitHub's extensions and YAML front matter, as an mdast tree with positions. */
export function parseTree(text: string): Root {
  return fromMarkdown(text, {
    extensions: [gfm(), frontmatter()],
    mdastExtensions: [gfmFromMarkdown(), frontmatterFromMarkdown()],
  });
}

/**
 * Takes a text apart into its top-level blocks and the gaps between them. The slices follow each other
 * without a hole and cover the whole text, whatever it is: byte-order mark, any line ends, no final newline,
 * nothing at all.
 * @param firstId the id of the first block; the others count up from it
 */
export function parseDocument(text: string, firstId = 0): MarkdownDocument {
  // The parser drops a byte-order mark and counts from behind it.
  const shift = text.startsWith(byteOrderMark) ? 1 : 0;
  const blocks = divide(nodesOf(text.slice(shift)), text, shift);
  const slices: Slice[] = [];
  let nextId = firstId;
  let position = 0;
  const fill = (end: number): void => {
    if (end <= position) return;
    slices.push({ kind: "gap", start: position, end, source: text.slice(position, end) });
    position = end;
  };
  for (const { start, end, node } of blocks) {
    fill(start);
    const source = text.slice(start, end);
    const layout = node
      ? layOut(node, text, shift)
      : rawLayout({ start, end, source, reason: "Markdown that cannot be divided" });
    slices.push({ kind: "block", id: nextId++, start, end, source, node, layout });
    position = end;
  }
  fill(text.length);
  return { text, eol: firstLineEnd(text), slices, nextId };
}

/**
 * The top-level nodes. The parser's extensions give up on a few odd texts, such as `-\r[ ]\r1.`; one that
 * they cannot read has no nodes, and so is shown as source, whole.
 */
function nodesOf(text: string): readonly RootContent[] {
  try {
    return parseTree(text).children;
  } catch {
    return [];
  }
}

/** The blocks among a document's slices. */
export function blocksOf(document: MarkdownDocument): BlockSlice[] {
  return document.slices.filter((slice) => slice.kind === "block");
}

interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly node: RootContent | undefined;
}

/** Spans of top-level nodes may overlap (CommonMark 0.31, example 215): such nodes become one stretch. */
function divide(nodes: readonly RootContent[], text: string, shift: number): Stretch[] {
  const stretches: Stretch[] = [];
  const push = (next: Stretch): void => {
    const last = stretches.at(-1);
    if (last && next.start < last.end) {
      stretches.pop();
      const end = Math.max(last.end, next.end);
      push({ start: Math.min(last.start, next.start), end, node: undefined });
    } else stretches.push(next);
  };
  for (const node of nodes) {
    const start = node.position?.start.offset;
    const end = node.position?.end.offset;
    if (start === undefined || end === undefined || end <= start) continue;
    push({ start: start + shift, end: end + shift, node });
  }
  // Whatever else is not blank belongs to somebody: it is shown as source rather than taken for a gap.
  const missed: Stretch[] = [];
  let position = shift;
  for (const { start, end } of [...stretches, { start: text.length, end: text.length }]) {
    const between = text.slice(position, start);
    const blank = /^[ \t\r\n]*/.exec(between)?.[0].length ?? 0;
    if (blank < between.length)
      missed.push({
        start: position + blank,
        end: position + between.trimEnd().length,
        node: undefined,
      });
    position = end;
  }
  return [...stretches, ...missed.filter(({ start, end }) => end > start)].sort(
    (a, b) => a.start - b.start,
  );
}

function firstLineEnd(text: string): "\n" | "\r\n" | "\r" {
  const found = /\r\n|\n|\r/.exec(text)?.[0];
  return found === "\r\n" || found === "\r" ? found : "\n";
}
