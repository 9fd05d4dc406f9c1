import { Extension } from "@tiptap/core";
import { isHistoryTransaction } from "@tiptap/pm/history";
import type { Node } from "@tiptap/pm/model";
import { type EditorState, Plugin, type Transaction } from "@tiptap/pm/state";

const noBreak = "\u00a0";

/**
 * Replaces each U+00A0 that the browser inserts by a space. Where white space collapses, Chromium writes U+00A0
 * for a typed space, and for spaces that meet when the text between them is deleted. A U+00A0 that the person
 * types, pastes or restores by undo stays.
 */
export const TypedSpaces = Extension.create({
  name: "typedSpaces",
  addProseMirrorPlugins() {
    // Whether the last input contained no U+00A0 of the person's.
    let spaceless = false;
    return [
      new Plugin({
        props: {
          handleDOMEvents: {
            beforeinput(_view, { inputType, data }) {
              spaceless = /^(?:insertText|delete)/.test(inputType) && !data?.includes(noBreak);
              return false;
            },
            input() {
              // The editor has read the change from the page by then.
              setTimeout(() => {
                spaceless = false;
              });
              return false;
            },
          },
        },
        appendTransaction: (transactions, before, after) =>
          spaceless && transactions.every(isTyped) ? plainSpaces(before.doc, after) : undefined,
      }),
    ];
  },
});

/** Whether the change may be the browser's. Commands and pastes mark their transactions. */
const isTyped = (transaction: Transaction): boolean =>
  transaction.getMeta("uiEvent") === undefined &&
  transaction.getMeta("paste") === undefined &&
  !isHistoryTransaction(transaction) &&
  transaction.getMeta("addToHistory") !== false;

/**
 * Replaces every U+00A0 in the changed range of a document by a space.
 * @returns undefined when there is none
 */
export function plainSpaces(before: Node, { doc, tr }: EditorState): Transaction | undefined {
  const start = doc.content.findDiffStart(before.content);
  if (start === null) return undefined;
  const end = doc.content.findDiffEnd(before.content);
  if (!end) return undefined;
  // When the inserted text repeats its surroundings, the ends of the difference cross.
  const to = Math.max(end.a, start + Math.max(0, doc.content.size - before.content.size));
  doc.nodesBetween(start, Math.min(to, doc.content.size), (node, position) => {
    const { text } = node;
    if (text === undefined) return true;
    for (let at = text.indexOf(noBreak); at !== -1; at = text.indexOf(noBreak, at + 1)) {
      const from = position + at;
      if (from >= start && from < to)
        tr.replaceWith(from, from + 1, node.type.schema.text(" ", node.marks));
    }
    return false;
  });
  return tr.docChanged ? tr : undefined;
}
