import { expect, it } from "vitest";
import { overlap, pairOf } from "./pair";

const side = (start: number | undefined, duration: number) => ({ start, duration });

it("puts two recordings on one timeline, by their beginnings or by the clock", () => {
  const [a, b] = [side(105, 30), side(100, 20)];
  expect(pairOf(a, b, "start")).toEqual({ offsets: [0, 0], duration: 30 });
  expect(pairOf(a, b, "clock")).toEqual({ offsets: [5, 0], duration: 35 });
  expect(pairOf(a, side(undefined, 50), "clock")).toEqual({ offsets: [0, 0], duration: 50 });
});

it("recognises recordings that overlap in time", () => {
  expect(overlap(side(105, 30), side(100, 20))).toBe(true);
  expect(overlap(side(100, 20), side(105, 30))).toBe(true);
  expect(overlap(side(100, 20), side(120, 30))).toBe(false);
  expect(overlap(side(undefined, 20), side(100, 30))).toBe(false);
});
