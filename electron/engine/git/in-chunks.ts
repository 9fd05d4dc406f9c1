/**
 * The number of files open at once: a system may allow a process only a few dozen, and Node reads at most four at
 * a time.
 */
const atOnce = 8;

/** Calls a function for each item, several at a time; the results are in the order of the items. */
export async function inChunks<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += atOnce)
    results.push(...(await Promise.all(items.slice(at, at + atOnce).map(work))));
  return results;
}
