import fc from "fast-check";
import { expect, it } from "vitest";
import { type Moment, thin } from "./thin";

const moments = fc
  .array(fc.double({ min: 0, max: 36_000, noNaN: true }), { maxLength: 300 })
  .map((times) => times.sort((a, b) => a - b).map((time, seq) => ({ seq, time })));
const times = fc.array(fc.double({ min: 0, max: 36_000, noNaN: true }), { maxLength: 5 });

it("keeps at most as many as it should, in order: the first, the last, and what the times show", () => {
  fc.assert(
    fc.property(moments, times, fc.integer({ min: 8, max: 60 }), (all, at, most) => {
      const kept = thin(all, at, most);
      expect(kept).toHaveLength(Math.min(most, all.length));
      expect(kept).toEqual(all.filter((each) => kept.includes(each)));
      expect(kept.at(0)).toEqual(all.at(0));
      expect(kept.at(-1)).toEqual(all.at(-1));
      const shown = (set: readonly Moment[], time: number) =>
        set.findLast((each) => each.time <= time);
      for (const time of at) expect(shown(kept, time)).toEqual(shown(all, time));
    }),
    { numRuns: 60 },
  );
});

it("leaves alone what is few", () => {
  fc.assert(
    fc.property(moments, (all) => {
      expect(thin(all, [], 300)).toEqual(all);
    }),
  );
});

it("leaves what is dense towards the end, also when it is thinned again and again", () => {
  let kept: Moment[] = [];
  // Ten hours, a checkpoint each 5 s.
  for (let seq = 0; seq < 7200; seq += 1) {
    kept.push({ seq, time: seq * 5 });
    if (kept.length > 200) kept = thin(kept, [], 150);
  }
  const within = (from: number, to: number) =>
    kept.filter(({ time }) => time >= from && time < to).length;
  const end = 36_000;
  // Each half of what is left is about as rich as the half before it was.
  expect(within(end - 300, end)).toBeGreaterThan(8);
  expect(within(end - 3600, end - 300)).toBeGreaterThan(25);
  expect(within(0, end - 3600)).toBeGreaterThan(15);
  const gaps = kept.slice(1).map(({ time }, at) => time - (kept[at]?.time ?? 0));
  expect(Math.max(...gaps.slice(2))).toBeLessThan(end / 10);
});
