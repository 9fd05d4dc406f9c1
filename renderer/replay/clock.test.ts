import type { CastEvent } from "@shared/recordings/asciicast";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  advance,
  idleSeconds,
  lastReached,
  neighbour,
  otherSpeed,
  type Pace,
  speeds,
  stepFrom,
} from "./clock";
import { recordingOf } from "./recording.fixture";

const recordingAt = (...times: number[]) =>
  recordingOf(
    times.map((time): CastEvent => ({ time, code: "o", data: "x" })),
    3,
  );
const timelineAt = (...times: number[]) => recordingAt(...times).timeline;
const plain: Pace = { speed: 1, skipIdle: false };

/** Recordings with short and long pauses, in milliseconds. */
const recordings = fc
  .array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 15 })
  .map((pauses) => {
    const ends = pauses.map((_, index) => pauses.slice(0, index + 1).reduce((a, b) => a + b, 0));
    return recordingAt(...ends.map((end) => end / 1000));
  });
const timelines = recordings.map(({ timeline }) => timeline);
const paces = fc.record({ speed: fc.constantFrom(...speeds), skipIdle: fc.boolean() });

describe("advance", () => {
  it("advances with real time, multiplied by the speed", () => {
    const timeline = timelineAt(0, 1, 2, 3, 4);
    expect(advance(timeline, 1, 0.5, plain)).toBe(1.5);
    expect(advance(timeline, 1, 0.5, { ...plain, speed: 4 })).toBe(3);
    expect(advance(timeline, 3, 5, plain)).toBe(4);
  });

  it("leaves out long pauses when idle time is skipped", () => {
    const timeline = timelineAt(0, 1, 60, 61);
    const pace: Pace = { speed: 1, skipIdle: true };
    // A pause counts as idle after two seconds, at 3; it ends at 60.
    expect(advance(timeline, 2, 0.5, pace)).toBeCloseTo(2.5);
    expect(advance(timeline, 2, 1.5, pace)).toBeCloseTo(60.5);
    expect(advance(timeline, 30, 0.25, pace)).toBeCloseTo(60.25);
    expect(idleSeconds(timeline)).toBe(57);
  });

  it("never goes back, never passes the end, and always reaches it", () => {
    fc.assert(
      fc.property(timelines, paces, (timeline, pace) => {
        let position = 0;
        const frames = Math.ceil(timeline.duration / (0.25 * pace.speed)) + 2;
        for (let frame = 0; frame < frames; frame++) {
          const next = advance(timeline, position, 0.25, pace);
          if (next < position || next > timeline.duration) return false;
          position = next;
        }
        return Math.abs(position - timeline.duration) < 1e-6;
      }),
      { numRuns: 300 },
    );
  });
});

describe("stepFrom", () => {
  it("stops at each time with an event, in either direction, from part to part", async () => {
    const recording = recordingAt(1, 2, 2, 3);
    const steps = (times: number[], by: -1 | 1) =>
      Promise.all(times.map((time) => stepFrom(recording, time, by)));
    expect(await steps([0, 1, 2, 3], 1)).toEqual([1, 2, 3, undefined]);
    expect(await steps([3, 2, 1, 0], -1)).toEqual([2, 1, 0, undefined]);
  });

  it("reaches the end by steps, and the start by steps back", async () => {
    await fc.assert(
      fc.asyncProperty(recordings, async (recording) => {
        const walk = async (from: number, by: -1 | 1) => {
          const stops: number[] = [];
          for (
            let at: number | undefined = from;
            at !== undefined;
            at = await stepFrom(recording, at, by)
          )
            stops.push(at);
          return stops;
        };
        const forward = await walk(0, 1);
        const back = await walk(recording.timeline.duration, -1);
        expect(back.reverse()).toEqual(forward);
      }),
    );
  });
});

it("finds neighbours and the last time reached", () => {
  const times = [1, 5, 9];
  expect(neighbour(times, 5, 1)).toBe(9);
  expect(neighbour(times, 5, -1)).toBe(1);
  expect(neighbour(times, 9, 1)).toBeUndefined();
  expect(lastReached(times, 5)).toBe(1);
  expect(lastReached(times, 0.5)).toBe(-1);
});

it("changes the speed by one and stays at the ends", () => {
  expect(otherSpeed(1, 1)).toBe(2);
  expect(otherSpeed(1, -1)).toBe(0.5);
  expect(otherSpeed(16, 1)).toBe(16);
  expect(otherSpeed(0.5, -1)).toBe(0.5);
});
