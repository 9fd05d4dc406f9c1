import { merge, mergedText } from "./merge";

/**
 * Whether a text undoes a change and makes others: it looks as if it had been made from the text before the
 * change. To undo the change in it would alter nothing.
 * @param before the text before the change
 * @param after the text with the change
 * @param now the text in question
 */
export function takesBack(before: string, after: string, now: string): boolean {
  if (now === before || now === after || before === after) return false;
  const undone = merge(after, before, now);
  return undone.conflicts.length === 0 && mergedText(undone) === now;
}
