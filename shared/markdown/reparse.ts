import {
  editBetween,
  growthOf,
  isNoEdit,
  mapPosition,
  movedEdit,
  type TextEdit,
  withEdit,
} from "../base/text-edit";
import { hasBox, withoutBoxes } from "./canonical";
import { blocksOf, labelsOf, movedSlice, slicesWith, withGaps } from "./document-slices";
import { indentOf } from "./gaps";
import {
  headOf,
  type ItemRun,
  type ItemSpan,
  itemNodes,
  itemsOf,
  movedSpan,
  noteItems,
} from "./items";
import { firstNumber } from "./numbers";
import {
  blockOf,
  firstLineEnd,
  isWhole,
  parseDocument,
  readStretches,
  startOf,
} from "./parse-document";
import { lineStart } from "./prose-lines";
import { shownFor } from "./to-editor";
import type { BlockSlice, EditorNode, MarkdownDocument } from "./types";
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
 * Like `reparse`, for an edit among the items of a list: only the items that the edit touches are parsed.
 * @returns undefined where the items cannot be parsed without their neighbours
 */
function readItems(
  before: MarkdownDocument,
  text: string,
  edit: TextEdit,
): MarkdownDocument | undefined {
  const blocks = blocksOf(before);
  const at = firstIndex(blocks.length, (index) => (blocks[index]?.start ?? 0) > edit.from) - 1;
  const [list, following] = [blocks[at], blocks[at + 1]];
  if (!list || list.labels.length > 0) return undefined;
  if (list.start > 0 && !/[\r\n]$/.test(gapBefore(before, list))) return undefined;
  const spans = itemsOf(list);
  if (!spans) return undefined;
  const head = headOf(list);
  const headSource = head?.source ?? "";
  // A changed table head can change the meaning of all rows.
  if (edit.from < list.start + (spans[0]?.start ?? 0)) return undefined;
  const { from, to } = touchedItems(list, spans, edit);
  // The first item can depend on the text before the list, and the text after the list can depend on the
  // last item.
  if (from === 0 && at > 0 && !(standsApart(before, at, 0) && isFirm(blocks, at))) return undefined;
  const next = spans[to];
  if (!next && !isClear(before, at + 1, edit.to)) return undefined;

  const delta = growthOf(edit);
  const offset = spans[from]?.start ?? 0;
  const start = list.start + offset;
  // The blank lines after the items are included, because some blocks would absorb them.
  const pieceEnd = next ? list.start + next.start : (following?.start ?? before.text.length);
  // When nothing outside of the list changes, the new text is made from the list's source alone.
  const listSource =
    next && edit.to <= list.end ? withEdit(list.source, movedEdit(edit, -list.start)) : undefined;
  const piece =
    headSource +
    (listSource?.slice(offset, pieceEnd + delta - list.start) ??
      text.slice(start, pieceEnd + delta));
  if (!head && markOf(piece) !== markOf(list.source)) return undefined;
  const labels = labelsOf(before);
  const [stretch, secondStretch] = readStretches(piece, { labels, atStart: false });
  if (!stretch?.node || secondStretch || stretch.start > 0 || stretch.labels.length > 0)
    return undefined;
  const source = piece.slice(0, stretch.end);
  const parsedList = asInList(list.shown, shownFor(stretch.node, source, 0));
  const parsedSpans = itemsOf({ ...list, source, shown: parsedList });
  const parsedItems = itemNodes(parsedList);
  const last = parsedItems.at(-1);
  if (parsedList.type !== list.shown.type || !parsedSpans || !last || endsOpen(last))
    return undefined;

  const endsInBlankLine = hasBlankLine(piece.slice(stretch.end));
  if (!next && following && !endsInBlankLine) return undefined;
  // A blank line ends a table.
  if (head && next && endsInBlankLine) return undefined;

  const content = itemNodes(list.shown);
  const shown: EditorNode = {
    ...(from === 0 && !head ? parsedList : list.shown),
    content: [
      ...(head ? [head.row] : []),
      ...content.slice(0, from),
      ...parsedItems,
      ...content.slice(to),
    ],
  };
  // A task list without any box left is a list of another kind.
  if (shown.type === "taskList" && !shown.content?.some(hasBox)) return undefined;
  noteItems(shown, [
    ...spans.slice(0, from),
    ...parsedSpans.map((span) => movedSpan(span, offset - headSource.length)),
    ...spans.slice(to).map((span) => movedSpan(span, delta)),
  ]);
  const end = next ? list.end + delta : start + stretch.end - headSource.length;
  const slice: BlockSlice = {
    ...list,
    id: before.nextId,
    end,
    source: listSource ?? text.slice(list.start, end),
    shown,
  };
  const slices =
    edit.to <= list.end && end === list.end + delta
      ? slicesWith(before, list, slice)
      : withGaps(text, [
          ...blocks.slice(0, at),
          slice,
          ...blocks.slice(at + 1).map((block) => movedSlice(block, delta)),
        ]);
  return {
    text,
    eol: listSource !== undefined && at > 0 ? before.eol : firstLineEnd(text),
    style: before.style,
    slices,
    nextId: before.nextId + 1,
  };
}

/** Converts items that were parsed without their list: in a task list, items may have no box. */
function asInList({ type }: EditorNode, alone: EditorNode): EditorNode {
  if (type !== "taskList" || !/^(?:bullet|ordered)List$/.test(alone.type)) return alone;
  const start = firstNumber(alone);
  return {
    type,
    ...(start === undefined ? {} : { attrs: { start } }),
    content: withoutBoxes(alone.content ?? []),
  };
}

/**
 * The items that an edit can affect: from the last item that begins before the edit to the first item on a
 * later line, exclusive.
 */
function touchedItems(list: BlockSlice, spans: readonly ItemSpan[], edit: TextEdit): ItemRun {
  const [start, end] = [edit.from - list.start, edit.to - list.start];
  const from = firstIndex(spans.length, (index) => (spans[index]?.start ?? 0) >= start) - 1;
  const to = firstIndex(spans.length, (index) => {
    const next = spans[index]?.start ?? 0;
    return next > end && /[\r\n]/.test(list.source.slice(end, next));
  });
  return { from: Math.max(0, from), to };
}

/** Whether a block may end in a block without a closing sign, which can absorb the line end after it. */
function endsOpen({ type, content }: EditorNode): boolean {
  const last = content?.at(-1);
  if (type === "codeBlock" || type === "rawBlock") return true;
  return last !== undefined && endsOpen(last);
}

/** The sign that makes an item belong to its list: the bullet, or the sign after the number. */
const markOf = (source: string): string | undefined => /^\d*(.)/.exec(source)?.[1];

/**
 * Whether the block at an index, if it exists, follows a blank line and begins at the start of a line after
 * an offset.
 */
function isClear(document: MarkdownDocument, index: number, behind: number): boolean {
  const blocks = blocksOf(document);
  const block = blocks[index];
  if (!block) return true;
  const gap = document.text.slice(blocks[index - 1]?.end ?? 0, block.start);
  return (
    isFirm(blocks, index) &&
    standsApart(document, index, 0) &&
    indentOf(gap) === "" &&
    lineStart(document.text, block.start) > behind
  );
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
  const byItems = readItems(before, text, edit);
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

/**
 * Whether a block is parsed the same by itself. A block after indented code may not be: the parser treats
 * the next line as one that interrupts a paragraph, which "2." cannot do. Indented code may not be either,
 * because the parser splits it after an empty item.
 */
function isFirm(blocks: readonly BlockSlice[], index: number): boolean {
  const [previous, block] = [blocks[index - 1], blocks[index]];
  return (
    block !== undefined && isWhole(block) && !isIndentedCode(previous) && !isIndentedCode(block)
  );
}

/**
 * Whether a blank line that lies wholly after an offset precedes a block. Without a blank line the meaning
 * depends on whether the block interrupts a paragraph: the parser reads "1. -" as two lists only where it
 * does not.
 */
function standsApart(document: MarkdownDocument, index: number, behind: number): boolean {
  const blocks = blocksOf(document);
  const from = blocks[index - 1]?.end ?? 0;
  return hasBlankLine(gapBefore(document, blocks[index]).slice(Math.max(0, behind - from)));
}

/**
 * The gap before a block; empty without one. It is taken from the slices, because access to the text is
 * slow.
 */
function gapBefore({ slices }: MarkdownDocument, block: BlockSlice | undefined): string {
  const gap = block && slices[slices.indexOf(block) - 1];
  return gap?.kind === "gap" ? gap.source : "";
}

const hasBlankLine = (between: string): boolean => between.split(/\r\n|\n|\r/).length > 2;

const isIndentedCode = (block: BlockSlice | undefined): boolean =>
  block?.shown.type === "codeBlock" && !/^(?:```|~~~)/.test(block.source);

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

/**
 * Binary search: the first index at which a condition is true, for a condition that stays true from there
 * on. Returns `length` where it is never true.
 */
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
