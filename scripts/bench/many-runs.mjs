// The cost of a project with 1,000 finished runs against the same project with 10 runs: opening the project,
// starting a run from the command line, and reading the runs again as after a window gets the focus.

import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { root } from "../root.mjs";
import { detail } from "../say.mjs";
import { openApp, ready, sampleApp, withFolder } from "./apps.mjs";
import { multiplyRun } from "./runs-of-a-project.mjs";

export const name = "many-runs";

const many = 1_000;
const few = 10;
const rounds = 9;
const starts = 5;

const exec = promisify(execFile);

/** @param {import("../bench.mjs").Context} context */
export function measure({ runtime, withDisplay }) {
  return withFolder((work) =>
    withDisplay(async (env) => {
      const sample = await sampleApp(work);
      const [repository] = sample.args;
      const first = join(work, "first");
      await runOnce(repository, first);
      const places = [];
      for (const [side, count] of Object.entries({ ours: many, reference: few })) {
        const home = join(work, side);
        await cp(first, home, { recursive: true });
        const run = await multiplyRun(home, count);
        places.push({ side, home, run, profile: join(work, `${side}-profile`) });
      }
      // The index does not accept a log that was written within the last two seconds.
      await pause(2_500);
      const opened = await openings(runtime, env, repository, places);
      const started = await startsOf(repository, work, places);
      detail(
        `${many} runs against ${few}; ${rounds} openings and focuses, ${starts} starts, median.`,
      );
      return [
        row("many-runs-open", opened.open),
        row("many-runs-start", started),
        row("many-runs-focus", opened.focus),
      ];
    }),
  );
}

function row(called, times) {
  const [ours, reference] = [median(times.ours), median(times.reference)];
  const ratio = ours / reference;
  return { name: called, unit: "ms", ours, reference, ratio, budget: "≤ 1.2×", ok: ratio <= 1.2 };
}

const cli = (home, ...args) =>
  exec(process.execPath, [join(root, "out", "cli.js"), ...args], {
    env: { ...process.env, SPECWRIGHT_HOME: home },
    maxBuffer: 1 << 26,
  });

/** Runs the sample's task with the built-in agent and discards the run, so that the run is finished. */
async function runOnce(repository, home) {
  await cli(home, "run", "T004", "--repo", repository, "--json");
  await discardLast(repository, home);
}

async function discardLast(repository, home) {
  const { stdout } = await cli(home, "runs", "--repo", repository, "--json");
  const [latest] = JSON.parse(stdout);
  await cli(home, "discard", latest.id, "--repo", repository);
}

/** Opens the project in two apps in alternation, and reads its runs again. */
async function openings(runtime, env, repository, places) {
  const times = { open: { ours: [], reference: [] }, focus: { ours: [], reference: [] } };
  const apps = [];
  try {
    for (const { side, home, run, profile } of places) {
      const app = {
        folder: root,
        args: [repository],
        env: { SPECWRIGHT_HOME: home, SPECWRIGHT_USER_DATA: profile },
      };
      const opened = await openApp(runtime, app, { env });
      apps.push({ side, run, opened });
      const page = await opened.firstWindow();
      await page.waitForSelector(ready);
      await opened.evaluate(({ dialog }, path) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
      }, repository);
      await page.keyboard.press("Control+j");
      await page.waitForSelector(".card");
    }
    // The first opening makes the index and is not counted.
    for (let round = 0; round <= rounds; round++)
      for (const { side, run, opened } of apps) {
        const page = await opened.firstWindow();
        await page.bringToFront();
        await closeProject(page);
        const open = await page.evaluate(openOnce);
        const focus = await page.evaluate(lookAgain, run);
        if (round === 0) continue;
        times.open[side].push(open);
        times.focus[side].push(focus);
      }
  } finally {
    for (const { opened } of apps) await opened.close();
  }
  return times;
}

/** Runs in the page. Milliseconds from the click to the frame with the board, the runs and the state of the files. */
function openOnce() {
  return new Promise((resolve) => {
    const from = performance.now();
    const there = () =>
      document.querySelector(".card") !== null &&
      document.querySelectorAll(".rail-row").length > 5 &&
      /committed/.test(document.querySelector(".title-state")?.textContent ?? "");
    const look = () => {
      if (there()) resolve(performance.now() - from);
      else requestAnimationFrame(look);
    };
    [...document.querySelectorAll("button")]
      .find(({ textContent }) => textContent === "Open a repository")
      ?.click();
    look();
  });
}

/** Runs in the page. Milliseconds until the engine has read the runs as after a window gets the focus. */
async function lookAgain(run) {
  const from = performance.now();
  await window.specwright.call("project.ofRun", { run });
  return performance.now() - from;
}

async function closeProject(page) {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("Close the project");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Open a repository" }).waitFor();
}

/** Milliseconds from the command to the agent's first act, in alternation. */
async function startsOf(repository, work, places) {
  const times = { ours: [], reference: [] };
  for (let round = 0; round <= starts; round++)
    for (const { side, home } of places) {
      const file = join(await mkdtemp(join(work, "start-")), "time");
      const from = Date.now();
      await cli(
        home,
        "run",
        "T004",
        "--repo",
        repository,
        "--json",
        "--agent",
        `date +%s%3N > ${file}; false`,
      ).catch(() => undefined);
      if (round > 0) times[side].push(Number(await readFile(file, "utf8")) - from);
      await discardLast(repository, home);
    }
  return times;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
