import {
  blockOf,
  blocksOf,
  firstLineEnd,
  isWhole,
  labelsOf,
  parseDocument,
  readStretches,
  startOf,
  withGaps,
} from "./parse";
import type { BlockSlice, MarkdownDocument } from "./types";
import { frontMatter } from "./unrepresentable";

/**
 * Reads a text again of which most is known: the same as `parseDocument`, ids and style apart, at a cost in
 * proportion to what changed. Blocks that were not read again keep their ids.
 *
 * It rests on how CommonMark 0.31 reads blocks, line by line (appendix, "A parsing strategy"): where a
 * top-level block begins, all earlier ones are closed, so what follows reads the same whatever stood before.
 * What does cross blocks is looked after: definitions (when they change, everything is read again), front
 * matter, and paragraphs that go on over the next lines (reading begins behind a blank line).
 */
export function reparse(before: MarkdownDocument, text: string): MarkdownDocument {
  if (text === before.text) return before;
  return readPart(before, text) ?? parseDocument(text, before.nextId);
}

/** Whether a block begins on a line may depend on the next one: a table's head is one by the line below it. */
const lookAhead = 4;

function readPart(before: MarkdownDocument, text: string): MarkdownDocument | undefined {
  const old = before.text;
  const blocks = blocksOf(before);
  const shift = startOf(text);
  const { head, tail } = commonEnds(old, text);
  if (shift !== startOf(old) || frontMatterMayMove(before, text, head)) return undefined;
  const changedEnd = old.length - tail;
  const delta = text.length - old.length;

  const first = firstToRead(before, head);
  const firstBlock = blocks[first];
  const from = first === 0 || !firstBlock ? shift : lineStart(old, firstBlock.start);
  let next = firstIndex(blocks.length, (at) => {
    const start = blocks[at]?.start ?? 0;
    return start > changedEnd && /[\r\n]/.test(old.slice(changedEnd, start));
  });

  const labels = labelsOf(before);
  for (let step = 1; ; step *= 2) {
    while (next < blocks.length && !(isFirm(blocks, next) && standsApart(before, next, changedEnd)))
      next++;
    const meeting = blocks[next];
    const meetingStart = meeting ? meeting.start + delta : text.length;
    const until = meeting ? linesAfter(text, meetingStart, lookAhead) : text.length;
    const stretches = readStretches(text.slice(from, until), { labels, atStart: first === 0 });
    const found = stretches.findIndex(({ start }) => start + from >= meetingStart);
    if (meeting && (stretches[found]?.start ?? -1) + from !== meetingStart) {
      next = Math.min(blocks.length, next + step);
      continue;
    }
    const fresh = found === -1 ? stretches : stretches.slice(0, found);
    if (fresh.some(({ node }) => node === undefined)) return undefined;
    const read = fresh.map((stretch, index) =>
      blockOf(stretch, { text, shift: from, id: before.nextId + index }),
    );
    if (meeting && isIndentedCode(read.at(-1))) {
      next += 1;
      continue;
    }
    if (labelList(blocks.slice(first, next)) !== labelList(read)) return undefined;
    const slices = withGaps(text, [
      ...blocks.slice(0, first),
      ...read,
      ...blocks.slice(next).map((block) => moved(block, delta)),
    ]);
    return {
      text,
      eol: firstLineEnd(text),
      style: before.style,
      slices,
      nextId: before.nextId + read.length,
    };
  }
}

/**
 * Whether a block reads the same by itself. Behind indented code it may not: the parser then takes the next
 * line for one that interrupts a paragraph, which "2." cannot. Nor may indented code, which the parser takes to
 * pieces behind an empty item.
 */
function isFirm(blocks: readonly BlockSlice[], index: number): boolean {
  const [previous, block] = [blocks[index - 1], blocks[index]];
  return (
    block !== undefined && isWhole(block) && !isIndentedCode(previous) && !isIndentedCode(block)
  );
}

/**
 * Whether a blank line, all of it behind a position, stands in front of a block. Without one it may read
 * otherwise when it no longer interrupts a paragraph, or now does: the parser reads "1. -" as two lists only
 * where it does not.
 */
function standsApart(document: MarkdownDocument, index: number, behind: number): boolean {
  const blocks = blocksOf(document);
  const from = Math.max(behind, blocks[index - 1]?.end ?? 0);
  const between = document.text.slice(from, blocks[index]?.start ?? 0);
  return between.split(/\r\n|\n|\r/).length > 2;
}

const isIndentedCode = (block: BlockSlice | undefined): boolean =>
  block?.shown.type === "codeBlock" && !/^(?:```|~~~)/.test(block.source);

const moved = (block: BlockSlice, by: number): BlockSlice =>
  by === 0 ? block : { ...block, start: block.start + by, end: block.end + by };

const labelList = (blocks: readonly BlockSlice[]): string =>
  blocks
    .flatMap(({ labels }) => labels)
    .sort()
    .join("\n");

/** The block in front of the change, or the nearest one before that stands behind a blank line. */
function firstToRead(document: MarkdownDocument, changed: number): number {
  const blocks = blocksOf(document);
  const touched = firstIndex(blocks.length, (at) => (blocks[at]?.end ?? 0) >= changed);
  for (let at = touched - 1; at > 0; at--) {
    const [previous, block] = [blocks[at - 1], blocks[at]];
    if (!previous || !block || !isFirm(blocks, at) || !isWhole(previous)) continue;
    if (standsApart(document, at, 0)) return at;
  }
  return 0;
}

const opensFrontMatter = /\uFEFF?---[ \t]*(?:[\r\n]|$)/y;

/** An opening without an end becomes front matter by a line that is typed far below it. */
function frontMatterMayMove(before: MarkdownDocument, text: string, changed: number): boolean {
  const opens = (content: string) => {
    opensFrontMatter.lastIndex = 0;
    return opensFrontMatter.test(content);
  };
  if (!opens(before.text) && !opens(text)) return false;
  const [first] = blocksOf(before);
  return first?.shown.attrs?.["reason"] !== frontMatter || changed <= first.end;
}

/** How many characters two texts have in common at their beginning and, apart from those, at their end. */
function commonEnds(a: string, b: string): { head: number; tail: number } {
  const shortest = Math.min(a.length, b.length);
  let head = 0;
  while (head + stride <= shortest && a.startsWith(b.slice(head, head + stride), head))
    head += stride;
  while (head < shortest && a.charCodeAt(head) === b.charCodeAt(head)) head++;
  let tail = 0;
  const same = (length: number) =>
    a.slice(a.length - tail - length, a.length - tail) ===
    b.slice(b.length - tail - length, b.length - tail);
  while (tail + stride <= shortest - head && same(stride)) tail += stride;
  while (tail < shortest - head && same(1)) tail++;
  return { head, tail };
}

const stride = 1024;

function lineStart(text: string, at: number): number {
  return Math.max(text.lastIndexOf("\n", at - 1), text.lastIndexOf("\r", at - 1)) + 1;
}

/** The index behind so many line ends after a position. */
function linesAfter(text: string, from: number, lines: number): number {
  const ends = /\r\n|\n|\r/g;
  ends.lastIndex = from;
  for (let line = 0; line < lines; line++) if (!ends.exec(text)) return text.length;
  return ends.lastIndex;
}

/** The first index at which a condition holds that goes on holding; the length where it never does. */
function firstIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
