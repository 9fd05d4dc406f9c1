/** The indexes of a longest strictly rising run among the defined values (patience sorting). */
export function risingRun(values: readonly (number | undefined)[]): number[] {
  const ends: number[] = [];
  const previous = values.map(() => -1);
  for (const [index, value] of values.entries()) {
    if (value === undefined) continue;
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[ends[middle] ?? -1] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    previous[index] = ends[low - 1] ?? -1;
    ends[low] = index;
  }
  const run: number[] = [];
  for (let index = ends.at(-1) ?? -1; index !== -1; index = previous[index] ?? -1) run.push(index);
  return run.reverse();
}
