import { lengthOfId, nextTaskId } from "@shared/tasks/next-id";
import { Extension, InputRule } from "@tiptap/core";
import { closeHistory } from "@tiptap/pm/history";
import type { Node } from "@tiptap/pm/model";
import {
  type EditorState,
  Plugin,
  PluginKey,
  Selection,
  TextSelection,
  type Transaction,
} from "@tiptap/pm/state";

/** A task that was just made. */
interface Made {
  /** Where its text begins. */
  readonly start: number;
  /** Of its ID, with the space behind it. */
  readonly length: number;
  /** Nothing was written in it yet. */
  readonly untouched: boolean;
}

/** Undefined once the cursor is elsewhere. */
const key = new PluginKey<Made | undefined>("nextTask");

/**
 * In a list of tasks Enter behind a task makes one with the next ID: without an ID it is no task, and never on the
 * board. Enter again, or Backspace, takes it away; who writes an ID all the same means that one.
 */
export const NextTask = Extension.create({
  name: "nextTask",
  // Before the Enter of every list.
  priority: 1040,
  addProseMirrorPlugins: () => [
    new Plugin<Made | undefined>({
      key,
      state: {
        init: () => undefined,
        apply(transaction, made, _before, { selection }) {
          const now: Made | undefined = transaction.getMeta(key);
          if (now !== undefined || made === undefined) return now;
          const start = transaction.mapping.map(made.start, -1);
          if (selection.$from.start() !== start) return undefined;
          return {
            start,
            length: made.length,
            untouched: made.untouched && !transaction.docChanged,
          };
        },
      },
    }),
  ],
  addInputRules() {
    return [
      new InputRule({
        find: /^\S+ \S+\s$/,
        handler({ state, range }) {
          const second = secondId(state);
          if (second === undefined) return null;
          state.tr.delete(range.from, second);
          return undefined;
        },
      }),
    ];
  },
  addKeyboardShortcuts() {
    const run = (transaction: Transaction | undefined) => {
      if (transaction) this.editor.view.dispatch(transaction.scrollIntoView());
      return transaction !== undefined;
    };
    return {
      Enter: ({ editor }) => {
        const words = untouched(editor.state);
        // What is left is an empty item, with which Enter does what it does in every list.
        if (words) return editor.chain().deleteRange(words).splitListItem("taskItem").run();
        return run(taskAfter(editor.state));
      },
      Backspace: ({ editor }) => run(withoutTask(editor.state)),
    };
  },
});

/**
 * The task behind the one at whose end the cursor is, as one step of undo. What hangs under that one stays with it.
 * @returns undefined elsewhere, and behind a task without an ID
 */
export function taskAfter(state: EditorState): Transaction | undefined {
  const { $from, empty } = state.selection;
  const { schema, doc } = state;
  const type = schema.nodes["taskItem"];
  if (!type || !empty || $from.depth < 2 || $from.node(-1).type !== type) return undefined;
  const { parent } = $from;
  if ($from.index(-1) > 0 || $from.parentOffset < parent.content.size) return undefined;
  const id = nextTaskId(parent.textContent, tasksIn(doc));
  if (id === undefined || parent.textContent.trim() === id) return undefined;
  const marks = parent.firstChild?.marks.filter((mark) => mark.type.name === "bold") ?? [];
  const { tr } = state;
  const at = $from.after(-1);
  const words = [schema.text(id, marks), schema.text(" ")];
  tr.insert(at, type.create({ checked: false }, schema.node("paragraph", null, words)));
  const end = at + 2 + id.length + 1;
  tr.setSelection(TextSelection.create(tr.doc, end));
  const made: Made = { start: at + 2, length: id.length + 1, untouched: true };
  return closeHistory(tr).setMeta(key, made);
}

/**
 * Where the ID begins that was written behind the one of a task that was just made, with the space behind it.
 * @returns undefined where there is no other
 */
export function secondId(state: EditorState): number | undefined {
  const made = key.getState(state);
  const { $from, empty } = state.selection;
  if (made === undefined || !empty || $from.start() !== made.start) return undefined;
  const written = $from.parent.textContent
    .slice(made.length, $from.parentOffset)
    .replace(/\s$/, "");
  return written !== "" && lengthOfId(written) === written.length
    ? made.start + made.length
    : undefined;
}

/** The ID of a task that was just made, where the cursor still stands behind it. */
function untouched(state: EditorState): { from: number; to: number } | undefined {
  const { selection } = state;
  const made = key.getState(state);
  if (!selection.empty || !made?.untouched || made.start + made.length !== selection.from)
    return undefined;
  const { $from } = selection;
  return { from: $from.start(), to: $from.end() };
}

/** Takes a task away that was just made, and goes back to where it was made from. */
export function withoutTask(state: EditorState): Transaction | undefined {
  if (!untouched(state)) return undefined;
  const { $from } = state.selection;
  const { tr } = state;
  const from = $from.before(-1);
  tr.delete(from, $from.after(-1));
  // Behind the words of the task before, not behind what hangs under it.
  const before = tr.doc.resolve(from).nodeBefore;
  const words = before ? from - before.nodeSize + 1 + (before.firstChild?.nodeSize ?? 1) - 1 : from;
  return tr.setSelection(Selection.near(tr.doc.resolve(words), -1));
}

/** The words of every task in a document, also of those that are shown as source. */
function* tasksIn(doc: Node): Generator<string> {
  const found: string[] = [];
  doc.descendants((node) => {
    const { name } = node.type;
    if (name === "taskItem" || name === "listItem") found.push(node.firstChild?.textContent ?? "");
    if (name === "rawBlock")
      for (const [, words = ""] of String(node.attrs["source"]).matchAll(
        /^[ \t]*(?:[-*+]|\d+[.)])[ \t]+(?:\[.\]\*?[ \t]+)?(?:\*\*|__)?(.*)$/gm,
      ))
        found.push(words);
    return !node.isTextblock;
  });
  yield* found;
}
