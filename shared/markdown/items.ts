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
  const starts = Array.from(source.matchAll(sign), ({ index }) => index);
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

const items = new WeakMap<EditorNode, { readonly spans: readonly ItemSpan[] | undefined }>();

/** Notes the items of a list that differs from another in one item alone. */
export function noteItems(
  shown: EditorNode,
  before: readonly ItemSpan[],
  changed: number,
  longerBy: number,
): void {
  const spans = before.map(({ start, end }, index) => ({
    start: index > changed ? start + longerBy : start,
    end: index >= changed ? end + longerBy : end,
  }));
  items.set(shown, { spans });
}

/** The index of the item that holds all of a stretch of the list's source; undefined when none does. */
export function itemAt(spans: readonly ItemSpan[], start: number, end: number): number | undefined {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.end ?? 0) < end) low = middle + 1;
    else high = middle;
  }
  return (spans[low]?.start ?? Number.POSITIVE_INFINITY) <= start ? low : undefined;
}

/** One item of a list as a list of its own. */
export function itemAlone(list: BlockSlice, { start, end }: ItemSpan, index: number): BlockSlice {
  const source = list.source.slice(start, end);
  return {
    kind: "block",
    id: -1,
    start: list.start + start,
    end: list.start + end,
    source,
    shown: listOf(list.shown.type, source, list.shown.content?.[index]),
    labels: [],
  };
}

/** A list of one item, numbered as its source says. */
export function listOf(type: string, source: string, item: EditorNode | undefined): EditorNode {
  const number = type === "orderedList" ? Number.parseInt(source, 10) : 1;
  return {
    type,
    ...(number === 1 ? {} : { attrs: { start: number } }),
    ...(item ? { content: [item] } : {}),
  };
}
