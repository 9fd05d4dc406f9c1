/** One of two recordings that are shown side by side. Times are in seconds. */
export interface Side {
  /** The start of the recording, in seconds since 1970; undefined when the recording does not have it. */
  readonly start: number | undefined;
  readonly duration: number;
}

/** "start": both from their beginning; "clock": each at its real time. */
export type Alignment = "start" | "clock";

/** Two recordings on one timeline. */
export interface Pair {
  /** The delay of each recording's beginning after the timeline's beginning. */
  readonly offsets: readonly [number, number];
  readonly duration: number;
}

export function pairOf(a: Side, b: Side, alignment: Alignment): Pair {
  const offsets = alignment === "clock" ? clockOffsets(a, b) : undefined;
  const [first, second] = offsets ?? [0, 0];
  return {
    offsets: [first, second],
    duration: Math.max(first + a.duration, second + b.duration),
  };
}

/** Whether two recordings overlap in time, so that a common clock is useful. */
export function overlap(a: Side, b: Side): boolean {
  const offsets = clockOffsets(a, b);
  return offsets !== undefined && offsets[0] < b.duration && offsets[1] < a.duration;
}

function clockOffsets(a: Side, b: Side): [number, number] | undefined {
  if (a.start === undefined || b.start === undefined) return undefined;
  const begin = Math.min(a.start, b.start);
  return [a.start - begin, b.start - begin];
}
