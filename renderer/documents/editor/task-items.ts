import { MarkdownTaskItem } from "@shared/editor/schema";
import { leadingId } from "@shared/tasks/next-id";
import type { EditorState, Transaction } from "@tiptap/pm/state";

/** Task items, with their node view and keys. */
export const TaskItems = MarkdownTaskItem.extend({
  addNodeView() {
    const create = this.parent?.();
    if (!create) return null;
    return (props) => {
      const view = create(props);
      // Tab from the text would focus the next box, and a typed space would then tick it. The keyboard ticks
      // the task at the cursor.
      const box = view.dom instanceof Element && view.dom.querySelector("input");
      if (box) box.tabIndex = -1;
      return view;
    };
  },
  addKeyboardShortcuts() {
    return {
      ...this.parent?.(),
      Enter: ({ editor }) => {
        const before = taskBefore(editor.state);
        if (before) editor.view.dispatch(before.scrollIntoView());
        return before !== undefined || editor.commands.splitListItem(this.name);
      },
      Tab: ({ editor }) =>
        editor
          .chain()
          .sinkListItem(this.name)
          .command(({ tr }) => numberNested(tr))
          .run(),
    };
  },
}).configure({
  a11y: { checkboxLabel: (node) => taskLabel(node.firstChild?.textContent ?? "") },
});

/** The accessible name of a task's box: the task's identifier if it has one, otherwise its text. */
export const taskLabel = (text: string): string => {
  const id = leadingId(text)?.id;
  return id === undefined ? text || "Empty task" : `${id} done`;
};

/** Gives a new list inside a numbered task numbers as well. @returns true, as commands do */
export function numberNested(tr: Transaction): true {
  const { $from } = tr.selection;
  if ($from.depth < 4) return true;
  const [list, around] = [$from.node(-2), $from.node(-4)];
  const isNumbered = typeof around.attrs["start"] === "number";
  if (list.type.name === "taskList" && list.childCount === 1 && isNumbered)
    tr.setNodeAttribute($from.before(-2), "start", 1);
  return true;
}

/**
 * Enter at the beginning of a task makes an empty task before it, so that the tick stays with its words.
 * @returns undefined elsewhere
 */
export function taskBefore({ selection, schema, tr }: EditorState): Transaction | undefined {
  const { $from, empty } = selection;
  const type = schema.nodes["taskItem"];
  const atStart = empty && $from.parentOffset === 0 && $from.parent.content.size > 0;
  if (!type || !atStart || $from.depth < 2 || $from.index(-1) > 0) return undefined;
  if ($from.node(-1).type !== type) return undefined;
  return tr.insert($from.before(-1), type.create(null, schema.node("paragraph")));
}
