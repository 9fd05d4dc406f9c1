import { growthOf, movedEdit, type TextEdit, withEdit } from "../base/text-edit";
import { firstIndex, gapBefore, hasBlankLine, isClear, isFirm, standsApart } from "./block-edges";
import { hasBox, withoutBoxes } from "./canonical";
import { blocksOf, labelsOf, movedSlice, slicesWith, withGaps } from "./document-slices";
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
import { firstLineEnd, readStretches } from "./parse-document";
import { shownFor } from "./to-editor";
import type { BlockSlice, EditorNode, MarkdownDocument } from "./types";

/**
 * Like `reparse`, for an edit among the items of a list: only the items that the edit touches are parsed.
 * @returns undefined where the items cannot be parsed without their neighbours
 */
export function reparseItems(
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
