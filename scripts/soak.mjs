// npm run soak -- kills [N]: kills parts of the running app N times at random moments, and checks that no edit and no
// output is lost.

import { ensureBuilt } from "./build.mjs";
import { endToEnd } from "./e2e.mjs";
import { Advice, isMain, runMain, step } from "./say.mjs";
import { setUp } from "./setup.mjs";

/** Each soak: its tests, and the environment variable with the number of kills. */
const soaks = new Map([["kills", { tests: ["parts.spec"], variable: "SPECWRIGHT_PART_KILLS" }]]);

if (isMain(import.meta.url))
  runMain(async () => {
    const [name = "", times = "100"] = process.argv.slice(2);
    const soak = soaks.get(name);
    if (soak === undefined || !/^[1-9]\d*$/.test(times))
      throw new Advice(
        `Name a soak and a number of times: npm run soak -- ${[...soaks.keys()].join("|")} 100`,
      );
    process.env[soak.variable] = times;
    const runtime = await setUp();
    step("Build");
    await ensureBuilt(runtime);
    step(`${name}, ${times} times`);
    const { ok } = await endToEnd(runtime, soak.tests);
    if (!ok) process.exitCode = 1;
  });
