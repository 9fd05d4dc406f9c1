import { editBetween, movedEdit, type TextEdit } from "@shared/base/text-edit";

/**
 * A text field counts every line end as one "\n". A file may have other line ends, even several kinds. These
 * functions convert both ways, and unedited lines keep their own line ends.
 */

/** One kind of line end. */
export type LineEnd = "\n" | "\r\n" | "\r";

const ends = /\r\n|\r|\n/g;

/** The text as a text field has it. */
export const plainLines = (exact: string): string =>
  exact.includes("\r") ? exact.replace(ends, "\n") : exact;

/** The first line end of a text; undefined for a single line. */
export function firstLineEnd(exact: string): LineEnd | undefined {
  const found = /\r\n|\r|\n/.exec(exact)?.[0];
  return found === "\r\n" || found === "\r" || found === "\n" ? found : undefined;
}

/**
 * Applies changes of `plainLines(exact)` to the exact text.
 * @param changes in order, without overlaps, with all offsets in the text before the first change
 * @param lineEnd the line end of new lines; a replacement that repeats the replaced text keeps its line ends
 */
export function applyChanges(
  exact: string,
  changes: readonly TextEdit[],
  lineEnd: LineEnd,
): string {
  const toExact = exactIndex(exact);
  let result = "";
  let position = 0;
  for (const change of changes) {
    const { from, to, insert } = shrink(change, exact, toExact);
    const start = toExact(from);
    result = join(join(result, exact.slice(position, start)), insert.replaceAll("\n", lineEnd));
    position = toExact(to);
  }
  return join(result, exact.slice(position));
}

/** Joins two texts. A "\r" before a "\n" would become one line end, so another "\r" is put between to keep two. */
const join = (a: string, b: string): string =>
  a.endsWith("\r") && b.startsWith("\n") ? `${a}\r${b}` : a + b;

/** Removes from a change the text that it puts back unchanged, as an undo does with a deleted line. */
function shrink(change: TextEdit, exact: string, toExact: (index: number) => number): TextEdit {
  if (change.insert === "" || change.from === change.to) return change;
  const removed = plainLines(exact.slice(toExact(change.from), toExact(change.to)));
  return movedEdit(editBetween(removed, change.insert), change.from);
}

/** Converts an offset in the plain text to one in the exact text. Fast when called with rising offsets. */
export function exactIndex(exact: string): (plain: number) => number {
  const pairs: number[] = [];
  for (let at = exact.indexOf("\r\n"); at !== -1; at = exact.indexOf("\r\n", at + 2))
    pairs.push(at - pairs.length);
  return (plain) => plain + countBelow(pairs, plain);
}

/** Converts an offset in the exact text to one in the plain text. */
export function plainIndex(exact: string): (index: number) => number {
  const pairs: number[] = [];
  for (let at = exact.indexOf("\r\n"); at !== -1; at = exact.indexOf("\r\n", at + 2))
    pairs.push(at + 1);
  return (index) => index - countBelow(pairs, index);
}

/** The count of rising numbers that are less than `limit`. */
function countBelow(rising: readonly number[], limit: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
