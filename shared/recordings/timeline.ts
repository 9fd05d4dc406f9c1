/** Seconds since the recording's start; nothing happens between them. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A recording's time, with and without its pauses. All times are in seconds. */
export interface Timeline {
  readonly duration: number;
  /** What is left out when idle time is skipped: of each long pause, all but its first seconds. */
  readonly idle: readonly Stretch[];
  /** The duration with idle time skipped. */
  readonly skippedDuration: number;
  /** From real time to the time with idle stretches left out; within one, time stands still. */
  toSkipped(time: number): number;
  /** The other way; where a stretch was left out, its end. */
  toReal(skipped: number): number;
}

/** Seconds of quiet after which a pause counts as idle. */
const idleAfter = 2;
/** Stretches that are kept at most; of more, only the longest are skipped. */
export const mostStretches = 20_000;

/** Finds the idle stretches of a recording as it is read. */
export interface IdleFinder {
  /** Something happened; not before the time of the call before. */
  event(time: number): void;
  result(): readonly Stretch[];
}

export function createIdleFinder(): IdleFinder {
  let found: Stretch[] = [];
  let last = 0;
  let least = 0;
  return {
    event(time) {
      const stretch = { start: last + idleAfter, end: time };
      last = time;
      if (stretch.end - stretch.start <= least) return;
      found.push(stretch);
      while (found.length > mostStretches) {
        const lengths = found.map(({ start, end }) => end - start).sort((a, b) => a - b);
        least = lengths[lengths.length >> 1] ?? 0;
        found = found.filter(({ start, end }) => end - start > least);
      }
    },
    result: () => found,
  };
}

/** @param idle in order; they do not touch and lie within the duration */
export function createTimeline(duration: number, idle: readonly Stretch[]): Timeline {
  // before[i] is how much idle time lies before stretch i.
  const before: number[] = [];
  let skipped = 0;
  for (const stretch of idle) {
    before.push(skipped);
    skipped += stretch.end - stretch.start;
  }
  const skippedDuration = duration - skipped;

  return {
    duration,
    idle,
    skippedDuration,
    toSkipped(time) {
      const real = clamp(time, duration);
      const index = countUntil(idle.length, (i) => (idle[i]?.start ?? 0) <= real) - 1;
      const stretch = idle[index];
      if (stretch === undefined) return real;
      const into = Math.min(real, stretch.end) - stretch.start;
      return real - (before[index] ?? 0) - into;
    },
    toReal(time) {
      const wanted = clamp(time, skippedDuration);
      const index =
        countUntil(idle.length, (i) => (idle[i]?.start ?? 0) - (before[i] ?? 0) <= wanted) - 1;
      const stretch = idle[index];
      if (stretch === undefined) return wanted;
      return Math.min(duration, wanted + (before[index] ?? 0) + (stretch.end - stretch.start));
    },
  };
}

/**
 * How many of some things that happened, in order, have happened at a time: the index of the first after it.
 * @param time seconds; what happened exactly then has happened
 */
export const countUntilTime = (things: readonly { readonly time: number }[], time: number) =>
  countUntil(things.length, (i) => (things[i]?.time ?? 0) <= time);

const clamp = (time: number, most: number) => Math.min(Math.max(time, 0), most);

/** The first index for which `holds` is false; it must be true before that and false from there on. */
function countUntil(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
