import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { watchLife } from "./heartbeat";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("a process that answers late counts as hanging until it answers, and is reported once each time", async () => {
  const told: boolean[] = [];
  let answer: () => void = () => undefined;
  let asked = 0;
  const ask = () =>
    new Promise<void>((resolve) => {
      asked += 1;
      answer = resolve;
    });
  const life = watchLife(ask, (hangs) => told.push(hangs), { every: 10, patience: 100 });
  answer();
  await vi.advanceTimersByTimeAsync(10);
  expect(asked).toBe(2);
  await vi.advanceTimersByTimeAsync(99);
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(60);
  expect(told).toEqual([true]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toBe(2);
  answer();
  await vi.advanceTimersByTimeAsync(20);
  expect(told).toEqual([true, false]);
  expect(asked).toBe(3);
  life.stop();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told).toEqual([true, false]);
});

it("after the computer slept, no process counts as hanging", async () => {
  const told: boolean[] = [];
  let answer: () => void = () => undefined;
  watchLife(
    () => new Promise<void>((resolve) => (answer = resolve)),
    (hangs) => told.push(hangs),
    {
      every: 10,
      patience: 100,
    },
  );
  await vi.advanceTimersByTimeAsync(101);
  answer();
  await vi.advanceTimersByTimeAsync(5);
  expect(told).toEqual([]);
});

it("a process that is no longer watched is not reported", async () => {
  const told: boolean[] = [];
  const life = watchLife(
    () => new Promise(() => undefined),
    (hangs) => told.push(hangs),
    {
      every: 10,
      patience: 100,
    },
  );
  await vi.advanceTimersByTimeAsync(200);
  life.stop();
  await vi.advanceTimersByTimeAsync(200);
  expect(told).toEqual([true, false]);
});
