// The time from a click on a live run's card until its screen is drawn and right: for a run that has printed 20 MB and
// goes on printing, against a run of the same project with one line on its screen.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Advice, detail } from "../say.mjs";
import { openApp, sampleApp, withFolder } from "./apps.mjs";

export const name = "switch-live";

const history = 20 * 1024 * 1024;
const rounds = 9;
const budget = 100;
const feature = "001-rate-table-import";
/** Milliseconds between two outputs of the noisy program, and what its newest line may be older than the click. */
const pause = 100;
const oldest = 2 * pause;
const words = "the-only-line";

/** Each line has a number and the time of its output. */
const noisy = `
let n = 0;
const line = () => String(n++).padStart(8, "0") + " " + Date.now() + " \\x1b[32mok\\x1b[0m compiled module\\n";
const lines = (bytes) => {
  let text = "";
  while (text.length < bytes) text += line();
  process.stdout.write(text);
};
for (let at = 0; at < ${history}; at += 65536) lines(65536);
setInterval(() => lines(2000), ${pause});
`;
const still = `console.log("${words}"); setInterval(() => {}, 1000);`;

/** @param {import("../bench.mjs").Context} context */
export function measure({ runtime, withDisplay }) {
  return withFolder((work) =>
    withDisplay(async (env) => {
      const sample = await sampleApp(work);
      const app = await openApp(runtime, sample, { env });
      const page = await app.firstWindow();
      const runs = [];
      try {
        await page.waitForSelector('[data-ready="document"]');
        await trust(page);
        for (const [task, side, program] of await programs(page, work))
          runs.push({ task, side, run: await start(page, task, program) });
        await page.keyboard.press("Control+j");
        // Both runs have printed, and the noisy one all of its history.
        for (const { task } of runs) await switchTo(page, task, 60_000);
        const times = { noisy: [], still: [] };
        for (let round = 0; round < rounds; round++)
          for (const { task, side } of runs) times[side].push(await switchTo(page, task, 20_000));
        const [ours, reference] = [median(times.noisy), median(times.still)];
        detail(
          `${rounds} switches each; the slowest to the noisy run took ${Math.max(...times.noisy).toFixed(0)} ms.`,
        );
        return [
          {
            name,
            unit: "ms",
            ours,
            reference,
            ratio: ours / reference,
            budget: `≤ ${budget} ms`,
            ok: ours <= budget,
          },
        ];
      } finally {
        // An app with live runs asks before it quits.
        for (const { run } of runs) await call(page, "runs.stop", { run });
        for (const { run } of runs) await call(page, "runs.settled", { run });
        await app.close();
      }
    }),
  );
}

/** Two tasks that can start, each with the program that its agent runs. */
async function programs(page, work) {
  const files = { noisy, still };
  for (const [side, text] of Object.entries(files))
    await writeFile(join(work, `${side}.cjs`), text);
  await page.keyboard.press("Control+j");
  await page.waitForSelector('.card[data-lane="Ready"]');
  const tasks = await page
    .locator('.card[data-lane="Ready"]')
    .evaluateAll((cards) => cards.map((card) => card.dataset.task));
  const sides = Object.keys(files);
  if (tasks.length < sides.length) throw new Advice("The sample has too few ready tasks.");
  return sides.map((side, n) => [tasks[n], side, join(work, `${side}.cjs`)]);
}

async function trust(page) {
  const { digest } = (await call(page, "project.risks")) ?? {};
  if (digest) await call(page, "project.trust", { digest });
}

async function start(page, task, program) {
  const { digest } = await call(page, "runs.toStart", { feature, task });
  const { id } = await call(page, "runs.start", {
    feature,
    task,
    agent: { kind: "command", command: `'${process.execPath}' '${program}'` },
    shown: digest,
    size: { cols: 120, rows: 40 },
  });
  return id;
}

/** Goes from the board to a run and back. @returns milliseconds from the click to the frame with the run's screen */
async function switchTo(page, task, timeout) {
  await page.locator(`.card[data-task="${task}"] .card-title`).waitFor();
  const { time, shown } = await page.evaluate(clickAndLook, { task, oldest, words, timeout });
  if (time === undefined)
    throw new Advice(
      `The screen of ${task} was not right in ${timeout} ms. It showed:\n${shown.join("\n")}`,
    );
  await page.getByRole("button", { name: "Back", exact: true }).click();
  return time;
}

/** Runs in the page. @returns the time, or the shown rows when the screen does not become right */
function clickAndLook({ task, oldest, words, timeout }) {
  return new Promise((resolve) => {
    const from = performance.now();
    const clicked = Date.now();
    const rows = () =>
      [...document.querySelectorAll('[data-testid="terminal"] .xterm-rows > div')]
        .map(({ textContent }) => textContent?.trim() ?? "")
        .filter((text) => text !== "");
    const isRight = () => {
      const shown = rows();
      if (shown.at(-1) === words) return true;
      const numbers = shown.map((text) => Number(text.slice(0, 8)));
      const isInOrder = numbers.every((number, n) => n === 0 || number === numbers[n - 1] + 1);
      const newest = Number(shown.at(-1)?.slice(9, 22));
      return shown.length > 10 && isInOrder && newest > clicked - oldest;
    };
    const look = () => {
      if (isRight()) resolve({ time: performance.now() - from });
      else if (performance.now() - from > timeout) resolve({ shown: rows() });
      else requestAnimationFrame(look);
    };
    document.querySelector(`.card[data-task="${task}"] .card-title`)?.click();
    look();
  });
}

/** @throws {Advice} with the app's sentence, when the app refuses the call */
async function call(page, called, input) {
  const reply = await page.evaluate(
    ([called, input]) => window.specwright.call(called, input),
    [called, input],
  );
  if (!reply.ok) throw new Advice(`${called}: ${reply.problem.message}`);
  return reply.value;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
