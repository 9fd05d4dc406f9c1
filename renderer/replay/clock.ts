import { partAt } from "@shared/recordings/keyframes";
import type { Timeline } from "@shared/recordings/timeline";
import type { Recording } from "./recording";

/** The seconds of the recording that are played in one second. */
export const speeds = [0.5, 1, 2, 4, 8, 16] as const;
export type Speed = (typeof speeds)[number];

export interface Pace {
  readonly speed: Speed;
  /** Whether long pauses are left out. */
  readonly skipIdle: boolean;
}

/**
 * The position after some time of playing.
 * @param position seconds
 * @param elapsed the time that has passed for the person, in seconds
 * @returns seconds, at most the duration
 */
export function advance(timeline: Timeline, position: number, elapsed: number, pace: Pace): number {
  const played = elapsed * pace.speed;
  if (!pace.skipIdle) return Math.min(timeline.duration, position + played);
  const skipped = timeline.toSkipped(position) + played;
  // Sums of many pauses have rounding errors. Without this margin, a last pause might never end.
  if (skipped > timeline.skippedDuration - 1e-6) return timeline.duration;
  // Converting back and forth may lose the last bit. The position never moves backwards.
  return Math.max(position, timeline.toReal(skipped));
}

/** The next slower or faster speed; unchanged at either end. */
export function otherSpeed(speed: Speed, by: -1 | 1): Speed {
  return speeds[speeds.indexOf(speed) + by] ?? speed;
}

/** The time of the next or previous event of the recording; undefined when there is none. */
export async function stepFrom(
  recording: Pick<Recording, "parts" | "part">,
  position: number,
  by: -1 | 1,
): Promise<number | undefined> {
  const { parts } = recording;
  for (let number = partAt(parts, position); number >= 0 && number < parts.length; number += by) {
    const { events } = await recording.part(number);
    const found =
      by === 1
        ? events.find(({ time }) => time > position)
        : events.findLast(({ time }) => time < position);
    if (found) return found.time;
  }
  return by === -1 && position > 0 ? 0 : undefined;
}

/**
 * The next or previous of the given times.
 * @param times in order
 */
export function neighbour(
  times: readonly number[],
  position: number,
  by: -1 | 1,
): number | undefined {
  return by === 1
    ? times.find((time) => time > position)
    : times.findLast((time) => time < position);
}

/** The index of the last time that is reached; -1 before the first. */
export const lastReached = (times: readonly number[], position: number): number =>
  times.findLastIndex((time) => time <= position);

/** The seconds of idle time. */
export const idleSeconds = (timeline: Timeline): number =>
  timeline.duration - timeline.skippedDuration;
