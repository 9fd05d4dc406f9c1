import { withBoxes } from "./canonical";
import type { BlockSlice, EditorNode } from "./types";

/** An item of a list, as UTF-16 indexes into the list's source: from its sign to its last character. */
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
export function itemsOf({ shown, source }: BlockSlice): readonly ItemSpan[] | undefined {
  if (!listTypes.has(shown.type)) return undefined;
  const known = items.get(shown);
  if (known) return known.spans;
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

/** Some of a list's items as a list of their own. */
export function itemsAlone(
  list: BlockSlice,
  spans: readonly ItemSpan[],
  { from, to }: ItemRun,
): BlockSlice {
  const start = spans[from]?.start ?? 0;
  const end = spans[to - 1]?.end ?? start;
  const source = list.source.slice(start, end);
  return {
    kind: "block",
    id: -1,
    start: list.start + start,
    end: list.start + end,
    source,
    shown: listOf(list.shown.type, source, list.shown.content?.slice(from, to) ?? []),
    labels: [],
  };
}

/** A list of some items, numbered as its source says. */
export function listOf(type: string, source: string, items: readonly EditorNode[]): EditorNode {
  if (type === "taskList") return items.length > 0 ? withBoxes(items) : { type };
  const number = type === "orderedList" ? Number.parseInt(source, 10) : 1;
  return {
    type,
    ...(number === 1 ? {} : { attrs: { start: number } }),
    ...(items.length > 0 ? { content: items } : {}),
  };
}
