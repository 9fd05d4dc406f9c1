/** How many files are open at once: a system may allow a process a few dozen, and reads no more than four at a time. */
const atOnce = 8;

/** Does something for each item, some at a time; results in the order of the items. */
export async function inChunks<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += atOnce)
    results.push(...(await Promise.all(items.slice(at, at + atOnce).map(work))));
  return results;
}
