// The time until a recording of 100 MB and an hour is on the screen, opened again: its index exists since the
// session ended or the recording was first shown. asciinema-player has no index, and reads the recording each
// time.

import { detail } from "../say.mjs";
import {
  inAsciinema,
  inOurs,
  limit,
  median,
  openAsciinema,
  reopen,
  withRecording,
} from "./replay.mjs";

export const name = "replay-open";

const times = 7;

/** @param {import("../bench.mjs").Context} context */
export function measure(context) {
  return withRecording(context, async (use) => {
    const theirs = [];
    for (let round = 0; round < 3; round++)
      theirs.push(await inAsciinema(context, use, openAsciinema));
    const mine = await inOurs(context, use, async (opened) => {
      const took = [];
      for (let round = 0; round < times; round++) took.push(await reopen(opened, use.file));
      return took;
    });
    detail(
      `${times} times against 3, median; ours ${mine.map((ms) => ms.toFixed(0)).join(", ")} ms.`,
    );
    const [ours, reference] = [median(mine), median(theirs)];
    const ratio = ours / reference;
    const ok = ratio <= 0.1 && ours <= limit;
    return [{ name, unit: "ms", ours, reference, ratio, budget: `≤ 0.1×, ≤ ${limit} ms`, ok }];
  });
}
