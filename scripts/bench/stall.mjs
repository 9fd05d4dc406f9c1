// How long the event loops of main and of the window are held up, while twenty runs print, a change is approved
// in a repository of 10,000 files and a recording of 100 MB is verified, against the same app doing nothing.

import { mkdir, open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Advice, detail } from "../say.mjs";
import { openApp, withFolder } from "./apps.mjs";
import { git, makeLargeRepository } from "./large-repository.mjs";

export const name = "stall";

const noisyRuns = 20;
const recordingBytes = 100 * 1024 * 1024;
const seconds = 15;
/** Milliseconds: the budget of the 99th percentile and of the worst delay. */
const budget = { p99: 20, worst: 50 };
const feature = "003-three";

/** @param {import("../bench.mjs").Context} context */
export function measure({ runtime, withDisplay, root }) {
  return withFolder((work) =>
    withDisplay(async (env) => {
      const { repository, big } = await makeProject(work);
      const app = await openApp(
        runtime,
        {
          folder: root,
          args: [repository],
          env: { SPECWRIGHT_HOME: join(work, "home"), SPECWRIGHT_USER_DATA: join(work, "profile") },
        },
        { env },
      );
      try {
        const page = await app.firstWindow();
        await page.waitForSelector('[data-ready="document"]');
        await page
          .evaluate(() => window.specwright.call("project.risks"))
          .then(
            ({ value }) =>
              value?.digest &&
              page.evaluate(
                (digest) => window.specwright.call("project.trust", { digest }),
                value.digest,
              ),
          );
        const long = await start(page, "T001", `cat '${big}'`);
        await call(page, "runs.settled", { run: long.id });
        const short = await start(page, "T002", "echo changed > changed.txt");
        await call(page, "runs.settled", { run: short.id });
        const { commit } = await call(page, "runs.change", { run: short.id });

        const idle = await delaysDuring(app, page, () => wait(seconds * 1000));
        const noisy = [];
        for (let run = 0; run < noisyRuns; run++)
          noisy.push(await start(page, task(3 + run), noise));
        await page.getByRole("tab", { name: "Runs", exact: true }).click();
        await page.getByText(task(3), { exact: true }).first().click();
        await page.getByTestId("terminal").waitFor();

        let verified = 0;
        const busy = await delaysDuring(app, page, async () => {
          const began = performance.now();
          const approved = call(page, "runs.approve", { run: short.id, shown: commit });
          do {
            await call(page, "runs.verify", { run: long.id });
            verified++;
          } while (performance.now() - began < seconds * 1000);
          await approved;
        });
        for (const { id } of noisy) await call(page, "runs.stop", { run: id });
        for (const { id } of noisy) await call(page, "runs.settled", { run: id });
        detail(`${noisyRuns} runs printing, one approval, ${verified} verifications of 100 MB.`);
        return ["main", "window"].flatMap((place) =>
          Object.keys(budget).map((figure) => row(place, figure, busy[place], idle[place])),
        );
      } finally {
        await app.close();
      }
    }),
  );
}

const task = (number) => `T${String(number).padStart(3, "0")}`;

/** About 20 KB of lines ten times a second. */
const noise = `'${process.execPath}' -e 'let i = 0; setInterval(() => { let text = ""; while (text.length < 20000) text += "\\x1b[32mok\\x1b[0m compiled module " + i++ + "\\n"; process.stdout.write(text); }, 100)'`;

function row(place, figure, busy, idle) {
  return {
    name: `${name}-${place}-${figure}`,
    unit: "ms",
    ours: busy[figure],
    reference: idle[figure],
    ratio: busy[figure] / idle[figure],
    budget: `≤ ${budget[figure]} ms`,
    ok: busy[figure] <= budget[figure],
  };
}

async function makeProject(work) {
  const repository = join(work, "project");
  await mkdir(repository);
  await makeLargeRepository(repository);
  const lines = Array.from({ length: noisyRuns + 4 }, (_, index) => {
    const id = task(index + 1);
    return `- [ ] ${id} [P] Write src/part-0/module-0/new-${id}.ts`;
  });
  await writeFile(
    join(repository, "specs", feature, "tasks.md"),
    `# Tasks\n\n${lines.join("\n")}\n`,
  );
  await git(repository, "add", "-A");
  await git(repository, "commit", "-q", "-m", "Tasks");
  const big = join(work, "big.txt");
  const file = await open(big, "w");
  const block = Array.from(
    { length: 10_000 },
    (_, index) => `${index} src/module-${index % 97}/file.ts compiled\n`,
  ).join("");
  for (let written = 0; written < recordingBytes; written += block.length) await file.write(block);
  await file.close();
  return { repository, big };
}

/** @throws {Advice} with the app's sentence, when the app refuses the call */
async function call(page, name, input) {
  const reply = await page.evaluate(
    ([name, input]) => window.specwright.call(name, input),
    [name, input],
  );
  if (!reply.ok) throw new Advice(`${name}: ${reply.problem.message}`);
  return reply.value;
}

async function start(page, task, command) {
  const { digest } = await call(page, "runs.toStart", { feature, task });
  return call(page, "runs.start", {
    feature,
    task,
    agent: { kind: "command", command },
    shown: digest,
    size: { cols: 120, rows: 40 },
  });
}

/**
 * The delays of both event loops while something is done.
 * @returns {Promise<{main: {p99: number, worst: number}, window: {p99: number, worst: number}}>} in milliseconds
 */
async function delaysDuring(app, page, act) {
  await app.evaluate(() => {
    const { monitorEventLoopDelay } = process.getBuiltinModule("node:perf_hooks");
    globalThis.delays = monitorEventLoopDelay({ resolution: 1 });
    globalThis.delays.enable();
  });
  await page.evaluate(() => {
    // Chromium fires a nested timer after 4 ms at the earliest.
    const earliest = 4;
    const delays = [];
    let last = performance.now();
    const tick = () => {
      const now = performance.now();
      delays.push(Math.max(0, now - last - earliest));
      last = now;
      window.delayTimer = setTimeout(tick, earliest);
    };
    window.delays = delays;
    window.delayTimer = setTimeout(tick, earliest);
  });
  await act();
  const main = await app.evaluate(() => {
    const { delays } = globalThis;
    delays.disable();
    return { p99: delays.percentile(99) / 1e6, worst: delays.max / 1e6 };
  });
  const inWindow = await page.evaluate(() => {
    clearTimeout(window.delayTimer);
    const sorted = window.delays.toSorted((a, b) => a - b);
    return { p99: sorted[Math.floor(sorted.length * 0.99)], worst: sorted.at(-1) };
  });
  return { main, window: inWindow };
}
