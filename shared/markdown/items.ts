import { withBoxes } from "./canonical";
import { numberAt } from "./numbers";
import type { BlockSlice, EditorNode } from "./types";

/**
 * A list item or table row as UTF-16 offsets into the list's source: from its sign to its last character.
 */
export interface ItemSpan {
  readonly start: number;
  readonly end: number;
}

const listTypes = new Set(["bulletList", "orderedList", "taskList"]);

/** A list sign at the beginning of a line, followed by text. */
const sign = /(?<![^\r\n])(?:[-+*]|\d{1,9}[.)])(?=[ \t]+[^ \t\r\n])/g;

/**
 * The items of a list whose items can each be parsed separately. The list must begin at the start of a
 * line.
 *
 * An item's further lines are indented or continue its paragraph. A sign at the beginning of a line
 * therefore opens the next item of the list, whatever precedes it (CommonMark 0.31, 5.2 and the appendix).
 * When the list has as many items as there are such signs, it has no other items.
 * @returns undefined for any other block or list
 */
export function itemsOf(slice: BlockSlice): readonly ItemSpan[] | undefined {
  const { shown, source } = slice;
  if (shown.type !== "table" && !listTypes.has(shown.type)) return undefined;
  const known = items.get(shown);
  if (known) return known.spans;
  if (shown.type === "table") {
    const spans = rowsOf(slice);
    items.set(shown, { spans });
    return spans;
  }
  const starts = itemStarts(source);
  const spans =
    starts[0] === 0 && starts.length === shown.content?.length
      ? starts.map((start, index) => {
          const whole = source.slice(start, starts[index + 1]);
          return { start, end: start + whole.replace(/[ \t\r\n]+$/, "").length };
        })
      : undefined;
  items.set(shown, { spans });
  return spans;
}

/**
 * A table's head and the delimiter row below it. With both, each row of the table can be parsed separately.
 */
export interface Head {
  readonly source: string;
  readonly row: EditorNode;
}

/** @returns undefined for a block that is no table, and for a table with nothing but a head */
export function headOf({ shown, source }: BlockSlice): Head | undefined {
  const [row] = shown.content ?? [];
  if (shown.type !== "table" || !row) return undefined;
  const lines = /^(?:[^\r\n]*(?:\r\n|\n|\r)){2}/.exec(source)?.[0];
  return lines === undefined ? undefined : { source: lines, row };
}

/** The items of a list, or a table's rows below its head. */
export const itemNodes = ({ type, content = [] }: EditorNode): readonly EditorNode[] =>
  type === "table" ? content.slice(1) : content;

/** The rows of a table below its head. Each row is one line (GitHub Flavored Markdown 0.29, 4.10). */
function rowsOf(slice: BlockSlice): readonly ItemSpan[] | undefined {
  const head = headOf(slice);
  if (!head) return undefined;
  const spans: ItemSpan[] = [];
  const row = /[ \t]*([^\r\n]*)(?:\r\n|\n|\r|$)/y;
  row.lastIndex = head.source.length;
  while (row.lastIndex < slice.source.length) {
    const { lastIndex } = row;
    const [line = "", written = ""] = row.exec(slice.source) ?? [];
    if (written.trim() === "") return undefined;
    const start = lastIndex + line.search(/\S/);
    spans.push({ start, end: start + written.trimEnd().length });
  }
  return spans.length === itemNodes(slice.shown).length ? spans : undefined;
}

/**
 * The offsets at which the items begin, for a list at the start of its lines whose items all begin with
 * text.
 */
export const itemStarts = (source: string): readonly number[] =>
  Array.from(source.matchAll(sign), ({ index }) => index);

const items = new WeakMap<EditorNode, { readonly spans: readonly ItemSpan[] | undefined }>();

/** Stores the item spans of a list when they were derived from another list's spans. */
export function noteItems(shown: EditorNode, spans: readonly ItemSpan[]): void {
  items.set(shown, { spans });
}

export const movedSpan = ({ start, end }: ItemSpan, by: number): ItemSpan => ({
  start: start + by,
  end: end + by,
});

/** A run of neighbouring list items, by index; `to` is exclusive. */
export interface ItemRun {
  readonly from: number;
  readonly to: number;
}

/** A run of list items as a list of its own; a run of table rows as a table with its head. */
export function itemsAlone(
  list: BlockSlice,
  spans: readonly ItemSpan[],
  { from, to }: ItemRun,
): BlockSlice {
  const start = spans[from]?.start ?? 0;
  const end = spans[to - 1]?.end ?? start;
  const own = list.source.slice(start, end);
  const head = headOf(list);
  if (head) {
    const source = head.source + own;
    const content = [head.row, ...itemNodes(list.shown).slice(from, to)];
    const place = { start: list.start, end: list.start + source.length };
    return {
      kind: "block",
      id: -1,
      ...place,
      source,
      shown: { type: "table", content },
      labels: [],
    };
  }
  return {
    kind: "block",
    id: -1,
    start: list.start + start,
    end: list.start + end,
    source: own,
    shown: listOf(list.shown.type, own, list.shown.content?.slice(from, to) ?? []),
    labels: [],
  };
}

/** Makes a list of some items. Its first number is taken from the source. */
export function listOf(type: string, source: string, items: readonly EditorNode[]): EditorNode {
  const start = numberAt(source, 0);
  if (type === "taskList") {
    if (items.length > 0) return withBoxes(items, start);
    return { type, ...(start === undefined ? {} : { attrs: { start } }) };
  }
  return {
    type,
    ...(start === undefined || start === 1 ? {} : { attrs: { start } }),
    ...(items.length > 0 ? { content: items } : {}),
  };
}
