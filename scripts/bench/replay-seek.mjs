// The time until a position in a recording of 100 MB and an hour is on the screen, for positions in any order.

import { detail } from "../say.mjs";
import {
  inAsciinema,
  inOurs,
  limit,
  median,
  openAsciinema,
  p95,
  places,
  sayMemory,
  seekAsciinema,
  seekOurs,
  withRecording,
} from "./replay.mjs";

export const name = "replay-seek";

/** @param {import("../bench.mjs").Context} context */
export function measure(context) {
  return withRecording(context, async (use) => {
    const parts = places(100);
    const mine = await inOurs(context, use, async (opened) => {
      const took = [];
      for (const part of parts) took.push(await seekOurs(opened, part));
      await sayMemory(opened);
      return took;
    });
    const theirs = await inAsciinema(context, use, async (page) => {
      await openAsciinema(page);
      const took = [];
      for (const part of parts) took.push(await seekAsciinema(page, part));
      return took;
    });
    detail(
      `${parts.length} places, p95; median ${median(mine).toFixed(0)} ms against ${median(theirs).toFixed(0)} ms.`,
    );
    const [ours, reference] = [p95(mine), p95(theirs)];
    const ratio = ours / reference;
    const ok = ratio <= 0.1 && ours <= limit;
    return [{ name, unit: "ms", ours, reference, ratio, budget: `≤ 0.1×, ≤ ${limit} ms`, ok }];
  });
}
