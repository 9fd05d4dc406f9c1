// npm test: the set-up, then every check. The last line counts the tests.

import { ensureBuilt } from "./build.mjs";
import { check } from "./check.mjs";
import { endToEnd } from "./e2e.mjs";
import { Advice, runMain, step, timed } from "./say.mjs";
import { setUp } from "./setup.mjs";

runMain(async () => {
  const runtime = await timed("Set-up", setUp);

  step("Checks");
  const checks = await timed("All checks", check);

  step("Build");
  const builds = await timed("Build", () => ensureBuilt(runtime).then(() => true, sayAdvice));

  step("End-to-end tests");
  const drives = builds
    ? await timed("End-to-end tests", () => endToEnd(runtime))
    : { passed: 0, failed: 1, ok: false };

  // Each failed check that is not a test counts as one failure, so that the line never says 0 after a failure.
  const passed = checks.passed + drives.passed;
  const failed = checks.failed + drives.failed;
  console.log(`\n${passed} passed, ${failed} failed`);
  if (failed > 0 || !checks.ok || !drives.ok) process.exitCode = 1;
});

function sayAdvice(error) {
  if (!(error instanceof Advice)) throw error;
  console.error(error.message);
  return false;
}
