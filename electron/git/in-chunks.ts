/** How many files are open at once; systems allow a process a few hundred. */
const atOnce = 32;

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
