// The time from ticking one task of a 1 MB task list in the editor until the file has the tick, against reading,
// writing, syncing and renaming the same file.

import { copyFileSync, readFileSync } from "node:fs";
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { detail } from "../say.mjs";
import { openApp, projectApp, ready, withFolder } from "./apps.mjs";
import { fileWatch } from "./file-watch.mjs";

export const name = "save-tick";

const ticks = 24;
/** The first saves create the database's files and warm the code up. */
const warmUp = 2;
const path = "specs/001-saving/tasks.md";

/** @param {import("../bench.mjs").Context} context */
export function measure({ runtime, withDisplay }) {
  return withFolder((work) =>
    withDisplay(async (env) => {
      const text = tasksOf(1_000_000);
      const app = await projectApp(work, { [path]: text });
      const file = join(app.args[0], path);
      const copy = join(work, "copy.md");
      copyFileSync(file, copy);
      const ours = await ticked(runtime, app, env, file, copy);
      const [mine, plain] = [median(ours.times), median(ours.reference)];
      detail(`${ours.times.length} ticks, median; ${ours.oneByte} of them changed one byte alone.`);
      const ratio = mine / plain;
      return [
        {
          name,
          unit: "ms",
          ours: mine,
          reference: plain,
          ratio,
          budget: "≤ 2×, one byte",
          ok: ratio <= 2 && ours.oneByte === ours.times.length,
        },
      ];
    }),
  );
}

function tasksOf(bytes) {
  const parts = ["# Tasks: Saving\n"];
  let length = parts[0].length;
  for (let phase = 1, task = 1; length < bytes; phase++) {
    const lines = [`\n## Phase ${phase}: Part ${phase}\n\n`];
    for (const last = task + 20; task < last; task++)
      lines.push(
        `- [ ] T${String(task).padStart(4, "0")} [P] [US${phase}] Write part ${task} of \`src/part/${task}.ts\`\n`,
      );
    const part = lines.join("");
    parts.push(part);
    length += part.length;
  }
  return parts.join("");
}

/** In alternation, so that both run under the same load. */
async function ticked(runtime, app, env, file, copy) {
  const opened = await openApp(runtime, app, { env });
  const watcher = fileWatch(file);
  const times = [];
  const reference = [];
  let oneByte = 0;
  try {
    const page = await opened.firstWindow();
    await page.waitForSelector(`[data-path="${path}"]${ready}`, { timeout: 120_000 });
    await page.evaluate(() => {
      addEventListener(
        "keydown",
        ({ key, timeStamp }) => {
          if (key === "Enter") globalThis.tickedAt = performance.timeOrigin + timeStamp;
        },
        { capture: true },
      );
    });
    await page.locator(".ProseMirror li[data-checked] p").first().click();
    for (let round = 0; round < warmUp + ticks; round++) {
      // By keyboard, because Playwright's search for an element visits all elements, and the garbage would be part
      // of the figure.
      for (let step = 0; step < 3; step++) await page.keyboard.press("ArrowDown");
      await page.evaluate(() => new Promise((done) => requestIdleCallback(done)));
      const before = readFileSync(file);
      const { written } = await watcher.watch();
      await page.keyboard.press("Control+Enter");
      const at = await written;
      await page.waitForFunction(() => document.body.textContent?.includes("Saved"));
      await pause(200);
      const plain = await replaced(copy);
      if (round < warmUp) continue;
      reference.push(plain);
      times.push(at - (await page.evaluate(() => globalThis.tickedAt)));
      if (changedBytes(before, readFileSync(file)) === 1) oneByte++;
    }
    return { times, reference, oneByte };
  } finally {
    await watcher.close();
    await opened.close();
  }
}

const changedBytes = (a, b) =>
  a.length === b.length ? a.reduce((count, byte, at) => count + (byte === b[at] ? 0 : 1), 0) : -1;

async function replaced(file) {
  const from = performance.now();
  const bytes = await readFile(file);
  const temporary = await open(`${file}.tmp`, "w");
  await temporary.writeFile(bytes);
  await temporary.sync();
  await temporary.close();
  await rename(`${file}.tmp`, file);
  return performance.now() - from;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
