/** The amount of terminal output over time. */
export interface Density {
  /** The duration of each amount, in seconds. */
  readonly step: number;
  /** UTF-16 units of output in each step, from the start on. */
  readonly amounts: number[];
}

/** The most amounts that are kept. When a longer duration would need more, the step is doubled. */
export const mostAmounts = 2048;
/** The first step, in seconds. */
const finest = 1 / 64;

/** Adds up output as it arrives, in constant memory. */
export interface DensityCounter {
  /** @param time seconds; not earlier than in the previous call */
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
 * Redistributes the amounts over equal parts of a duration.
 * @param duration seconds
 * @returns one amount for each of `count` parts; an amount that overlaps several parts is divided between
 * them
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
