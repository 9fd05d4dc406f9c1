// npm run soak -- kills [N]: ends parts of the running app N times at random moments and looks for what was lost.

import { ensureBuilt } from "./build.mjs";
import { endToEnd } from "./e2e.mjs";
import { isMain, runMain, step } from "./say.mjs";
import { setUp } from "./setup.mjs";

/** What can be soaked: the tests, and the variable that says how often. */
const soaks = new Map([["kills", { tests: ["parts.spec"], variable: "SPECWRIGHT_PART_KILLS" }]]);

if (isMain(import.meta.url))
  runMain(async () => {
    const [name = "", times = "100"] = process.argv.slice(2);
    const soak = soaks.get(name);
    if (soak === undefined || !/^[1-9]\d*$/.test(times))
      throw new Error(
        `Say what to soak and how often: npm run soak -- ${[...soaks.keys()].join("|")} 100`,
      );
    process.env[soak.variable] = times;
    const runtime = await setUp();
    step("Build");
    await ensureBuilt(runtime);
    step(`${name}, ${times} times`);
    const { ok } = await endToEnd(runtime, soak.tests);
    if (!ok) process.exitCode = 1;
  });
