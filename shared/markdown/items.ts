import { withBoxes } from "./canonical";
import { numberAt } from "./numbers";
import type { BlockSlice, EditorNode } from "./types";

/** An item of a list or a row of a table, as UTF-16 indexes into the list's source: from its sign to its last character. */
export interface ItemSpan {
  readonly start: number;
  readonly end: number;
}

const listTypes = new Set(["bulletList", "orderedList", "taskList"]);

/** A list's sign at the beginning of a line, with text behind it. */
const sign = /(?<![^\r\n])(?:[-+*]|\d{1,9}[.)])(?=[ \t]+[^ \t\r\n])/g;

/**
 * The items of a list that stands at the beginning of its lines, when each of them can be read by itself.
 *
 * An item's further lines are indented or go on with its paragraph, so a sign at the beginning of a line opens
 * the list's next item whatever stood before it (CommonMark 0.31, 5.2 and the appendix), and there are no
 * others when the list has as many as there are signs.
 * @returns undefined for another block or another list
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

/** A table's head and the line below it: with them each of its rows can be read by itself. */
export interface Head {
  readonly source: string;
  readonly row: EditorNode;
}

/** @returns undefined for any other block, and for a table that has nothing but a head */
export function headOf({ shown, source }: BlockSlice): Head | undefined {
  const [row] = shown.content ?? [];
  if (shown.type !== "table" || !row) return undefined;
  const lines = /^(?:[^\r\n]*(?:\r\n|\n|\r)){2}/.exec(source)?.[0];
  return lines === undefined ? undefined : { source: lines, row };
}

/** The items of a list, or the rows of a table below its head. */
export const itemNodes = ({ type, content = [] }: EditorNode): readonly EditorNode[] =>
  type === "table" ? content.slice(1) : content;

/** A table's rows below its head; each is a line (GitHub Flavored Markdown 0.29, 4.10). */
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

/** Where the items of a list begin that stands at the beginning of its lines and has text in each of them. */
export const itemStarts = (source: string): readonly number[] =>
  Array.from(source.matchAll(sign), ({ index }) => index);

const items = new WeakMap<EditorNode, { readonly spans: readonly ItemSpan[] | undefined }>();

/** Notes the items of a list whose items are known from another one's. */
export function noteItems(shown: EditorNode, spans: readonly ItemSpan[]): void {
  items.set(shown, { spans });
}

export const movedSpan = ({ start, end }: ItemSpan, by: number): ItemSpan => ({
  start: start + by,
  end: end + by,
});

/** Neighbouring items of a list, by their indexes: from the first one to the one behind the last. */
export interface ItemRun {
  readonly from: number;
  readonly to: number;
}

/** Some of a list's items as a list of their own, and some of a table's rows as a table with its head. */
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

/** A list of some items, numbered as its source says. */
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
