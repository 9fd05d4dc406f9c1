import { editBetween, movedEdit, type TextEdit } from "@shared/base/text-edit";

/**
 * A text field counts every line end as one "\n"; a file may have others, even several kinds. These functions
 * lead from one to the other and back, so that lines that were not edited keep their own ends.
 */

/** One kind of line end. */
export type LineEnd = "\n" | "\r\n" | "\r";

const ends = /\r\n|\r|\n/g;

/** The text as a text field holds it. */
export const plainLines = (exact: string): string =>
  exact.includes("\r") ? exact.replace(ends, "\n") : exact;

/** The first line end of a text; undefined for a single line. */
export function firstLineEnd(exact: string): LineEnd | undefined {
  const found = /\r\n|\r|\n/.exec(exact)?.[0];
  return found === "\r\n" || found === "\r" || found === "\n" ? found : undefined;
}

/**
 * Applies changes that were made to `plainLines(exact)` to the exact text.
 * @param changes in order, without overlaps, all counted in the text before any of them
 * @param lineEnd what new lines end in; a replaced stretch that says the same again keeps its own ends
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

/** Two line ends that come to stand side by side stay two: "\r" and "\n" would make one. Neither gives way. */
const join = (a: string, b: string): string =>
  a.endsWith("\r") && b.startsWith("\n") ? `${a}\r${b}` : a + b;

/** Leaves out of a change what it puts back, as undo does with a line that was deleted. */
function shrink(change: TextEdit, exact: string, toExact: (index: number) => number): TextEdit {
  if (change.insert === "" || change.from === change.to) return change;
  const removed = plainLines(exact.slice(toExact(change.from), toExact(change.to)));
  return movedEdit(editBetween(removed, change.insert), change.from);
}

/** From an index into the plain text to one into the exact text. Quick when asked in rising order. */
export function exactIndex(exact: string): (plain: number) => number {
  const pairs: number[] = [];
  for (let at = exact.indexOf("\r\n"); at !== -1; at = exact.indexOf("\r\n", at + 2))
    pairs.push(at - pairs.length);
  return (plain) => plain + countBelow(pairs, plain);
}

/** From an index into the exact text to one into the plain text. */
export function plainIndex(exact: string): (index: number) => number {
  const pairs: number[] = [];
  for (let at = exact.indexOf("\r\n"); at !== -1; at = exact.indexOf("\r\n", at + 2))
    pairs.push(at + 1);
  return (index) => index - countBelow(pairs, index);
}

/** How many of the rising numbers are less than `limit`. */
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
