import fc from "fast-check";
import { expect, it } from "vitest";
import type { Mark } from "./marks";
import { heights, placeLabels, placeShapes } from "./track-layout";

const mark = (time: number, label: string, rank = 2): Mark => ({
  key: `${time} ${label}`,
  kind: "note",
  time,
  text: label,
  label,
  rank,
});
const sixPixels = (label: string) => label.length * 6;

it("places labels inside the track, without contact between two", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(100), fc.string({ minLength: 1, maxLength: 20 }), fc.nat(3))),
      fc.integer({ min: 0, max: 900 }),
      (raw, width) => {
        const marks = raw.map(([time, label, rank]) => mark(time, label, rank));
        const placed = placeLabels(marks, width, ({ time }) => (time / 100) * width, sixPixels);
        for (const [index, label] of placed.entries()) {
          expect(label.left).toBeGreaterThanOrEqual(0);
          expect(label.left + label.width).toBeLessThanOrEqual(width);
          const next = placed[index + 1];
          if (next) expect(next.left).toBeGreaterThanOrEqual(label.left + label.width + 8);
        }
      },
    ),
  );
});

it("keeps the more important of two labels that would touch", () => {
  const marks = [mark(50, "validation", 2), mark(51, "failed", 0)];
  const placed = placeLabels(marks, 600, ({ time }) => time * 6, sixPixels);
  expect(placed.map((label) => label.mark.label)).toEqual(["failed"]);
});

it("shows output at its time, the largest amount highest", () => {
  const density = { step: 0.5, amounts: [10, ...new Array<number>(9).fill(0), 1000] };
  const bars = heights(density, 10, 10);
  expect(bars).toHaveLength(10);
  expect(bars[5]).toBe(1);
  expect(bars[0]).toBeGreaterThan(0);
  expect(bars[0]).toBeLessThan(1);
  expect(bars.filter((height) => height > 0)).toHaveLength(2);
});

it("shows nothing for a recording without duration", () => {
  expect(heights({ step: 1, amounts: [] }, 0, 3)).toEqual([0, 0, 0]);
});

it("draws as many shapes as can be distinguished, and all important ones", () => {
  const many: Mark[] = Array.from({ length: 500 }, (_, index) => ({
    key: `tool-${index}`,
    kind: "tool",
    time: index,
    text: "",
    label: "",
    rank: 5,
  }));
  const others: Mark[] = [100, 101].map((time) => ({
    key: `gate-${time}`,
    kind: "gate",
    time,
    text: "",
    label: "",
    rank: 0,
  }));
  const shapes = placeShapes([...many, ...others], ({ time }) => time * 2);
  expect(shapes.filter(({ mark }) => mark.kind === "gate")).toHaveLength(2);
  const lefts = shapes.flatMap(({ mark, left }) => (mark.kind === "tool" ? left : []));
  expect(lefts.length).toBeGreaterThan(100);
  for (const [index, left] of lefts.slice(1).entries())
    expect(left - (lefts[index] ?? 0)).toBeGreaterThanOrEqual(8);
  const all = shapes.reduce((sum, { more }) => sum + 1 + more, 0);
  expect(all).toBe(502);
});
