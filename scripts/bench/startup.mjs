// The time until a person can write: from starting the program to the editor of the sample project's first
// document, against an empty window of the same Electron.

import { detail } from "../say.mjs";
import { emptyApp, openApp, ready, sampleApp, withFolder } from "./apps.mjs";

export const name = "startup";

const pairs = 7;

/** @param {import("../bench.mjs").Context} context */
export function measure({ runtime, withDisplay }) {
  return withFolder((work) =>
    withDisplay(async (env) => {
      const apps = { ours: await sampleApp(work), reference: await emptyApp(work) };
      const times = { ours: [], reference: [] };
      // The first start of each fills the disk cache and creates the profile; it is not counted.
      for (let pair = 0; pair <= pairs; pair++) {
        for (const each of ["reference", "ours"]) {
          const time = await start(runtime, apps[each], env);
          if (pair > 0) times[each].push(time);
        }
      }
      detail(`${pairs} pairs, median.`);
      const [ours, reference] = [median(times.ours), median(times.reference)];
      const ratio = ours / reference;
      return [{ name, unit: "ms", ours, reference, ratio, budget: "≤ 1.6×", ok: ratio <= 1.6 }];
    }),
  );
}

/** Milliseconds from starting an app to its page being ready. */
async function start(runtime, app, env) {
  const from = performance.now();
  const opened = await openApp(runtime, app, { env });
  try {
    const page = await opened.firstWindow();
    await page.waitForSelector(ready);
    return performance.now() - from;
  } finally {
    await opened.close();
  }
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
