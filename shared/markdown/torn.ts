/**
 * The number of characters at the end of a text that identify it. Other lines may end with the same
 * characters.
 */
const end = 8;

/**
 * Whether a text may be only the first part of a text that another program is still writing. Programs empty
 * a file and fill it again; the content between these steps is not a version of the text. A text is
 * complete when it continues the whole earlier text, or has the same ending.
 * @param before the file's earlier text
 * @param now the file's current text
 */
export function mayBeTorn(before: string, now: string): boolean {
  return before !== "" && !now.startsWith(before) && !endsAlike(before, now);
}

/** Whether a text ends as another text does. False when the other text is empty. */
export const endsAlike = (one: string, other: string): boolean =>
  one !== "" && other.endsWith(one.slice(-end));
