import type { TextEdit } from "../contracts/text-edit";
import { hasBox, withoutBoxes } from "./canonical";
import { commonEnds, isNoEdit, withEdit } from "./common-ends";
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
import { lineStart } from "./lines";
import { firstNumber } from "./numbers";
import {
  blockOf,
  blocksOf,
  firstLineEnd,
  isWhole,
  labelsOf,
  moved,
  parseDocument,
  readStretches,
  slicesWith,
  startOf,
  withGaps,
} from "./parse";
import { shownFor } from "./to-editor";
import type { BlockSlice, EditorNode, MarkdownDocument } from "./types";
import { frontMatter } from "./unrepresentable";

/**
 * Reads a text again of which most is known: the same as `parseDocument`, ids and style apart, at a cost in
 * proportion to what changed. Blocks that were not read again keep their ids.
 *
 * It rests on how CommonMark 0.31 reads blocks, line by line (appendix, "A parsing strategy"): where a
 * top-level block begins, all earlier ones are closed, so what follows reads the same whatever stood before.
 * What does cross blocks is looked after: definitions (when they change, everything is read again), front
 * matter, and paragraphs that go on over the next lines (reading begins behind a blank line).
 *
 * Of a text that was edited inside a list nothing but the list is looked into, so that a long one need not even be
 * put together: V8 does that when somebody looks into what texts were added to.
 * @param edit what makes the text of the one before, when that is known
 */
export function reparse(
  before: MarkdownDocument,
  text: string,
  edit = editOf(before.text, text),
): MarkdownDocument {
  if (isNoEdit(edit)) return before;
  return readPart(before, text, edit) ?? parseDocument(text, before.nextId);
}

function editOf(before: string, text: string): TextEdit {
  if (before === text) return { from: 0, to: 0, insert: "" };
  const { head, tail } = commonEnds(before, text);
  return { from: head, to: before.length - tail, insert: text.slice(head, text.length - tail) };
}

/**
 * The same for an edit among the items of a list, of which only those that it touches are read.
 * @returns undefined where the items cannot be read without their neighbours
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
  const opening = head?.source ?? "";
  // A change of a table's head may make another table of all its rows.
  if (edit.from < list.start + (spans[0]?.start ?? 0)) return undefined;
  const { from, to } = touchedItems(list, spans, edit);
  // What the first item is may depend on what stands before it, and what stands behind the last one on it.
  if (from === 0 && at > 0 && !(standsApart(before, at, 0) && isFirm(blocks, at))) return undefined;
  const next = spans[to];
  if (!next && !isClear(before, at + 1, edit.to)) return undefined;

  const delta = text.length - before.text.length;
  const offset = spans[from]?.start ?? 0;
  const start = list.start + offset;
  // With the blank lines behind them, for there are blocks that would take them in.
  const until = next ? list.start + next.start : (following?.start ?? before.text.length);
  // The list's own text where nothing else changes.
  const own =
    next && edit.to <= list.end
      ? withEdit(list.source, {
          from: edit.from - list.start,
          to: edit.to - list.start,
          insert: edit.insert,
        })
      : undefined;
  const piece =
    opening + (own?.slice(offset, until + delta - list.start) ?? text.slice(start, until + delta));
  if (!head && markOf(piece) !== markOf(list.source)) return undefined;
  const labels = labelsOf(before);
  const [only, another] = readStretches(piece, { labels, atStart: false });
  if (!only?.node || another || only.start > 0 || only.labels.length > 0) return undefined;
  const source = piece.slice(0, only.end);
  const alone = asInList(list.shown, shownFor(only.node, source, 0));
  const read = itemsOf({ ...list, source, shown: alone });
  const fresh = itemNodes(alone);
  const last = fresh.at(-1);
  if (alone.type !== list.shown.type || !read || !last || endsOpen(last)) return undefined;

  const isApart = hasBlankLine(piece.slice(only.end));
  if (!next && following && !isApart) return undefined;
  // A blank line ends a table.
  if (head && next && isApart) return undefined;

  const content = itemNodes(list.shown);
  const shown: EditorNode = {
    ...(from === 0 && !head ? alone : list.shown),
    content: [
      ...(head ? [head.row] : []),
      ...content.slice(0, from),
      ...fresh,
      ...content.slice(to),
    ],
  };
  // Without a box left in it, a list of tasks is none.
  if (shown.type === "taskList" && !shown.content?.some(hasBox)) return undefined;
  noteItems(shown, [
    ...spans.slice(0, from),
    ...read.map((span) => movedSpan(span, offset - opening.length)),
    ...spans.slice(to).map((span) => movedSpan(span, delta)),
  ]);
  const end = next ? list.end + delta : start + only.end - opening.length;
  const slice: BlockSlice = {
    ...list,
    id: before.nextId,
    end,
    source: own ?? text.slice(list.start, end),
    shown,
  };
  const slices =
    edit.to <= list.end && end === list.end + delta
      ? slicesWith(before, list, slice)
      : withGaps(text, [
          ...blocks.slice(0, at),
          slice,
          ...blocks.slice(at + 1).map((block) => moved(block, delta)),
        ]);
  return {
    text,
    eol: own !== undefined && at > 0 ? before.eol : firstLineEnd(text),
    style: before.style,
    slices,
    nextId: before.nextId + 1,
  };
}

/** Items that were read by themselves: those without a box may stand among tasks. */
function asInList({ type }: EditorNode, alone: EditorNode): EditorNode {
  if (type !== "taskList" || !/^(?:bullet|ordered)List$/.test(alone.type)) return alone;
  const start = firstNumber(alone);
  return {
    type,
    ...(start === undefined ? {} : { attrs: { start } }),
    content: withoutBoxes(alone.content ?? []),
  };
}

/** The items that a change can make others of: the one before it, up to the first that is behind its line. */
function touchedItems(list: BlockSlice, spans: readonly ItemSpan[], edit: TextEdit): ItemRun {
  const [start, end] = [edit.from - list.start, edit.to - list.start];
  const from = firstIndex(spans.length, (index) => (spans[index]?.start ?? 0) >= start) - 1;
  const to = firstIndex(spans.length, (index) => {
    const next = spans[index]?.start ?? 0;
    return next > end && /[\r\n]/.test(list.source.slice(end, next));
  });
  return { from: Math.max(0, from), to };
}

/** Whether a block may end in one without an end sign, which can take in the line end behind it. */
function endsOpen({ type, content }: EditorNode): boolean {
  const last = content?.at(-1);
  if (type === "codeBlock" || type === "rawBlock") return true;
  return last !== undefined && endsOpen(last);
}

/** What makes an item one of its list. */
const markOf = (source: string): string | undefined => /^\d*(.)/.exec(source)?.[1];

/** Whether a block, if there is one, stands behind a blank line and at the beginning of one behind a position. */
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

/** Whether a block begins on a line may depend on the next one: a table's head is one by the line below it. */
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
  const delta = text.length - old.length;
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
  const from = blocks[index - 1]?.end ?? 0;
  return hasBlankLine(gapBefore(document, blocks[index]).slice(Math.max(0, behind - from)));
}

/** What stands between a block and the one before it, or the text's beginning; from the slices, not from the text. */
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

/** Whether a byte-order mark and front matter are where they were, or are still not. */
function beginsAsBefore(before: MarkdownDocument, text: string, { from }: TextEdit): boolean {
  const [first] = blocksOf(before);
  // Only what begins with such a line can be front matter, or become it.
  if (first && from > first.end && !first.source.startsWith("---")) return true;
  return startOf(text) === startOf(before.text) && !frontMatterMayMove(before, text, from);
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
