// The cost of an open, idle project: memory and processor time of all its processes, against an empty window of
// the same Electron. Linux only, because it reads /proc.

import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { Advice, detail } from "../say.mjs";
import { emptyApp, openApp, ready, sampleApp, withFolder } from "./apps.mjs";
import { memoryOf } from "./memory.mjs";

export const name = "idle";

const seconds = 10;
/** Ticks of /proc/PID/stat in a second: USER_HZ, which is 100 on all systems that Electron supports. */
const hertz = 100;
/** An app counts as settled after a second in which it used less than this fraction of a core. */
const settled = 0.02;
const settlingSeconds = 30;

/** @param {import("../bench.mjs").Context} context */
export function measure({ runtime, withDisplay }) {
  if (process.platform !== "linux") throw new Advice("Idle cost is measured on Linux only.");
  return withFolder((work) =>
    withDisplay(async (env) => {
      const reference = await idle(runtime, await emptyApp(work), env);
      const ours = await idle(runtime, await sampleApp(work), env);
      detail(`${seconds} s each, all processes of the app together.`);
      const memory = ours.megabytes / reference.megabytes;
      return [
        {
          name: "idle-memory",
          unit: "MB",
          ours: ours.megabytes,
          reference: reference.megabytes,
          ratio: memory,
          budget: "≤ 1.5×",
          ok: memory <= 1.5,
        },
        {
          name: "idle-cpu",
          unit: "% of a core",
          ours: ours.percent,
          reference: reference.percent,
          ratio: reference.percent > 0 ? ours.percent / reference.percent : null,
          budget: "< 1 %",
          ok: ours.percent < 1,
        },
      ];
    }),
  );
}

async function idle(runtime, app, env) {
  // The first start creates the profile and uses more memory than later starts.
  await (await openApp(runtime, app, { env })).close();
  const opened = await openApp(runtime, app, { env });
  try {
    const page = await opened.firstWindow();
    await page.waitForSelector(ready);
    const pid = opened.process().pid;
    await settle(pid);
    const used = await usedOver(pid, seconds);
    const smaps = tree(pid).map((each) => readOrNothing(`/proc/${each.pid}/smaps`));
    return { megabytes: memoryOf(smaps) / 1024, percent: (used / seconds) * 100 };
  } finally {
    await opened.close();
  }
}

async function settle(pid) {
  for (let second = 0; second < settlingSeconds; second++)
    if ((await usedOver(pid, 1)) < settled) return;
  detail(`It did not settle within ${settlingSeconds} s; measured all the same.`);
}

/** The processor time in seconds that the surviving processes use within a duration. */
async function usedOver(pid, duration) {
  const before = new Map(tree(pid).map((each) => [each.pid, each.ticks]));
  await wait(duration * 1000);
  const ticks = tree(pid).map((each) => each.ticks - (before.get(each.pid) ?? 0));
  return ticks.reduce((sum, each) => sum + each, 0) / hertz;
}

/** A process and its descendants, with the processor time of each. */
function tree(top) {
  const all = readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map((pid) => ({ pid: Number(pid), stat: readOrNothing(`/proc/${pid}/stat`) }))
    .filter(({ stat }) => stat !== "")
    .map(({ pid, stat }) => {
      // The name is in parentheses and may contain any character, so the fields are counted from its end.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return { pid, parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
    });
  const below = (pid) =>
    all.filter((each) => each.parent === pid).flatMap((each) => [each, ...below(each.pid)]);
  return [...all.filter((each) => each.pid === top), ...below(top)];
}

/** A process may end between being listed and being read. */
function readOrNothing(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
