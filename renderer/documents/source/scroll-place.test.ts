import fc from "fast-check";
import { expect, it } from "vitest";
import { type BlockTops, pixelsOf, placeAt } from "./scroll-place";

const views = fc
  .array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 20 })
  .map((heights): BlockTops => {
    let sum = 28;
    const tops = heights.map((height) => {
      const top = sum;
      sum += height;
      return top;
    });
    return { count: tops.length, top: (block) => tops[block] ?? Number.NaN, height: sum };
  });

it("a place leads back to its scroll position, within a pixel", () => {
  fc.assert(
    fc.property(views, fc.double({ min: 0, max: 1, noNaN: true }), (view, share) => {
      const pixels = share * view.height;
      expect(Math.abs(pixelsOf(placeAt(pixels, view), view) - pixels)).toBeLessThan(1);
    }),
  );
});

it("the top of a block in one view is its top in the other", () => {
  fc.assert(
    fc.property(views, views, fc.nat(), (one, other, choice) => {
      const block = choice % Math.min(one.count, other.count);
      expect(pixelsOf(placeAt(one.top(block), one), other)).toBe(other.top(block));
    }),
  );
});

it("a document without blocks has a place too", () => {
  const empty = { count: 0, top: () => Number.NaN, height: 40 };
  expect(pixelsOf(placeAt(20, empty), empty)).toBe(20);
});
