import { MarkdownTaskItem } from "@shared/editor/schema";
import type { EditorState, Transaction } from "@tiptap/pm/state";

/** Tasks, as they are shown and typed. */
export const TaskItems = MarkdownTaskItem.extend({
  addNodeView() {
    const create = this.parent?.();
    if (!create) return null;
    return (props) => {
      const view = create(props);
      // With Tab from the text the focus would come to the next box, and a space that is typed would tick it.
      // By keyboard a task is ticked where the cursor is.
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
    };
  },
}).configure({
  a11y: { checkboxLabel: (node) => taskLabel(node.firstChild?.textContent ?? "") },
});

/** What a task's box is called: its identifier where it has one, its text otherwise. */
const taskLabel = (text: string): string => {
  const id = /^[A-Z]{1,4}-?\d{3,6}\b/.exec(text)?.[0];
  return id === undefined ? text || "Empty task" : `${id} done`;
};

/**
 * Enter at the beginning of a task makes an empty one before it: the tick stays with the words.
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
