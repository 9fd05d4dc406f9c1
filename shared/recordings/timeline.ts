import type { CastEvent, CastHeader } from "./asciicast";

/** Seconds since the recording's start; nothing happens between them. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A recording laid out in time. All times are in seconds. */
export interface Timeline {
  readonly header: CastHeader;
  /** In the order of their times. */
  readonly events: readonly CastEvent[];
  readonly duration: number;
  readonly markers: readonly { readonly time: number; readonly label: string }[];
  readonly resizes: readonly {
    readonly time: number;
    readonly cols: number;
    readonly rows: number;
  }[];
  /** What is left out when idle time is skipped: of each long pause, all but its first seconds. */
  readonly idle: readonly Stretch[];
  /** The duration with idle time skipped. */
  readonly skippedDuration: number;
  /** From real time to the time with idle stretches left out; within one, time stands still. */
  toSkipped(time: number): number;
  /** The other way; where a stretch was left out, its end. */
  toReal(skipped: number): number;
}

/**
 * @param events as the parser gave them, in order
 * @param idleAfter seconds of quiet after which a pause counts as idle
 */
export function buildTimeline(
  header: CastHeader,
  events: readonly CastEvent[],
  idleAfter = 2,
): Timeline {
  const idle: Stretch[] = [];
  let last = 0;
  for (const { time } of events) {
    if (time - last > idleAfter) idle.push({ start: last + idleAfter, end: time });
    last = time;
  }
  const duration = last;
  // before[i] is how much idle time lies before stretch i.
  const before: number[] = [];
  let skipped = 0;
  for (const stretch of idle) {
    before.push(skipped);
    skipped += stretch.end - stretch.start;
  }
  const skippedDuration = duration - skipped;

  return {
    header,
    events,
    duration,
    markers: events.flatMap((event) =>
      event.code === "m" ? [{ time: event.time, label: event.label }] : [],
    ),
    resizes: events.flatMap((event) =>
      event.code === "r" ? [{ time: event.time, cols: event.cols, rows: event.rows }] : [],
    ),
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

/** How many events have happened at a time: the index of the first event after it. */
export function eventsUntil(timeline: Timeline, time: number): number {
  const { events } = timeline;
  return countUntil(events.length, (i) => (events[i]?.time ?? 0) <= time);
}

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
