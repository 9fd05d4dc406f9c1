// The cost of the sandbox of runs: what it adds to the start of a program, and `git status` in a working tree of
// 10,000 files inside of the sandbox against the same tree without it.

import { execFile } from "node:child_process";
import { mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { detail } from "../say.mjs";
import { withFolder } from "./apps.mjs";
import { importBundled } from "./bundle.mjs";
import { files, git, makeLargeRepository } from "./large-repository.mjs";

export const name = "sandbox";

const rounds = 15;
/** Calls of `git status` in one measurement, so that the start of the shell counts little. */
const calls = 5;

const exec = promisify(execFile);

export function measure() {
  return withFolder(async (work) => {
    const place = await realpath(work);
    const { findSandbox } = await importBundled(
      "electron/engine/sandbox/probe.ts",
      join(place, "a"),
    );
    const { confine } = await importBundled("electron/engine/sandbox/confine.ts", join(place, "b"));
    const sandbox = await findSandbox();
    if (sandbox.kind !== "bubblewrap")
      throw new Error(`Runs cannot be confined here: ${sandbox.why} ${sandbox.mend ?? ""}`);
    const top = await makeLargeRepository(join(place, "repository"));
    const data = join(place, "data");
    const [tree, runFolder] = [join(data, "trees/run"), join(data, "runs/run")];
    await mkdir(join(data, "trees"), { recursive: true });
    await mkdir(runFolder, { recursive: true });
    await git(top, "worktree", "add", "-q", "-b", "run", tree);
    const began = performance.now();
    const confined = await confine(sandbox, {
      ...{ tree, cwd: tree, runFolder, data, written: [], programs: [] },
      commonDir: join(top, ".git"),
      gitDir: join(top, ".git/worktrees/run"),
      privateFolder: join(data, "sandboxes/run"),
      env: process.env,
      folders: { read: [], write: [] },
    });
    const prepared = performance.now() - began;
    const timed = async (words) => {
      const [file, ...args] = words;
      const from = performance.now();
      await exec(file, args, { cwd: tree });
      return performance.now() - from;
    };
    const status = ["sh", "-c", `for n in $(seq ${calls}); do git status --porcelain; done`];
    const nothing = ["sh", "-c", ":"];
    const times = { start: { ours: [], reference: [] }, status: { ours: [], reference: [] } };
    // The first round fills the caches and is not counted.
    for (let round = 0; round <= rounds; round++)
      for (const [side, before] of Object.entries({ reference: [], ours: confined })) {
        const start = await timed([...before, ...nothing]);
        const all = await timed([...before, ...status]);
        if (round === 0) continue;
        times.start[side].push(start);
        times.status[side].push((all - start) / calls);
      }
    detail(
      `${rounds} rounds, ${files} files, median. A run's sandbox was prepared in ${Math.round(prepared)} ms.`,
    );
    const [ours, reference] = [median(times.start.ours), median(times.start.reference)];
    const added = ours - reference;
    const [statusOurs, statusReference] = [
      median(times.status.ours),
      median(times.status.reference),
    ];
    const ratio = statusOurs / statusReference;
    return [
      {
        ...{ name: "sandbox-start", unit: "ms", ours, reference, ratio: ours / reference },
        ...{ budget: "≤ 50 ms more", ok: added <= 50 },
      },
      {
        ...{ name: "sandbox-status", unit: "ms", ours: statusOurs, reference: statusReference },
        ...{ ratio, budget: "≤ 1.1×", ok: ratio <= 1.1 },
      },
    ];
  });
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
