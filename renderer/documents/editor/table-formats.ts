import type { Editor } from "@tiptap/core";
import { Fragment, type Node } from "@tiptap/pm/model";
import { type EditorState, Selection, type Transaction } from "@tiptap/pm/state";
import { isInTable, selectedRect, TableMap, type TableRect } from "@tiptap/pm/tables";
import type { Format } from "./format";

export type Alignment = "left" | "center" | "right";

/** The cursor's cells in a table; undefined outside of tables. */
const rectOf = (state: EditorState): TableRect | undefined =>
  isInTable(state) ? selectedRect(state) : undefined;

/**
 * The alignment of the columns at the cursor, read from the table's header; undefined when the columns differ,
 * null without an alignment. The toolbar asks at every key, so the other rows are not read.
 */
export function alignmentAt(state: EditorState): Alignment | null | undefined {
  const rect = rectOf(state);
  if (!rect) return undefined;
  const head = rect.table.firstChild?.children.slice(rect.left, rect.right) ?? [];
  const found = new Set(head.map(({ attrs }): unknown => attrs["align"] ?? null));
  const [only] = found;
  return found.size === 1 &&
    (only === "left" || only === "center" || only === "right" || only === null)
    ? only
    : undefined;
}

/** Aligns the columns at the cursor in all rows. Columns that already have this alignment lose it. */
export function alignColumns(state: EditorState, alignment: Alignment): Transaction | undefined {
  const rect = rectOf(state);
  if (!rect) return undefined;
  const align = alignmentAt(state) === alignment ? null : alignment;
  const { table, tableStart, left, right } = rect;
  const aligned = (cell: Node, column: number) =>
    column < left || column >= right
      ? cell
      : cell.type.create({ ...cell.attrs, align }, cell.content, cell.marks);
  // In one step, because each step takes time in proportion to the table's rows.
  const rows = table.children.map((row) => row.copy(Fragment.fromArray(row.children.map(aligned))));
  const { tr } = state;
  tr.replaceWith(tableStart, tableStart + table.content.size, rows);
  return tr.setSelection(Selection.fromJSON(tr.doc, state.selection.toJSON()));
}

/** Moves the row at the cursor by one. The first row stays the header. */
export function moveRow(state: EditorState, step: 1 | -1): Transaction | undefined {
  const rect = rectOf(state);
  if (!rect || rect.top < 1 || rect.top + step < 1) return undefined;
  return rearrange(state, rect, {
    rows: swapped(rect.map.height, rect.top, step),
    columns: swapped(rect.map.width, 0, 0),
  });
}

/** Moves the column at the cursor by one, with its header. */
export function moveColumn(state: EditorState, step: 1 | -1): Transaction | undefined {
  const rect = rectOf(state);
  return (
    rect &&
    rearrange(state, rect, {
      rows: swapped(rect.map.height, 0, 0),
      columns: swapped(rect.map.width, rect.left, step),
    })
  );
}

/**
 * The numbers from 0 to `count` - 1, with one number swapped with its neighbour; undefined without such a
 * neighbour.
 */
function swapped(count: number, index: number, step: 1 | 0 | -1): number[] | undefined {
  const other = index + step;
  if (other < 0 || other >= count) return undefined;
  return Array.from({ length: count }, (_, at) =>
    at === index ? other : at === other ? index : at,
  );
}

/** Reorders a table's rows and cells. The cursor stays in its cell. */
function rearrange(
  state: EditorState,
  { map, table, tableStart, top, left }: TableRect,
  { rows, columns }: { rows: number[] | undefined; columns: number[] | undefined },
): Transaction | undefined {
  if (!rows || !columns) return undefined;
  const content = rows.map((row) => {
    const old = table.child(row);
    return old.copy(Fragment.fromArray(columns.map((column) => old.child(column))));
  });
  const inCell = state.selection.head - tableStart - (map.map[top * map.width + left] ?? 0);
  const { tr } = state;
  tr.replaceWith(tableStart, tableStart + table.content.size, content);
  const moved = tr.doc.nodeAt(tableStart - 1);
  if (!moved) return undefined;
  const cell = TableMap.get(moved).positionAt(rows.indexOf(top), columns.indexOf(left), moved);
  return tr.setSelection(Selection.near(tr.doc.resolve(tableStart + cell + inCell)));
}

const changing =
  (make: (state: EditorState) => Transaction | undefined) =>
  (editor: Editor): boolean => {
    const transaction = make(editor.state);
    if (!transaction) return false;
    editor.view.dispatch(transaction.scrollIntoView());
    return editor.commands.focus();
  };

const align = (alignment: Alignment, title: string): Format => ({
  name: `align-${alignment}`,
  title,
  run: changing((state) => alignColumns(state, alignment)),
  on: ({ state }) => alignmentAt(state) === alignment,
});

/** A Markdown table always has its header row first, so no row is added or moved above it. */
export const tableFormats: readonly Format[] = [
  {
    name: "addRow",
    title: "Add row below",
    shortcut: "Mod+Alt+Down",
    run: (editor) => editor.chain().focus().addRowAfter().run(),
  },
  {
    name: "addColumn",
    title: "Add column to the right",
    shortcut: "Mod+Alt+Right",
    run: (editor) => editor.chain().focus().addColumnAfter().run(),
  },
  align("left", "Align column left"),
  align("center", "Centre column"),
  align("right", "Align column right"),
  {
    name: "rowUp",
    title: "Move row up",
    shortcut: "Alt+Shift+Up",
    ownKeys: true,
    run: changing((state) => moveRow(state, -1)),
  },
  {
    name: "rowDown",
    title: "Move row down",
    shortcut: "Alt+Shift+Down",
    ownKeys: true,
    run: changing((state) => moveRow(state, 1)),
  },
  {
    name: "columnLeft",
    title: "Move column left",
    shortcut: "Alt+Shift+Left",
    ownKeys: true,
    run: changing((state) => moveColumn(state, -1)),
  },
  {
    name: "columnRight",
    title: "Move column right",
    shortcut: "Alt+Shift+Right",
    ownKeys: true,
    run: changing((state) => moveColumn(state, 1)),
  },
  {
    name: "deleteRow",
    title: "Delete row",
    run: (editor) => {
      const header = editor.isActive("tableHeader");
      return header ? false : editor.chain().focus().deleteRow().run();
    },
  },
  {
    name: "deleteColumn",
    title: "Delete column",
    run: (editor) => editor.chain().focus().deleteColumn().run(),
  },
  {
    name: "deleteTable",
    title: "Delete table",
    run: (editor) => editor.chain().focus().deleteTable().run(),
  },
];
