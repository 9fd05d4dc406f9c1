import { leadingId } from "@shared/tasks/next-id";
import { Extension } from "@tiptap/core";
import { isHistoryTransaction } from "@tiptap/pm/history";
import type { Node, ResolvedPos } from "@tiptap/pm/model";
import { liftListItem } from "@tiptap/pm/schema-list";
import {
  type EditorState,
  Plugin,
  Selection,
  TextSelection,
  type Transaction,
} from "@tiptap/pm/state";
import { fromFile } from "./replace";

/**
 * Backspace and Delete between a list and the next text. A task loses its box first and joins the text before
 * it by a second key, so that no tick or ID disappears unseen. Text after a list joins the last item.
 */
export const ListJoins = Extension.create({
  name: "listJoins",
  // Before the keys of every list.
  priority: 1030,
  addKeyboardShortcuts() {
    const run = (transaction: Transaction | undefined) => {
      if (transaction) this.editor.view.dispatch(transaction.scrollIntoView());
      return transaction !== undefined;
    };
    const backspace = () =>
      this.editor.commands.undoInputRule() || run(joinedToList(this.editor.state));
    const forward = () => run(joinedFromList(this.editor.state));
    return {
      Backspace: backspace,
      "Mod-Backspace": backspace,
      Delete: forward,
      "Mod-Delete": forward,
    };
  },
  addProseMirrorPlugins: () => [meetingLists()],
});

/**
 * Makes one list of two lists of one kind that meet after a deletion. As two lists, one of them would get other
 * signs in the file.
 */
export function meetingLists(): Plugin {
  return new Plugin({
    appendTransaction(transactions, _before, state) {
      const { tr } = state;
      for (const at of deletionsIn(transactions).toReversed()) {
        const { nodeBefore, nodeAfter } = tr.doc.resolve(Math.min(at, tr.doc.content.size));
        if (isList(nodeBefore) && nodeBefore && nodeAfter && isSameKind(nodeBefore, nodeAfter))
          tr.join(at);
      }
      return tr.docChanged ? tr : null;
    },
  });
}

/** The positions at which the person deleted blocks, in order. */
function deletionsIn(transactions: readonly Transaction[]): number[] {
  const found = new Set<number>();
  transactions.forEach((transaction, index) => {
    if (isHistoryTransaction(transaction) || transaction.getMeta(fromFile) === true) return;
    transaction.mapping.maps.forEach((map, step) => {
      map.forEach((oldFrom, oldTo, newFrom, newTo) => {
        if (newFrom !== newTo || oldFrom === oldTo) return;
        const later = transactions.slice(index + 1);
        const here = transaction.mapping.slice(step + 1).map(newFrom);
        found.add(later.reduce((at, { mapping }) => mapping.map(at), here));
      });
    });
  });
  return [...found].toSorted((a, b) => a - b);
}

const isSameKind = (a: Node, b: Node): boolean =>
  a.type === b.type &&
  a.attrs["sign"] === b.attrs["sign"] &&
  (a.attrs["start"] === null) === (b.attrs["start"] === null);

/**
 * Joins the paragraph or heading at the cursor to the last text of the list before it.
 * @returns undefined elsewhere
 */
export function joinedToList(state: EditorState): Transaction | undefined {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset > 0 || !isText($from.parent)) return undefined;
  const start = $from.before();
  if (!isList(state.doc.resolve(start).nodeBefore)) return undefined;
  const last = Selection.findFrom(state.doc.resolve(start), -1, true)?.$to;
  return last && isBeside(state.doc, last.pos, start) ? joined(state, last, start) : undefined;
}

/**
 * Joins the text after the cursor's list item, or takes the box off the task there.
 * @returns undefined elsewhere
 */
export function joinedFromList(state: EditorState): Transaction | undefined {
  const { $from, empty } = state.selection;
  if (!empty || $from.depth < 3 || !isItem($from.node(-1))) return undefined;
  if ($from.parentOffset < $from.parent.content.size) return undefined;
  const next = Selection.findFrom(state.doc.resolve($from.after()), 1, true)?.$from;
  if (next?.parent.type.name !== "paragraph") return undefined;
  if (!isBeside(state.doc, $from.pos, next.pos)) return undefined;
  if (next.depth > 2 && next.node(-1).type.name === "taskItem" && next.index(-1) === 0)
    return withoutBox(state, next);
  const start = next.before();
  return isList(state.doc.resolve(start).nodeBefore) ? joined(state, $from, start) : undefined;
}

/** Takes the task at a position out of its list. The cursor stays. */
function withoutBox(state: EditorState, task: ResolvedPos): Transaction | undefined {
  const type = state.schema.nodes["taskItem"];
  const there = state.apply(state.tr.setSelection(TextSelection.create(state.doc, task.pos)));
  let lifted: Transaction | undefined;
  if (type)
    liftListItem(type)(there, (transaction) => {
      lifted = transaction;
    });
  return lifted?.setSelection(
    TextSelection.create(lifted.doc, lifted.mapping.map(state.selection.from, -1)),
  );
}

/** Moves a block's text to the end of a list's text. */
function joined(state: EditorState, end: ResolvedPos, start: number): Transaction | undefined {
  const paragraph = state.doc.nodeAt(start);
  if (!paragraph || end.parent.type.name !== "paragraph") return undefined;
  const { tr, schema } = state;
  tr.delete(start, start + paragraph.nodeSize);
  // An ID would become part of the word before it.
  const isGlued =
    leadingId(paragraph.textContent) !== undefined && /\S$/.test(end.parent.textContent);
  tr.insert(end.pos, isGlued ? [schema.text(" "), ...paragraph.children] : paragraph.content);
  return tr.setSelection(TextSelection.create(tr.doc, end.pos));
}

/** Whether no block without text, such as source, is between two positions. */
const isBeside = (doc: Node, from: number, to: number): boolean =>
  doc.textBetween(from, to, "", "\ufffc") === "";

const isText = ({ type }: Node): boolean => type.name === "paragraph" || type.name === "heading";
const isList = (node: Node | null): boolean =>
  /^(?:bullet|ordered|task)List$/.test(node?.type.name ?? "");
const isItem = (node: Node): boolean => /^(?:list|task)Item$/.test(node.type.name);
