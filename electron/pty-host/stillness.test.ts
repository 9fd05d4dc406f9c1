import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createStillness, stillness } from "./stillness";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A screen that the test draws, and the reports about it. */
function setUp() {
  const start = Date.now();
  const told: string[] = [];
  let text = "";
  let takes = true;
  let looks = 0;
  const watched = createStillness({
    now: () => (Date.now() - start) / 1000,
    takesText: () => takes,
    look() {
      looks += 1;
      watched.screen(text);
    },
    still: () => told.push("still"),
    moved: () => told.push("moved"),
  });
  vi.advanceTimersByTime(stillness.start * 1000);
  return {
    watched,
    told,
    looks: () => looks,
    draw(next: string) {
      text = next;
      watched.output();
    },
    takes(next: boolean) {
      takes = next;
    },
    wait: (seconds: number) => void vi.advanceTimersByTime(seconds * 1000),
  };
}

const long = stillness.still + 3;

it("reports a question on the screen, also one beside a counter of seconds", () => {
  const { told, draw, wait, watched } = setUp();
  draw("Permission required\nAllow once  Reject");
  wait(long);
  expect(told).toEqual(["still"]);
  watched.typed();
  // The counter appears after some seconds, stays right-aligned, and counts minutes later.
  for (let second = 0; second < 2 * long; second += 1) {
    const count = second < 4 ? "" : second < 15 ? `${second}s` : `1m ${second - 15}s`;
    draw(`Edit money.js${count.padStart(20)} ┃\nDo you want to edit?`);
    wait(1);
  }
  expect(told).toEqual(["still", "still"]);
});

it("reports nothing while a spinner turns, and a change when it turns again", () => {
  const { told, draw, wait } = setUp();
  const turn = () => {
    for (let at = 0; at < 3 * long; at += 1) {
      draw(`${"⠋⠙⠹⠸⠼⠴⠦"[at % 7]} Thinking · ${at}s`);
      wait(1);
    }
  };
  turn();
  expect(told).toEqual([]);
  draw("❯ type here");
  wait(long);
  turn();
  expect(told).toEqual(["still", "moved"]);
});

it("does not count redrawing after a change of size or focus as a change", () => {
  const { told, draw, wait, watched } = setUp();
  draw("Permission required");
  wait(long);
  watched.disturbed();
  draw("Permission\nrequired");
  wait(long);
  draw("Permission required\n❯ typed");
  expect(told).toEqual(["still"]);
  wait(2);
  expect(told).toEqual(["still", "moved"]);
});

it("starts anew when a person types, and reports nothing when no text is accepted", () => {
  const { told, draw, wait, watched, takes, looks } = setUp();
  draw("❯ 1. Yes");
  wait(stillness.still - 2);
  watched.typed();
  wait(stillness.still - 2);
  expect(told).toEqual([]);
  wait(5);
  expect(told).toEqual(["still"]);
  takes(false);
  wait(2);
  expect(told).toEqual(["still", "moved"]);
  const before = looks();
  draw("compiling");
  wait(60);
  expect(told).toEqual(["still", "moved"]);
  expect(looks()).toBe(before);
});

it("lets a program start slowly", () => {
  const { told, wait } = setUp();
  wait(stillness.still - 1);
  expect(told).toEqual([]);
  wait(2);
  expect(told).toEqual(["still"]);
});

it("reads the screen no more often than it changes", () => {
  const { draw, wait, looks } = setUp();
  draw("x");
  wait(100);
  expect(looks()).toBeLessThan(3);
});
