import { editBetween, growthOf, isNoEdit, mapPosition, type TextEdit } from "../base/text-edit";
import { firstIndex, isFirm, isIndentedCode, standsApart } from "./block-edges";
import { blocksOf, labelsOf, movedSlice, withGaps } from "./document-slices";
import {
  blockOf,
  firstLineEnd,
  isWhole,
  parseDocument,
  readStretches,
  startOf,
} from "./parse-document";
import { lineStart } from "./prose-lines";
import { reparseItems } from "./reparse-items";
import type { BlockSlice, MarkdownDocument } from "./types";
import { frontMatter } from "./unrepresentable";

/**
 * Parses a text of which most is known from an earlier parse. The result is the same as that of
 * `parseDocument`, except for ids and style. The cost grows with the size of the change. Blocks that were
 * not parsed again keep their ids.
 *
 * The method rests on how CommonMark 0.31 reads blocks line by line (appendix, "A parsing strategy"): where
 * a top-level block begins, all earlier blocks are closed. The text from there on is parsed the same
 * whatever precedes it. Three things do cross blocks: a changed definition (everything is parsed again),
 * front matter, and paragraphs that continue over the next lines (parsing begins after a blank line).
 *
 * For an edit inside a list, no text outside of the list is accessed. V8 keeps a concatenated text in
 * pieces and joins the pieces on the first access, which is slow for a long text.
 * @param edit turns the earlier text into `text`, when the caller knows it
 */
export function reparse(
  before: MarkdownDocument,
  text: string,
  edit = editBetween(before.text, text),
): MarkdownDocument {
  if (isNoEdit(edit)) return before;
  return readPart(before, text, edit) ?? parseDocument(text, before.nextId);
}

/**
 * The number of lines that can decide whether a block begins. For example, the line below a table's head
 * makes it a table.
 */
const lookAhead = 4;

function readPart(
  before: MarkdownDocument,
  text: string,
  edit: TextEdit,
): MarkdownDocument | undefined {
  if (!beginsAsBefore(before, text, edit)) return undefined;
  const byItems = reparseItems(before, text, edit);
  if (byItems) return byItems;

  const old = before.text;
  const blocks = blocksOf(before);
  const shift = startOf(text);
  const changedEnd = edit.to;
  const delta = growthOf(edit);
  const first = firstToRead(before, edit.from);
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
    const meetingStart = meeting ? mapPosition(edit, meeting.start, "after") : text.length;
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
      ...blocks.slice(next).map((block) => movedSlice(block, delta)),
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

const labelList = (blocks: readonly BlockSlice[]): string =>
  blocks
    .flatMap(({ labels }) => labels)
    .sort()
    .join("\n");

/** The index of the block before the change, or of the nearest earlier block that follows a blank line. */
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

/** Whether byte-order mark and front matter are unchanged, or still absent. */
function beginsAsBefore(before: MarkdownDocument, text: string, { from }: TextEdit): boolean {
  const [first] = blocksOf(before);
  // Only a text that begins with such a line can have front matter, or get it.
  if (first && from > first.end && !first.source.startsWith("---")) return true;
  return startOf(text) === startOf(before.text) && !frontMatterMayMove(before, text, from);
}

const opensFrontMatter = /\uFEFF?---[ \t]*(?:[\r\n]|$)/y;

/** An opening line without an end becomes front matter when a closing line is typed far below it. */
function frontMatterMayMove(before: MarkdownDocument, text: string, changed: number): boolean {
  const opens = (content: string) => {
    opensFrontMatter.lastIndex = 0;
    return opensFrontMatter.test(content);
  };
  if (!opens(before.text) && !opens(text)) return false;
  const [first] = blocksOf(before);
  return first?.shown.attrs?.["reason"] !== frontMatter || changed <= first.end;
}

/** The index after a number of line ends that follow a position. */
function linesAfter(text: string, from: number, lines: number): number {
  const ends = /\r\n|\n|\r/g;
  ends.lastIndex = from;
  for (let line = 0; line < lines; line++) if (!ends.exec(text)) return text.length;
  return ends.lastIndex;
}
