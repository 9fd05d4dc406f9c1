import type { CastEvent } from "@shared/recordings/asciicast";
import { buildTimeline } from "@shared/recordings/timeline";
import { expect, it } from "vitest";
import { createPlayer } from "./player";

const timeline = buildTimeline(
  { version: 3, cols: 80, rows: 24 },
  [0, 1, 2, 3, 60].map((time): CastEvent => ({ time, code: "o", data: "x" })),
);

/** Frames that come when the test says so. */
function manualFrames() {
  let pending: ((now: number) => void) | undefined;
  let now = 0;
  return {
    frames: {
      request: (callback: (now: number) => void) => {
        pending = callback;
        return 1;
      },
      cancel: () => {
        pending = undefined;
      },
    },
    pass: (seconds: number) => {
      now += seconds * 1000;
      const callback = pending;
      pending = undefined;
      callback?.(now);
    },
    waiting: () => pending !== undefined,
  };
}

function ready() {
  const clock = manualFrames();
  const player = createPlayer(clock.frames);
  player.setRecording({ status: "ready", timeline });
  const position = () => player.store.getState().position;
  return { ...clock, player, position };
}

it("opens at the end, plays from the start, and pauses", () => {
  const { player, position, pass, waiting } = ready();
  expect(position()).toBe(60);
  player.toggle();
  expect(position()).toBe(0);
  pass(0);
  pass(0.2);
  pass(0.2);
  expect(position()).toBeCloseTo(0.4);
  player.toggle();
  expect(waiting()).toBe(false);
  expect(player.store.getState().playing).toBe(false);
});

it("stops at the end, after a pause that it left out", () => {
  const { player, position, pass, waiting } = ready();
  player.seek(2.9);
  player.setSpeed(16);
  player.toggle();
  for (let frame = 0; frame < 5; frame++) pass(0.25);
  expect(position()).toBe(60);
  expect(player.store.getState().playing).toBe(false);
  expect(waiting()).toBe(false);
});

it("takes a window that slept for a short while only", () => {
  const { player, position, pass } = ready();
  player.seek(0);
  player.toggle();
  pass(0);
  pass(3600);
  expect(position()).toBeCloseTo(0.25);
});

it("keeps inside the recording, and pauses to step", () => {
  const { player, position, pass } = ready();
  player.seek(-5);
  expect(position()).toBe(0);
  player.seekBy(1000);
  expect(position()).toBe(60);
  player.seek(0);
  player.toggle();
  pass(0);
  player.step(1);
  expect(position()).toBe(1);
  expect(player.store.getState().playing).toBe(false);
  player.step(-1);
  expect(position()).toBe(0);
});

it("draws on whatever screen is there, at the recorded size", () => {
  const { player } = ready();
  const sizes: [number, number][] = [];
  const written: string[] = [];
  const detach = player.attach({
    write: (data) => written.push(data),
    resize: (cols, rows) => sizes.push([cols, rows]),
  });
  expect(sizes).toEqual([[80, 24]]);
  expect(written).toEqual(["xxxxx"]);
  detach();
  player.seek(0);
  expect(written).toEqual(["xxxxx"]);
});
