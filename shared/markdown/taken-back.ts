import { merge, mergedText } from "./merge";

/**
 * Whether a text undoes a change and makes others, as if it was written from the text before the change.
 * Undoing the change in such a text alters nothing.
 * @param before the text before the change
 * @param after the text with the change
 * @param now the text in question
 */
export function takesBack(before: string, after: string, now: string): boolean {
  if (now === before || now === after || before === after) return false;
  const undone = merge(after, before, now);
  return undone.conflicts.length === 0 && mergedText(undone) === now;
}
