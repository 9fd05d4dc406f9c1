import type { Editor } from "@tiptap/core";
import { Fragment, type Node } from "@tiptap/pm/model";
import { type EditorState, TextSelection, type Transaction } from "@tiptap/pm/state";

/** The signs of a list's items. */
interface Kind {
  /** The first number; undefined for bullets. */
  readonly start: number | undefined;
  readonly boxes: boolean;
}

export type ListFormat = "bulletList" | "orderedList" | "taskList";

interface List {
  readonly node: Node;
  readonly pos: number;
}

/** The innermost list around the whole selection. */
function listAt({ selection: { $from, to } }: EditorState): List | undefined {
  for (let depth = $from.sharedDepth(to); depth > 0; depth -= 1) {
    const node = $from.node(depth);
    if (/^(?:bullet|ordered|task)List$/.test(node.type.name))
      return { node, pos: $from.before(depth) };
  }
  return undefined;
}

function kindOf({ type, attrs }: Node): Kind {
  const start: unknown = attrs["start"];
  return {
    start: typeof start === "number" && type.name !== "bulletList" ? start : undefined,
    boxes: type.name === "taskList",
  };
}

/** Whether the list at the cursor has the format's kind. A list of tasks can have numbers as well. */
export function isList(state: EditorState, format: ListFormat): boolean {
  const list = listAt(state);
  if (!list) return false;
  const { start, boxes } = kindOf(list.node);
  if (format === "taskList") return boxes;
  return format === "orderedList" ? start !== undefined : start === undefined && !boxes;
}

/**
 * Gives all items of the list at the cursor another sign and keeps their other one: numbered items get boxes,
 * and tasks get or lose numbers. The list stays the same block, so a save changes only the signs.
 * @returns undefined when there is no such list, or when the list already has this kind
 */
export function turnList(state: EditorState, format: ListFormat): Transaction | undefined {
  const list = listAt(state);
  if (!list) return undefined;
  const next = nextKind(kindOf(list.node), format);
  return next && remade(state, list, next);
}

function nextKind({ start, boxes }: Kind, format: ListFormat): Kind | undefined {
  if (format === "taskList") return boxes ? undefined : { start, boxes: true };
  if (format === "bulletList")
    return start === undefined && !boxes
      ? undefined
      : { start: undefined, boxes: boxes && start !== undefined };
  if (start === undefined) return { start: 1, boxes };
  return boxes ? { start: undefined, boxes } : undefined;
}

function remade(state: EditorState, { node, pos }: List, { start, boxes }: Kind): Transaction {
  const { schema, selection, tr } = state;
  const name = boxes ? "taskList" : start === undefined ? "bulletList" : "orderedList";
  const items = node.children.map((item) => {
    if (boxes === (item.type.name === "taskItem")) return item;
    return schema.node(boxes ? "taskItem" : "listItem", null, item.content, item.marks);
  });
  const sign: unknown = start === undefined ? null : (node.attrs["sign"] ?? null);
  const numbers = name === "bulletList" ? {} : { start: start ?? null, sign };
  const attrs = { slice: node.attrs["slice"] as unknown, ...numbers };
  tr.replaceWith(pos, pos + node.nodeSize, schema.node(name, attrs, Fragment.from(items)));
  // Lists and items of every kind have the same size, so the positions stay.
  return tr.setSelection(TextSelection.create(tr.doc, selection.anchor, selection.head));
}

/** Runs a format's command: changes the list at the cursor, makes a new list, or takes the items out of the list. */
export function toggleList(editor: Editor, format: ListFormat): boolean {
  const turned = turnList(editor.state, format);
  if (turned) {
    editor.view.dispatch(turned.scrollIntoView());
    editor.view.focus();
    return true;
  }
  const chain = editor.chain().focus();
  if (format === "taskList") return chain.toggleTaskList().run();
  return (format === "bulletList" ? chain.toggleBulletList() : chain.toggleOrderedList()).run();
}
