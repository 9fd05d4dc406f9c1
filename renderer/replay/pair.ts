/** One of two recordings that are shown side by side. Times are in seconds. */
export interface Side {
  /** When it was begun, since 1970; undefined when the recording does not say. */
  readonly start: number | undefined;
  readonly duration: number;
}

/** Both from their beginning, or each when it happened. */
export type Alignment = "start" | "clock";

/** Two recordings on one timeline. */
export interface Pair {
  /** How long after the timeline's beginning each recording begins. */
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

/** Whether two recordings went on at the same time, so that one clock for both tells something. */
export function overlap(a: Side, b: Side): boolean {
  const offsets = clockOffsets(a, b);
  return offsets !== undefined && offsets[0] < b.duration && offsets[1] < a.duration;
}

function clockOffsets(a: Side, b: Side): [number, number] | undefined {
  if (a.start === undefined || b.start === undefined) return undefined;
  const begin = Math.min(a.start, b.start);
  return [a.start - begin, b.start - begin];
}
