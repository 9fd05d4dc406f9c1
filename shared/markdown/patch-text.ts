import { withoutBareLinks } from "./canonical";
import { type Edit, indentLines, type PatchContext } from "./edits";
import { isSign } from "./escapes";
import { patchEmptyCell } from "./patch-table";
import type { EditorNode, InlineUnit, Layout } from "./types";
import { marksKey, mergeText, splitText, unitKey } from "./units";
import { ownBlock, writeCode, writeInline, writeText } from "./write-inline";

type Context = PatchContext & { readonly prefix: string; readonly inCell: boolean };

/**
 * The edits that change the content of a text block. The common beginning and end of both contents keep
 * their bytes.
 * @param old canonical, like `next`
 * @returns undefined when the block has to be rewritten
 */
export function patchText(
  layout: Layout,
  old: EditorNode,
  next: EditorNode,
  context: Context,
): Edit[] | undefined {
  const before = splitText(old.content ?? []);
  const after = splitText(next.content ?? []);
  const { units, inline } = layout;
  if (context.inCell && (before.length === 0 || after.length === 0)) {
    const edit = patchEmptyCell(layout, cellText(after, context), context);
    return edit && [edit];
  }
  if (!units || !inline || before.length !== units.length || after.length === 0) return undefined;

  // Links from an address to itself are ignored, because the parser adds and removes them by itself.
  const keysOf = (node: EditorNode) => splitText(withoutBareLinks(node).content ?? []).map(unitKey);
  const keys = keysOf(old);
  const nextKeys = keysOf(next);
  const shortest = Math.min(keys.length, nextKeys.length);
  let head = 0;
  while (head < shortest && keys[head] === nextKeys[head]) head++;
  let tail = 0;
  while (
    tail < shortest - head &&
    keys[keys.length - 1 - tail] === nextKeys[nextKeys.length - 1 - tail]
  )
    tail++;
  if (head + tail === keys.length && head + tail === nextKeys.length) return [];

  const change: Change = { before, after, units, head, tail };
  const edit = context.reach === "marked" ? wide(change, inline, context) : narrow(change, context);
  if (edit === undefined) return undefined;
  const written = { ...edit, text: indentLines(edit.text, context.eol, context.prefix) };
  return context.reach === "beside" ? besides(change, written, context) : [written];
}

/** The whole text of a table cell. */
const cellText = (units: readonly EditorNode[], context: Context): string =>
  writeInline(mergeText(units), context, ownBlock(true));

/** An edit, plus the backslashes that the text beside it needs. */
function besides({ units }: Change, edit: Edit, { text, escapes }: Context): Edit[] {
  const backslash = ({ node, start, end }: InlineUnit): Edit[] => {
    const isPlain = end - start === 1 && text.charAt(start) === node.text && isSign(node.text);
    if (!isPlain || node.marks?.some(({ type }) => type === "code")) return [];
    return escapes.wants(node.text) ? [{ start, end: start, text: "\\" }] : [];
  };
  return [
    ...units.filter(({ end }) => end <= edit.start).flatMap(backslash),
    edit,
    ...units.filter(({ start }) => start >= edit.end).flatMap(backslash),
  ];
}

interface Change {
  readonly before: readonly EditorNode[];
  readonly after: readonly EditorNode[];
  readonly units: readonly InlineUnit[];
  /** The number of unchanged units at the beginning and at the end. */
  readonly head: number;
  readonly tail: number;
}

/** A change inside one stretch of text with equal marks. The marks' signs keep their bytes. */
function narrow(
  { before, after, units, head, tail }: Change,
  { escapes, inCell }: Context,
): Edit | undefined {
  const removed = before.slice(head, before.length - tail);
  const added = after.slice(head, after.length - tail);
  const [sample] = [...removed, ...added];
  if (sample === undefined) return undefined;
  const marks = marksKey(sample);
  if ([...removed, ...added].some((node) => node.text === undefined || marksKey(node) !== marks))
    return undefined;
  const place = placeOf({ before, after, units, head, tail }, marks);
  if (place === undefined) return undefined;
  const plain = added.map(({ text = "" }) => text).join("");
  const code = sample.marks?.some(({ type }) => type === "code") ?? false;
  return { ...place, text: code ? writeCode(plain, inCell) : writeText(plain, escapes, inCell) };
}

function placeOf(
  { before, units, head, tail }: Change,
  marks: string,
): { start: number; end: number } | undefined {
  const first = units[head];
  const last = units[units.length - 1 - tail];
  if (head + tail < before.length)
    return first && last ? { start: first.start, end: last.end } : undefined;
  const previous = units[head - 1];
  if (previous && marksKey(previous.node) === marks)
    return { start: previous.end, end: previous.end };
  if (first && marksKey(first.node) === marks) return { start: first.start, end: first.start };
  return undefined;
}

/** Any other change: rewrites everything between the nearest unmarked text before it and after it. */
function wide(
  { before, after, units, head, tail }: Change,
  inline: { start: number; end: number },
  context: Context,
): Edit | undefined {
  let first = head;
  while (first > 0 && isMarked(before[first - 1])) first--;
  let rest = tail;
  while (rest > 0 && isMarked(before[before.length - rest])) rest--;
  const start = first > 0 ? units[first - 1]?.end : inline.start;
  const end = rest > 0 ? units[units.length - rest]?.start : inline.end;
  if (start === undefined || end === undefined) return undefined;
  const { text, inCell } = context;
  const added = mergeText(after.slice(first, after.length - rest));
  const written = writeInline(added, context, {
    inCell,
    before: first > 0 ? text.slice(Math.max(0, start - besideLength), start) : "",
    after: rest > 0 ? text.slice(end, end + 2) : "",
  });
  return { start, end, text: written };
}

/** The number of characters before a change that are examined, because an address may stand there. */
const besideLength = 500;

const isMarked = (node: EditorNode | undefined) =>
  node !== undefined && (node.text === undefined || (node.marks?.length ?? 0) > 0);
