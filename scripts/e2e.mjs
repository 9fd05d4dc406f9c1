// npm run e2e [-- NAME …]: the tests that drive the real app; arguments go to Playwright.

import { existsSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { withDisplays } from "./display.mjs";
import { runtimeEnvironment } from "./electron-runtime.mjs";
import { root } from "./root.mjs";
import { run } from "./run.mjs";
import { isMain, runMain, step } from "./say.mjs";
import { setUp } from "./setup.mjs";

const report = join(root, "out", "reports", "e2e.json");

/** An app keeps about one core busy. More than four apps compete for the disk and save no time. */
const appsAtOnce = Math.min(4, availableParallelism());

/**
 * Runs the end-to-end tests on a built app.
 * @param {import("./electron-runtime.mjs").Runtime} runtime
 * @param {string[]} [args] for Playwright: parts of file names, --grep, …
 * @returns {Promise<{passed: number, failed: number, ok: boolean}>} a test that did not run counts as failed
 */
export async function endToEnd(runtime, args = []) {
  rmSync(report, { force: true });
  const cli = join(root, "node_modules", "@playwright", "test", "cli.js");
  const done = await withDisplays(appsAtOnce, (environments) =>
    run(process.execPath, [cli, "test", "--project=e2e", ...args], {
      cwd: root,
      env: {
        ...environments[0],
        ...runtimeEnvironment(runtime),
        SPECWRIGHT_E2E_DISPLAYS: environments.map(({ DISPLAY = "" }) => DISPLAY).join(" "),
        PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      },
    }),
  );
  if (!existsSync(report)) return { passed: 0, failed: 1, ok: false };
  const { stats, errors } = JSON.parse(readFileSync(report, "utf8"));
  const ok = done.code === 0;
  const failed = stats.unexpected + stats.flaky + stats.skipped + errors.length;
  return { passed: stats.expected, failed: ok ? failed : Math.max(1, failed), ok };
}

if (isMain(import.meta.url))
  runMain(async () => {
    const runtime = await setUp();
    step("Build");
    await ensureBuilt(runtime);
    step("End-to-end tests");
    const { ok } = await endToEnd(runtime, process.argv.slice(2));
    if (!ok) process.exitCode = 1;
  });
