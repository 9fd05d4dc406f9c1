import { leadingId, lengthOfId, nextTaskId } from "@shared/tasks/next-id";
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

/** A task that Enter just made. */
interface Made {
  /** The position at which its text begins. */
  readonly start: number;
  /** The length of its ID and the following space. */
  readonly length: number;
  /** Nothing has been typed in the task yet. */
  readonly untouched: boolean;
}

/** Undefined when the cursor is elsewhere. */
const key = new PluginKey<Made | undefined>("nextTask");

/**
 * Enter after a task in a list of tasks makes a task with the next ID, because an item without an ID is not a
 * task and does not get on the board. Another Enter, or Backspace, removes the new task. An ID that the person
 * types replaces the made one.
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
        // An empty item remains, in which Enter works as in every list.
        if (words) return editor.chain().deleteRange(words).splitListItem("taskItem").run();
        return run(taskAfter(editor.state));
      },
      Backspace: ({ editor }) => run(withoutTask(editor.state)),
    };
  },
});

/**
 * Inserts a task after the task with the cursor at its end, as one undo step. Nested content stays with the
 * first task.
 * @returns undefined elsewhere, and after a task without an ID
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
  const named = parent.nodeAt(leadingId(parent.textContent)?.from ?? 0);
  const marks = named?.marks.filter((mark) => mark.type.name === "bold") ?? [];
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
 * The position of an ID that the person typed after the ID of a new task, with a space after it.
 * @returns undefined without a second ID
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

/** The ID of a new task, while the cursor is still after it. */
function untouched(state: EditorState): { from: number; to: number } | undefined {
  const { selection } = state;
  const made = key.getState(state);
  if (!selection.empty || !made?.untouched || made.start + made.length !== selection.from)
    return undefined;
  const { $from } = selection;
  return { from: $from.start(), to: $from.end() };
}

/** Removes a new task, and returns to the task before. */
export function withoutTask(state: EditorState): Transaction | undefined {
  if (!untouched(state)) return undefined;
  const { $from } = state.selection;
  const { tr } = state;
  const from = $from.before(-1);
  tr.delete(from, $from.after(-1));
  // After the words of the task before, not after its nested content.
  const before = tr.doc.resolve(from).nodeBefore;
  const words = before ? from - before.nodeSize + 1 + (before.firstChild?.nodeSize ?? 1) - 1 : from;
  return tr.setSelection(Selection.near(tr.doc.resolve(words), -1));
}

/** The text of every task in a document, including tasks that are shown as source. */
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
