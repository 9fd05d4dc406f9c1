import { Extension } from "@tiptap/core";
import { Fragment, type Node, type NodeType, type Schema, Slice } from "@tiptap/pm/model";
import {
  type Command,
  type EditorState,
  Plugin,
  TextSelection,
  type Transaction,
} from "@tiptap/pm/state";
import { goToNextCell, isInTable } from "@tiptap/pm/tables";
import { blockStart, changedBlocks } from "./changed-blocks";

/**
 * Moves the cursor to the end of the next (1) or previous (-1) cell. Nothing is selected there, so that a
 * typed letter replaces no text. Before the first cell the cursor stays in the table.
 */
export const toCell =
  (direction: 1 | -1): Command =>
  (state, dispatch) => {
    const moved = goToNextCell(direction)(
      state,
      dispatch &&
        ((transaction) => {
          const { doc, selection } = transaction;
          dispatch(transaction.setSelection(TextSelection.create(doc, selection.to)));
        }),
    );
    return moved || (direction === -1 && isInTable(state));
  };

/**
 * Keeps tables within the limits of Markdown after any paste or drop: only the first row is a header, and a
 * cell has one line.
 */
export const MarkdownTables = Extension.create({
  name: "markdownTables",
  // Before the table extension's own keys and paste handler.
  priority: 1000,
  addKeyboardShortcuts() {
    const move = (direction: 1 | -1) => () =>
      toCell(direction)(this.editor.state, this.editor.view.dispatch, this.editor.view);
    return { Tab: move(1), "Shift-Tab": move(-1) };
  },
  addProseMirrorPlugins() {
    return [markdownTables()];
  },
});

/** The plugin behind `MarkdownTables`. */
export function markdownTables(): Plugin {
  return new Plugin({
    appendTransaction(transactions, before, state) {
      if (!transactions.some((transaction) => transaction.docChanged)) return null;
      return headersFirst(before, state);
    },
    props: {
      handlePaste(view, event, slice) {
        // The slice does not show whether cells were copied: copied lines also come wrapped in cells.
        if (/<t[dhr]\b/i.test(event.clipboardData?.getData("text/html") ?? "")) return false;
        const line = oneLine(view.state, slice);
        if (!line) return false;
        view.dispatch(view.state.tr.replaceSelection(line).scrollIntoView());
        return true;
      },
    },
  });
}

function headersFirst(before: EditorState, state: EditorState): Transaction | null {
  const { schema } = state;
  const { index, after } = changedBlocks(before.doc, state.doc);
  let fixed: Transaction | null = null;
  let start = blockStart(state.doc, index);
  for (const block of after) {
    const visit = (table: Node, position: number) => {
      if (table.type.name !== "table") return !table.isTextblock;
      for (const { cell, at, type } of misplaced(table, position, schema)) {
        fixed ??= state.tr;
        fixed.setNodeMarkup(at, type, cell.attrs);
      }
      return false;
    };
    const inside = start + 1;
    if (visit(block, start)) block.descendants((node, position) => visit(node, inside + position));
    start += block.nodeSize;
  }
  return fixed;
}

function misplaced(
  table: Node,
  position: number,
  schema: Schema,
): { cell: Node; at: number; type: NodeType }[] {
  const found: { cell: Node; at: number; type: NodeType }[] = [];
  table.forEach((row, rowStart, rowIndex) => {
    const type = schema.nodes[rowIndex === 0 ? "tableHeader" : "tableCell"];
    row.forEach((cell, cellStart) => {
      if (type && cell.type !== type)
        found.push({ cell, at: position + 1 + rowStart + 1 + cellStart, type });
    });
  });
  return found;
}

/** The slice for a paste into a cell as one line, when it is more than one text block. */
function oneLine(state: EditorState, slice: Slice): Slice | undefined {
  const { $from } = state.selection;
  const inCell = $from.depth > 1 && $from.node(-1).type.spec["tableRole"] !== undefined;
  const [first, second] = slice.content.content;
  if (!inCell || !first || (!second && (first.isInline || first.isTextblock))) return undefined;
  const nodes: Node[] = [];
  slice.content.descendants((node) => {
    if (!node.isTextblock) return true;
    if (nodes.length > 0 && node.childCount > 0) nodes.push(state.schema.text(" "));
    node.forEach((child) => {
      nodes.push(
        child.isInline && child.type.name !== "hardBreak" ? child : state.schema.text(" "),
      );
    });
    return false;
  });
  return new Slice(Fragment.fromArray(nodes), 0, 0);
}
