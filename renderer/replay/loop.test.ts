import { expect, it } from "vitest";
import { looped, markLoop, noLoop } from "./loop";

it("is marked by its start and its end, in either order, and then cleared", () => {
  const started = markLoop(noLoop, 5);
  expect(started).toEqual({ marked: "start", from: 5 });
  const both = markLoop(started, 2);
  expect(both).toEqual({ marked: "both", from: 2, to: 5 });
  expect(markLoop(both, 3)).toEqual(noLoop);
  expect(markLoop(started, 5.01)).toEqual(noLoop);
});

it("starts again at its end, also from a position after it", () => {
  const loop = { marked: "both", from: 2, to: 5 } as const;
  expect(looped(loop, 1)).toBe(1);
  expect(looped(loop, 4.9)).toBe(4.9);
  expect(looped(loop, 5)).toBe(2);
  expect(looped(loop, 60)).toBe(2);
  expect(looped({ marked: "start", from: 2 }, 60)).toBe(60);
});
