// npm run check: format, lint, boundaries, types and unit tests, in about eight minutes.

import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";
import { run } from "./run.mjs";
import { detail, isMain, runMain, step } from "./say.mjs";

/** A check that takes this long hangs. Vitest cannot end a test in an endless loop itself. */
const limitMs = 20 * 60_000;

const bin = (...path) => join(root, "node_modules", ...path);
const report = join(root, "out", "reports", "unit.json");

const still = [
  {
    name: "Format and lint",
    mend: "npm run format mends the format and what can be mended safely.",
    args: [bin("@biomejs", "biome", "bin", "biome"), "ci", "--max-diagnostics=60"],
  },
  {
    name: "Boundaries",
    mend: "The rules, with their reasons, are the tables in scripts/boundary-rules.mjs.",
    args: [join(root, "scripts", "boundaries.mjs")],
  },
  { name: "Types", mend: "", args: [bin("typescript", "bin", "tsc"), "-b"] },
];

const unit = {
  name: "Unit tests",
  mend: "npm run unit -- PART-OF-A-PATH runs some of them.",
  args: [
    bin("vitest", "vitest.mjs"),
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ],
};

/**
 * Runs every check that needs no window and prints the failures.
 * @returns {Promise<{passed: number, failed: number, ok: boolean}>} the unit tests, and one failure for each other
 * failed check, so that every failure is counted
 */
export async function check() {
  // These three checks share the processors well. The unit tests start processes of their own and run afterwards.
  const results = await Promise.all(still.map(one));
  const failedChecks = results.filter((ok) => !ok).length;
  rmSync(report, { force: true });
  const unitOk = await one(unit);
  const { passed, failed } = unitCounts(unitOk);
  return { passed, failed: failed + failedChecks, ok: unitOk && failedChecks === 0 };
}

async function one({ name, mend, args }) {
  const from = performance.now();
  const done = await run(process.execPath, args, {
    cwd: root,
    quiet: true,
    timeoutMs: limitMs,
    env: { ...process.env, NO_COLOR: "1" },
  });
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  const ok = done.code === 0;
  detail(`${name}: ${ok ? "ok" : "failed"}, ${seconds} s`);
  const why = done.timedOut ? `It was ended after ${limitMs / 60_000} minutes.` : mend;
  if (!ok) console.log(`\n${done.output.trim()}\n${why}\n`);
  return ok;
}

function unitCounts(ok) {
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const said = JSON.parse(readFileSync(report, "utf8"));
  const passed = said.numPassedTests;
  // A file that could not be loaded contains no failed tests, and a skipped test has shown nothing.
  const failed = said.numTotalTests - passed + said.testResults.filter(isBrokenFile).length;
  return { passed, failed: ok ? failed : Math.max(1, failed) };
}

const isBrokenFile = (file) => file.status === "failed" && file.assertionResults.length === 0;

if (isMain(import.meta.url))
  runMain(async () => {
    step("Checks");
    const { ok, passed, failed } = await check();
    console.log(ok ? `\nAll good: ${passed} unit tests passed.` : `\n${failed} failed.`);
    if (!ok) process.exitCode = 1;
  });
