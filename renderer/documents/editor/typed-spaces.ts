import { Extension } from "@tiptap/core";
import { isHistoryTransaction } from "@tiptap/pm/history";
import type { Node } from "@tiptap/pm/model";
import { type EditorState, Plugin, type Transaction } from "@tiptap/pm/state";

const noBreak = "\u00a0";

/**
 * Makes a space of each U+00A0 that the browser puts in by itself. Where white space collapses, Chromium writes one
 * for a space that is typed, and for spaces that come together when something between them is deleted. One that
 * the person types, pastes or undoes to stays.
 */
export const TypedSpaces = Extension.create({
  name: "typedSpaces",
  addProseMirrorPlugins() {
    // Whether the last input was one to which no U+00A0 belongs.
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

/** Whether it may be what the browser did to the page: commands and pastes say what they are. */
const isTyped = (transaction: Transaction): boolean =>
  transaction.getMeta("uiEvent") === undefined &&
  transaction.getMeta("paste") === undefined &&
  !isHistoryTransaction(transaction) &&
  transaction.getMeta("addToHistory") !== false;

/**
 * Makes spaces of every U+00A0 in which a text differs from the one before.
 * @returns undefined where there is none
 */
export function plainSpaces(before: Node, { doc, tr }: EditorState): Transaction | undefined {
  const start = doc.content.findDiffStart(before.content);
  if (start === null) return undefined;
  const end = doc.content.findDiffEnd(before.content);
  if (!end) return undefined;
  // Where what was put in repeats its surroundings, the ends cross.
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
