import { Extension, InputRule } from "@tiptap/core";
import { TextSelection } from "@tiptap/pm/state";

/**
 * Signs that become a block with a typed space. Enter after them is a line end as everywhere: an input rule
 * would take it for the space.
 */
const signsAlone = /^\s*(?:#{1,6}|[-*+]|\d+\.|>|(?:[-*+] )?\[[ xX]?\])$/;

/**
 * Typed Markdown that makes a block, in addition to the rules of the blocks themselves: `- [ ] ` makes a task,
 * and Enter after `| a | b |` a table.
 */
export const TypedBlocks = Extension.create({
  name: "typedBlocks",
  priority: 1060,
  addInputRules() {
    return [
      // The same signs typed in a task, out of habit, set the box of that task.
      new InputRule({
        find: /^(?:[-*+] )?\[([ xX])\]\s$/,
        handler({ state: { selection }, range, match, chain }) {
          const { $from } = selection;
          const task = $from.depth > 1 && $from.node(-1).type.name === "taskItem";
          if (!task || $from.index(-1) > 0) return null;
          const checked = match[1] !== " ";
          chain().deleteRange(range).updateAttributes("taskItem", { checked }).run();
          return undefined;
        },
      }),
      new InputRule({
        find: /^\[([ xX])\]\s$/,
        handler({ state, range, match, chain }) {
          const { $from } = state.selection;
          const list = $from.depth > 2 ? $from.node(-2) : undefined;
          // In a longer list the other items would get boxes as well.
          const single =
            /^(?:bullet|ordered)List$/.test(list?.type.name ?? "") && list?.childCount === 1;
          const start: unknown = list?.attrs["start"];
          if ($from.parent.type.name !== "paragraph" || ($from.depth > 1 && !single)) return null;
          chain()
            .deleteRange(range)
            .toggleTaskList()
            .updateAttributes("taskList", typeof start === "number" ? { start } : {})
            .updateAttributes("taskItem", { checked: match[1] !== " " })
            .run();
          return undefined;
        },
      }),
    ];
  },
  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => {
        const { state, view } = editor;
        const { $from, empty } = state.selection;
        const { parent } = $from;
        const before = parent.textBetween(0, $from.parentOffset, undefined, "\ufffc");
        if (empty && parent.type.name === "paragraph" && signsAlone.test(before))
          return editor.commands.first(({ commands }) => [
            () => commands.splitListItem("taskItem"),
            () => commands.splitListItem("listItem"),
            () => commands.splitBlock(),
          ]);
        const typed = /^\|((?:[^|\n]+\|)+)$/.exec(parent.textContent.trim())?.[1];
        if (!empty || $from.depth !== 1 || parent.type.name !== "paragraph" || typed === undefined)
          return false;
        const { schema, tr } = state;
        const names = typed.split("|").slice(0, -1);
        const paragraph = (text: string) =>
          schema.node("paragraph", null, text === "" ? [] : [schema.text(text)]);
        const row = (type: string, cells: readonly string[]) =>
          schema.node(
            "tableRow",
            null,
            cells.map((text) => schema.node(type, null, paragraph(text))),
          );
        const head = row(
          "tableHeader",
          names.map((name) => name.trim()),
        );
        const start = $from.before();
        tr.replaceWith(
          start,
          $from.after(),
          schema.node("table", null, [
            head,
            row(
              "tableCell",
              names.map(() => ""),
            ),
          ]),
        );
        // Into the first cell of the second row: past the starts of the table, the row, the cell and its
        // paragraph.
        tr.setSelection(TextSelection.create(tr.doc, start + 1 + head.nodeSize + 3));
        view.dispatch(tr.scrollIntoView());
        return true;
      },
    };
  },
});
