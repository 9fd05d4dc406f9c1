import { closeHistory } from "@tiptap/pm/history";
import type { Node } from "@tiptap/pm/model";
import type { EditorState, Transaction } from "@tiptap/pm/state";
import { sameBut } from "./same";

/**
 * The transaction that turns a state's document into another by the smallest change, so that cursor and
 * scroll position stay: blocks that did not change only get their new slice.
 * @param undoable whether the person did it, in another view of the same document
 */
export function replaceDocument(state: EditorState, next: Node, undoable = false): Transaction {
  const transaction = undoable
    ? closeHistory(state.tr).setMeta(fromFile, true)
    : state.tr.setMeta("addToHistory", false).setMeta(fromFile, true);
  const { doc } = state;
  const least = Math.min(doc.childCount, next.childCount);
  let head = 0;
  while (head < least && sameBut("slice", doc.child(head), next.child(head))) head += 1;
  let tail = 0;
  while (
    tail < least - head &&
    sameBut("slice", doc.child(doc.childCount - 1 - tail), next.child(next.childCount - 1 - tail))
  )
    tail += 1;
  const samePlaces = doc.childCount === next.childCount;
  doc.forEach((block, position, index) => {
    const fromEnd = doc.childCount - index;
    const partner =
      index < head || samePlaces
        ? next.child(index)
        : fromEnd <= tail
          ? next.child(next.childCount - fromEnd)
          : undefined;
    const slice: unknown = partner?.attrs["slice"];
    if (partner?.type === block.type && block.attrs["slice"] !== slice)
      transaction.setNodeAttribute(position, "slice", slice);
  });
  const now = transaction.doc.content;
  const start = now.findDiffStart(next.content);
  const end = now.findDiffEnd(next.content);
  if (start === null || end === null) return transaction;
  // In repeated text the common end can reach into the common start.
  const overlap = Math.max(0, start - Math.min(end.a, end.b));
  return transaction.replace(start, end.a + overlap, next.slice(start, end.b + overlap));
}

/** Marks a transaction that shows what the file or another view says, and is no edit of the rich text. */
export const fromFile = "specwright:fromFile";
