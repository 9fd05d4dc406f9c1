import { partAt } from "@shared/recordings/keyframes";
import type { Timeline } from "@shared/recordings/timeline";
import type { Recording } from "./recording";

/** How many seconds of the recording pass in one second. */
export const speeds = [0.5, 1, 2, 4, 8, 16] as const;
export type Speed = (typeof speeds)[number];

export interface Pace {
  readonly speed: Speed;
  /** Leave long pauses out. */
  readonly skipIdle: boolean;
}

/**
 * Where the recording is after some time of playing.
 * @param position seconds
 * @param elapsed seconds that have passed for the person
 * @returns seconds, at most the duration
 */
export function advance(timeline: Timeline, position: number, elapsed: number, pace: Pace): number {
  const played = elapsed * pace.speed;
  if (!pace.skipIdle) return Math.min(timeline.duration, position + played);
  const skipped = timeline.toSkipped(position) + played;
  // Sums of many pauses differ in their last bits; without this a last pause may never be passed.
  if (skipped > timeline.skippedDuration - 1e-6) return timeline.duration;
  // Converting there and back may lose the last bit; time never goes backwards.
  return Math.max(position, timeline.toReal(skipped));
}

/** The next slower or faster speed; the same at either end. */
export function otherSpeed(speed: Speed, by: -1 | 1): Speed {
  return speeds[speeds.indexOf(speed) + by] ?? speed;
}

/** The time of the next event of the recording, or of the one before; undefined when there is none. */
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
 * The next of some times, or the one before.
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

/** The index of the last of some times that has come; -1 before the first. */
export const lastReached = (times: readonly number[], position: number): number =>
  times.findLastIndex((time) => time <= position);

/** Seconds that skipping idle time leaves out. */
export const idleSeconds = (timeline: Timeline): number =>
  timeline.duration - timeline.skippedDuration;
