import { Problem } from "@shared/base/problem";
import type { CastEvent } from "@shared/recordings/asciicast";
import { expect, it, vi } from "vitest";
import { createPlayer } from "./player";
import type { Recording } from "./recording";
import { recordingOf } from "./recording.fixture";

/** A limit for giving up, not a waiting time. */
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 60_000 });

const recording = recordingOf(
  [0, 1, 2, 3, 60].map((time): CastEvent => ({ time, code: "o", data: "x" })),
  2,
);

/** Frames that the test triggers. */
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

function ready(value: Recording = recording) {
  const clock = manualFrames();
  const player = createPlayer(
    clock.frames,
    (error) => new Problem("unexpected", error instanceof Error ? error.message : ""),
  );
  player.setRecording({ status: "ready", value });
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

it("stops at the end, after a skipped pause", () => {
  const { player, position, pass, waiting } = ready();
  player.seek(2.9);
  player.setSpeed(16);
  player.toggle();
  for (let frame = 0; frame < 5; frame++) pass(0.25);
  expect(position()).toBe(60);
  expect(player.store.getState().playing).toBe(false);
  expect(waiting()).toBe(false);
});

it("counts a suspended window as a short time", () => {
  const { player, position, pass } = ready();
  player.seek(0);
  player.toggle();
  pass(0);
  pass(3600);
  expect(position()).toBeCloseTo(0.25);
});

it("stays inside the recording, and pauses to step", async () => {
  const { player, position, pass } = ready();
  player.seek(-5);
  expect(position()).toBe(0);
  player.seekBy(1000);
  expect(position()).toBe(60);
  player.seek(0);
  player.toggle();
  pass(0);
  player.step(1);
  await eventually(() => expect(position()).toBe(1));
  expect(player.store.getState().playing).toBe(false);
  player.step(-1);
  await eventually(() => expect(position()).toBe(0));
});

/** A screen that processes output at once. */
function blank() {
  const sizes: [number, number][] = [];
  const written: string[] = [];
  return {
    sizes,
    written,
    write(data: string, done?: () => void) {
      written.push(data);
      done?.();
    },
    resize(cols: number, rows: number) {
      sizes.push([cols, rows]);
    },
    screenText: () => written.join("").replaceAll(/[^x]/g, ""),
    cover: () => undefined,
    uncover: () => undefined,
  };
}

it("draws on any attached screen, at the recorded size, and reports the drawn time", async () => {
  const { player } = ready();
  const shown = () => player.store.getState().shown;
  const screen = blank();
  const detach = player.attach(screen);
  await eventually(() => expect(shown()).toBe(60));
  expect(screen.sizes).toEqual([[40, 6]]);
  expect(screen.written.join("").replaceAll(/[^x]/g, "")).toBe("xxxxx");
  player.seek(1);
  await eventually(() => expect(shown()).toBe(1));
  const drawn = screen.written.length;
  detach();
  player.seek(0);
  await Promise.resolve();
  expect(screen.written).toHaveLength(drawn);
});

it("reports a part of the recording that cannot be read", async () => {
  const { player } = ready({
    ...recording,
    part: async () => {
      throw new Error("gone");
    },
  });
  player.attach(blank());
  await eventually(() =>
    expect(player.store.getState().recording).toMatchObject({
      status: "failed",
      problem: { message: "gone" },
    }),
  );
});

it("loads the next part while it plays", () => {
  const asked: number[] = [];
  const { player, pass } = ready({ ...recording, ahead: (number) => void asked.push(number) });
  player.seek(0);
  player.toggle();
  pass(0);
  pass(0.2);
  expect(asked).toContain(1);
});

it("plays a marked part repeatedly, and the rest when the loop is cleared", () => {
  const { player, position, pass } = ready();
  player.seek(1);
  player.markLoop();
  player.seek(1.5);
  player.markLoop();
  player.toggle();
  pass(0);
  expect(position()).toBe(1);
  pass(0.2);
  pass(0.2);
  expect(position()).toBeCloseTo(1.4);
  pass(0.2);
  expect(position()).toBe(1);
  player.markLoop();
  for (let frame = 0; frame < 4; frame++) pass(0.2);
  expect(position()).toBeCloseTo(1.8);
  expect(player.store.getState().playing).toBe(true);
});

it("returns the text of the current moment, and not of the one before", async () => {
  const { player } = ready();
  const text = () => player.textNow();
  expect(await text()).toBeUndefined();
  player.attach(blank());
  await eventually(() => expect(player.store.getState().shown).toBe(60));
  expect(await text()).toBe("xxxxx");
  player.seek(1);
  // This screen ignores resets, so the text of this moment is appended.
  expect(await text()).toBe("xxxxxxx");
});

it("performs actions requested during loading, in order, once the recording is ready", () => {
  const { frames } = manualFrames();
  const player = createPlayer(frames, () => new Problem("unexpected", ""));
  player.whenReady(() => player.seek(0));
  player.whenReady(() => player.markLoop());
  expect(player.store.getState().loop).toEqual({ marked: "none" });
  player.setRecording({ status: "ready", value: recording });
  expect(player.store.getState().loop).toEqual({ marked: "start", from: 0 });
  player.setRecording({ status: "ready", value: recording });
  expect(player.store.getState().position).toBe(60);
});
