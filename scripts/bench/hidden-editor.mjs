// The time that the page is busy after one key and its save in a 500 KB spec, against the same page whose editor is
// not hidden from React (`hideFromReact`). Both take turns in one window.

import { setTimeout as pause } from "node:timers/promises";
import { detail } from "../say.mjs";
import { openApp, projectApp, ready, withFolder } from "./apps.mjs";
import { specOf } from "./typing.mjs";

export const name = "hidden-editor";

const rounds = 12;
/** Milliseconds from a key until its save has been shown. */
const settled = 2000;

/** @param {import("../bench.mjs").Context} context */
export function measure({ runtime, withDisplay }) {
  return withFolder((work) =>
    withDisplay(async (env) => {
      const app = await projectApp(work, { "specs/001-hiding/spec.md": specOf(500_000) });
      const { hidden, plain } = await busyTimes(runtime, app, env);
      const [ours, reference] = [median(hidden), median(plain)];
      detail(`${rounds} keys with a save each, median of the page's long tasks.`);
      const ratio = ours / reference;
      return [{ name, unit: "ms", ours, reference, ratio, budget: "≤ 0.8×", ok: ratio <= 0.8 }];
    }),
  );
}

/** Milliseconds of long tasks for each key, with the editor hidden and not hidden. */
async function busyTimes(runtime, app, env) {
  const opened = await openApp(runtime, app, { env });
  try {
    const page = await opened.firstWindow();
    await page.waitForSelector(ready);
    const paragraphs = page.locator(".ProseMirror > p");
    const middle = paragraphs.nth(Math.floor((await paragraphs.count()) / 2));
    await middle.scrollIntoViewIfNeeded();
    await middle.click();
    await page.evaluate(listen);
    const times = { hidden: [], plain: [] };
    for (let round = 0; round < 2 * rounds + 2; round++) {
      const kind = round % 2 === 0 ? "hidden" : "plain";
      await page.evaluate(hide, kind === "hidden");
      await page.keyboard.press("e");
      await pause(settled);
      const busy = await page.evaluate(() => globalThis.benchmarkBusy.splice(0));
      // The first two keys warm the editor up.
      if (round >= 2) times[kind].push(busy.reduce((sum, each) => sum + each, 0));
    }
    return times;
  } finally {
    await opened.close();
  }
}

/** Runs in the page: collects the lengths of its long tasks. */
function listen() {
  const busy = [];
  globalThis.benchmarkBusy = busy;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) busy.push(duration);
  }).observe({ entryTypes: ["longtask"] });
}

/** Runs in the page: takes the app's property away, or puts it back. */
function hide(isHidden) {
  const dom = document.querySelector(".ProseMirror");
  globalThis.benchmarkHidden ??= Object.getOwnPropertyDescriptor(dom, "contentEditable");
  if (isHidden) Object.defineProperty(dom, "contentEditable", globalThis.benchmarkHidden);
  else delete dom.contentEditable;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
