/** How much came out of the terminal over time. */
export interface Density {
  /** Seconds that each amount is for. */
  readonly step: number;
  /** UTF-16 units of output, from the start on. */
  readonly amounts: number[];
}

/** Amounts that are kept at most; below the double of this the step fits the duration. */
export const mostAmounts = 2048;
/** Seconds. */
const finest = 1 / 64;

/** Adds up output as it comes, in the same memory however long it goes on. */
export interface DensityCounter {
  /** @param time seconds; not before the time of the call before */
  add(time: number, amount: number): void;
  result(): Density;
}

export function createDensityCounter(): DensityCounter {
  let step = finest;
  let amounts: number[] = [];
  const widen = () => {
    const pairs: number[] = [];
    for (let index = 0; index < amounts.length; index += 2)
      pairs.push((amounts[index] ?? 0) + (amounts[index + 1] ?? 0));
    amounts = pairs;
    step *= 2;
  };
  return {
    add(time, amount) {
      while (time / step >= mostAmounts) widen();
      const index = Math.floor(time / step);
      while (amounts.length <= index) amounts.push(0);
      amounts[index] = (amounts[index] ?? 0) + amount;
    },
    result: () => ({ step, amounts }),
  };
}

/**
 * The same over other stretches of time.
 * @param duration seconds
 * @returns one amount for each of `count` equal parts of the duration; where one of ours lies across several,
 *   each gets its share
 */
export function spread({ step, amounts }: Density, duration: number, count: number): number[] {
  const parts = new Array<number>(count).fill(0);
  if (duration <= 0) return parts;
  const width = duration / count;
  amounts.forEach((amount, index) => {
    if (amount === 0) return;
    const start = index * step;
    const end = Math.min(duration, start + step);
    const first = Math.min(count - 1, Math.floor(start / width));
    const last = Math.min(count - 1, Math.max(first, Math.ceil(end / width) - 1));
    for (let part = first; part <= last; part++) {
      const overlap = Math.min(end, (part + 1) * width) - Math.max(start, part * width);
      const share = end > start && last > first ? Math.max(0, overlap) / (end - start) : 1;
      parts[part] = (parts[part] ?? 0) + amount * share;
    }
  });
  return parts;
}
