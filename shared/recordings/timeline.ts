/** A time without events, in seconds since the recording's start. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A recording's time with and without its pauses. All times are in seconds. */
export interface Timeline {
  readonly duration: number;
  /** The stretches that are left out when idle time is skipped: each long pause except its first seconds. */
  readonly idle: readonly Stretch[];
  /** The duration without idle stretches. */
  readonly skippedDuration: number;
  /** Converts real time to time without idle stretches. Within a stretch the result stays the same. */
  toSkipped(time: number): number;
  /** Converts back to real time. Where a stretch was left out, the result is its end. */
  toReal(skipped: number): number;
}

/** The seconds without events after which a pause counts as idle. */
const idleAfter = 2;
/** The most stretches that are kept. Of more stretches, only the longest are skipped. */
export const mostStretches = 20_000;

/** Finds the idle stretches of a recording as it is read. */
export interface IdleFinder {
  /** Takes the time of an event; not earlier than in the previous call. */
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

/** @param idle stretches in order that do not touch and lie within the duration */
export function createTimeline(duration: number, idle: readonly Stretch[]): Timeline {
  // before[i] is the amount of idle time before stretch i.
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
 * The number of things, sorted by time, that have happened at a time; also the index of the first later one.
 * @param time seconds; a thing at exactly this time has happened
 */
export const countUntilTime = (things: readonly { readonly time: number }[], time: number) =>
  countUntil(things.length, (i) => (things[i]?.time ?? 0) <= time);

const clamp = (time: number, most: number) => Math.min(Math.max(time, 0), most);

/**
 * Binary search: the first index for which `holds` is false. It must be true before and false after that
 * index.
 */
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
