/** Characters at the end of a text by which it is known again. Others of its lines may end like it as well. */
const end = 8;

/**
 * Whether a text may be the first part of one that is still being written: programs empty a file and fill it
 * again, and what stands there between is nobody's text. A text that goes on after the whole of the one before, or
 * ends as it did, is no such part.
 * @param before what stood there
 * @param now what stands there
 */
export function mayBeTorn(before: string, now: string): boolean {
  return before !== "" && !now.startsWith(before) && !endsAlike(before, now);
}

/** Whether a text ends as another one does; never where that is empty. */
export const endsAlike = (one: string, other: string): boolean =>
  one !== "" && other.endsWith(one.slice(-end));
