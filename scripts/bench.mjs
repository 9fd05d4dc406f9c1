// npm run bench [-- NAME …] [--json FILE]: measures the figures of BUDGETS, each against a reference in the same
// run. A figure over its budget is reported and fails nothing, because measurements vary between machines; a
// person has to judge the figure.

import { readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilt } from "./build.mjs";
import { withDisplay } from "./display.mjs";
import { root } from "./root.mjs";
import { Advice, detail, runMain, step } from "./say.mjs";
import { setUp } from "./setup.mjs";

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {string} unit of ours and reference
 * @property {number} ours
 * @property {number} reference
 * @property {number | null} ratio ours to reference; null when the reference is 0
 * @property {string} budget in words
 * @property {boolean} ok whether ours is within the budget
 *
 * @typedef {object} Context
 * @property {import("./electron-runtime.mjs").Runtime} runtime
 * @property {typeof withDisplay} withDisplay
 * @property {string} root the project's folder, with a fresh build in out/
 *
 * A module in scripts/bench/ that exports `name` and `measure(context): Promise<Row[]>` is a benchmark;
 * one that does not is something that benchmarks share.
 */

async function benchmarks(wanted) {
  const folder = join(import.meta.dirname, "bench");
  const files = readdirSync(folder).filter((name) => /^[^.]+\.mjs$/.test(name));
  const modules = await Promise.all(files.map((name) => import(`./bench/${name}`)));
  const all = modules.filter((module) => module.name && module.measure);
  // A name selects all benchmarks that begin with it: replay selects replay-open and replay-seek.
  const isMeant = (name, module) => module.name === name || module.name.startsWith(`${name}-`);
  const unknown = wanted.filter((name) => !all.some((module) => isMeant(name, module)));
  if (unknown.length > 0)
    throw new Advice(
      `There is no benchmark ${unknown.join(", ")}. There are: ${all.map((each) => each.name).join(", ")}.`,
    );
  return all.filter(
    (module) => wanted.length === 0 || wanted.some((name) => isMeant(name, module)),
  );
}

function table(rows) {
  const cells = [
    ["name", "ours", "reference", "unit", "ratio", "budget", ""],
    ...rows.map((row) => [
      row.name,
      figure(row.ours),
      figure(row.reference),
      row.unit,
      row.ratio === null ? "–" : `${row.ratio.toFixed(2)}×`,
      row.budget,
      row.ok ? "ok" : "over budget",
    ]),
  ];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const numbers = new Set([1, 2, 4]);
  const line = (row) =>
    row
      .map((cell, column) =>
        numbers.has(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column]),
      )
      .join("  ")
      .trimEnd();
  return cells.map(line).join("\n");
}

const figure = (value) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2));

runMain(async () => {
  const { values, positionals } = parseArgs({
    options: { json: { type: "string" } },
    allowPositionals: true,
  });
  const runtime = await setUp();
  step("Build");
  await ensureBuilt(runtime);
  const rows = [];
  for (const { name, measure } of await benchmarks(positionals)) {
    step(`Benchmark ${name}`);
    try {
      rows.push(...(await measure({ runtime, withDisplay, root })));
    } catch (error) {
      // The other benchmarks still run.
      detail(`It could not be measured: ${error instanceof Error ? error.message : error}`);
      process.exitCode = 1;
    }
  }
  if (rows.length > 0) console.log(`\n${table(rows)}`);
  if (values.json) {
    const file = resolve(process.env.INIT_CWD ?? process.cwd(), values.json);
    writeFileSync(file, `${JSON.stringify(rows, null, 2)}\n`);
  }
});
