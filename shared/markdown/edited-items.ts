import { canonical, sameNode } from "./canonical";
import {
  headOf,
  type ItemRun,
  type ItemSpan,
  itemNodes,
  itemStarts,
  itemsAlone,
  itemsOf,
  listOf,
} from "./items";
import { firstNumber, numberAt, numberFor, numberingOf, renumbered } from "./numbers";
import { risingRun } from "./rising-run";
import type { BlockSlice, EditorNode } from "./types";

/** A run of list items and the items that replace it. */
interface ItemChange extends ItemRun {
  readonly items: readonly EditorNode[];
}

/**
 * The candidate source of a list in which some items were edited, added or removed. The other items are not
 * parsed.
 * @param next the edited list, canonical
 * @param write writes a run of changed items; returns undefined when more of the list has to change
 * @param counting whether added items are numbered upwards when the list has only one item
 */
export function* editedItems(
  slice: BlockSlice,
  next: EditorNode,
  write: (items: BlockSlice, next: EditorNode) => string | undefined,
  counting: boolean,
): Generator<string> {
  const spans = itemsOf(slice);
  const shown = canonical(slice.shown);
  if (!spans || !shown || !sameNode({ ...shown, content: [] }, { ...next, content: [] })) return;
  const head = headOf(slice);
  if (head && shown.content?.[0] !== next.content?.[0]) return;
  const [items, nextItems] = [itemNodes(shown), itemNodes(next)];
  if (items.length !== spans.length || nextItems.length === 0) return;
  let source = "";
  let position = 0;
  for (const change of itemChanges(items, nextItems)) {
    const alone = itemsAlone(slice, spans, change);
    const wanted = head
      ? { ...next, content: [...(next.content ?? []).slice(0, 1), ...change.items] }
      : listOf(slice.shown.type, alone.source, change.items);
    const edited = write(alone, wanted);
    const before = head?.source ?? "";
    if (edited === undefined || !edited.startsWith(before)) return;
    const start = spans[change.from]?.start ?? 0;
    source += slice.source.slice(position, start) + edited.slice(before.length);
    position = spans[change.to - 1]?.end ?? start;
  }
  if (position === 0) return;
  source += slice.source.slice(position);
  if (firstNumber(next) !== undefined) {
    const numbered = withNumbers({ slice, spans, items }, next, source, counting);
    if (numbered !== undefined) yield numbered;
  } else yield source;
}

/**
 * The source of a list with its items numbered as on screen, after items were added, removed or moved.
 * @returns undefined where the beginning of each item cannot be determined
 */
function withNumbers(
  before: {
    readonly slice: BlockSlice;
    readonly spans: readonly ItemSpan[];
    readonly items: readonly EditorNode[];
  },
  next: EditorNode,
  source: string,
  counting: boolean,
): string | undefined {
  const { content = [] } = next;
  const numbers = before.spans.map(({ start }) => numberAt(before.slice.source, start));
  const numbering = numberingOf(next, numbers, counting);
  const known = new Set(before.items);
  const isArranged =
    content.length === before.items.length &&
    content.every((item, at) => item === before.items[at] || !known.has(item));
  if (isArranged) return source;
  const starts = itemStarts(source);
  if (starts.length !== content.length) return undefined;
  const first = content.findIndex((item, at) => item !== before.items[at]);
  return starts
    .map((start, at) => {
      const item = source.slice(start, starts[at + 1]);
      const stays = at < first || content[at] === before.items[at];
      // `write` may have renumbered an unchanged item that is next to an added or removed item.
      const number = stays ? numbers[at] : numberFor(numbering, at);
      return number === undefined ? item : renumbered(item, number, "");
    })
    .join("");
}

/**
 * The changes of a list's items, in order. Each change includes as many neighbours as are needed to write
 * it. An unedited item is usually the same object.
 */
function itemChanges(
  before: readonly EditorNode[],
  after: readonly EditorNode[],
): readonly ItemChange[] {
  const shortest = Math.min(before.length, after.length);
  let head = 0;
  while (head < shortest && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shortest - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;

  const [lastBefore, lastAfter] = [before.length - tail, after.length - tail];
  const places = new Map(before.slice(head, lastBefore).map((item, index) => [item, head + index]));
  const stays = after.slice(head, lastAfter).map((item) => places.get(item));
  const edits: ItemChange[] = [];
  let [from, first] = [head, head];
  for (const index of [...risingRun(stays), stays.length]) {
    const to = stays[index] ?? lastBefore;
    const end = head + index;
    edits.push(...editsOf({ items: before, from, to }, { items: after, from: first, to: end }));
    [from, first] = [to + 1, end + 1];
  }
  return withNeighbours(before, edits);
}

/**
 * The changes between two unchanged items. With an equal number of items before and after, each item is a
 * change of its own.
 */
function editsOf(
  before: ItemRun & { readonly items: readonly EditorNode[] },
  after: ItemRun & { readonly items: readonly EditorNode[] },
): ItemChange[] {
  const same = (one: number, other: number) => sameNode(before.items[one], after.items[other]);
  let [from, to, first, end] = [before.from, before.to, after.from, after.to];
  while (from < to && first < end && same(from, first)) [from, first] = [from + 1, first + 1];
  while (from < to && first < end && same(to - 1, end - 1)) [to, end] = [to - 1, end - 1];
  const items = after.items.slice(first, end);
  if (to - from !== items.length) return [{ from, to, items }];
  return items.flatMap((item, index) =>
    same(from + index, first + index)
      ? []
      : { from: from + index, to: from + index + 1, items: [item] },
  );
}

/**
 * The separator between items is taken from two existing items, so a change that adds or removes items
 * includes two neighbours.
 */
function withNeighbours(
  before: readonly EditorNode[],
  edits: readonly ItemChange[],
): readonly ItemChange[] {
  const { length } = before;
  const groups: { from: number; to: number; readonly edits: ItemChange[] }[] = [];
  for (const edit of edits) {
    const isAlone = edit.to - edit.from === edit.items.length;
    const ahead = isAlone ? 0 : edit.to < length ? 1 : 2;
    const behind = isAlone ? 0 : edit.from > 0 ? 1 : 2;
    const group = {
      from: Math.max(0, edit.from - ahead),
      to: Math.min(length, edit.to + behind),
      edits: [edit],
    };
    for (let last = groups.at(-1); last && last.to > group.from; last = groups.at(-1)) {
      groups.pop();
      group.from = Math.min(group.from, last.from);
      group.to = Math.max(group.to, last.to);
      group.edits.unshift(...last.edits);
    }
    groups.push(group);
  }
  return groups.map(({ from, to, edits }) => {
    const items: EditorNode[] = [];
    let position = from;
    for (const edit of edits) {
      items.push(...before.slice(position, edit.from), ...edit.items);
      position = edit.to;
    }
    return { from, to, items: [...items, ...before.slice(position, to)] };
  });
}
