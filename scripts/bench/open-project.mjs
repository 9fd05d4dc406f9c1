// The cost of opening a repository of 100,000 files with 500 features: the time from choosing it to its tree, a board
// and the state of its files, against `git status` and reading the specs with cat; and the engine's memory, against
// a repository of 10,000 files with 50 features. On Linux also the number of watched files and folders, against the
// number of folders with documents.

import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { root } from "../root.mjs";
import { detail } from "../say.mjs";
import { openApp, withFolder } from "./apps.mjs";
import { memoryOf } from "./memory.mjs";

export const name = "open-project";

const rounds = 9;
const large = { files: 100_000, features: 500 };
const small = { files: 10_000, features: 50 };
/** Milliseconds after which the engine has caught up with the files and rests. */
const untilRest = 8_000;

const exec = promisify(execFile);

/** @param {import("../bench.mjs").Context} context */
export function measure({ runtime, withDisplay }) {
  return withFolder((work) =>
    withDisplay(async (env) => {
      const times = { ours: [], reference: [] };
      const few = await openIn(join(work, "small"), small, { runtime, env });
      const many = await openIn(join(work, "large"), large, { runtime, env }, times);
      detail(`${rounds} rounds, median; memory after the first opening.`);
      const row = (called, unit, ours, reference, budget) => {
        const ratio = ours / reference;
        return {
          name: called,
          unit,
          ours,
          reference,
          ratio,
          budget: `≤ ${budget}×`,
          ok: ratio <= budget,
        };
      };
      const [ours, reference] = [median(times.ours), median(times.reference)];
      return [
        row(name, "ms", ours, reference, 2),
        ...(many && few
          ? [
              row("open-project-memory", "MB", many.megabytes, few.megabytes, 1.5),
              // Beside the folders of the features: the folder of all features, and a few of git's.
              row("open-project-watches", "watches", many.watches, large.features, 1.1),
            ]
          : []),
      ];
    }),
  );
}

/**
 * Opens a new repository in a new app.
 * @param times gets the times of further openings; undefined for none
 * @returns the engine's memory and watches; undefined on other systems than Linux
 */
async function openIn(work, size, { runtime, env }, times) {
  const repository = await makeRepository(join(work, "repository"), size);
  const app = {
    folder: root,
    args: [],
    env: {
      SPECWRIGHT_HOME: join(work, "home"),
      SPECWRIGHT_USER_DATA: join(work, "profile"),
    },
  };
  const opened = await openApp(runtime, app, { env });
  try {
    const page = await opened.firstWindow();
    await opened.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
    }, repository);
    // The first time the project is left at its board, where it opens from then on; this opening is not counted.
    await page.getByRole("button", { name: "Open a repository" }).click();
    await page.waitForSelector('[data-ready="document"]');
    await page.keyboard.press("Control+j");
    await page.waitForSelector(".card");
    await pause(untilRest);
    const engine = await engineOf(opened);
    for (let round = 0; times && round < rounds; round++) {
      await closeProject(page);
      times.reference.push(await readAsGitAndCat(repository));
      times.ours.push(await openOnce(page, size.features));
    }
    return engine;
  } finally {
    await opened.close();
  }
}

async function engineOf(opened) {
  if (process.platform !== "linux") return undefined;
  const pid = await opened.evaluate(
    ({ app }) =>
      app
        .getAppMetrics()
        .find((each) => [each.name, each.serviceName].includes("Specwright engine"))?.pid,
  );
  const smaps = await readFile(`/proc/${pid}/smaps`, "utf8");
  const infos = (await readdir(`/proc/${pid}/fdinfo`)).map((fd) =>
    // A descriptor may be closed meanwhile.
    readFile(`/proc/${pid}/fdinfo/${fd}`, "utf8").catch(() => ""),
  );
  const watches = (await Promise.all(infos)).flatMap((text) => text.match(/^inotify/gm) ?? []);
  return { megabytes: memoryOf([smaps]) / 1024, watches: watches.length };
}

/** Milliseconds from the click to the frame in which everything is visible, measured in the page. */
function openOnce(page, features) {
  return page.evaluate(
    (count) =>
      new Promise((resolve) => {
        const from = performance.now();
        const there = () =>
          document.querySelectorAll(".rail-row").length >= count &&
          document.querySelector(".card") !== null &&
          /not committed/.test(document.querySelector(".title-state")?.textContent ?? "");
        const look = () => {
          if (there()) resolve(performance.now() - from);
          else requestAnimationFrame(look);
        };
        const button = [...document.querySelectorAll("button")].find(
          ({ textContent }) => textContent === "Open a repository",
        );
        button?.click();
        look();
      }),
    features,
  );
}

async function closeProject(page) {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("Close the project");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Open a repository" }).waitFor();
}

async function readAsGitAndCat(repository) {
  const options = { cwd: repository, maxBuffer: 1 << 26 };
  const specs = (await readdir(join(repository, "specs"))).map((id) => `specs/${id}/spec.md`);
  const from = performance.now();
  await exec("git", ["status", "--porcelain=v2", "--branch", "-z", "-uall"], options);
  await exec("cat", specs, options);
  return performance.now() - from;
}

async function makeRepository(folder, { files, features }) {
  const documents = Array.from({ length: features }, (_, index) => featureFiles(index + 1)).flat();
  const sources = Array.from({ length: files - documents.length }, (_, index) => [
    `src/part-${Math.floor(index / 100)}/file-${index}.js`,
    `export const value${index} = ${index};\n`,
  ]);
  await writeAll(folder, [...documents, ...sources]);
  const person = ["-c", "user.name=Benchmark", "-c", "user.email=benchmark@example.invalid"];
  for (const args of [
    ["init", "-q", "-b", "main"],
    // A collection in the background would run beside the measurement.
    ["config", "gc.auto", "0"],
    ["add", "-A"],
    [...person, "commit", "-q", "-m", "Large"],
    ["repack", "-adq"],
  ])
    await exec("git", args, { cwd: folder });
  await writeAll(folder, [
    ["src/part-0/file-0.js", "// changed\n"],
    ["src/new.js", "// new\n"],
  ]);
  return folder;
}

function featureFiles(number) {
  const folder = `specs/${String(number).padStart(3, "0")}-feature`;
  const some = (count, line) => Array.from({ length: count }, (_, index) => line(index + 1));
  const id = (index) => String(index).padStart(3, "0");
  const requirements = some(
    60,
    (index) =>
      `- **FR-${id(index)}**: System MUST keep the ${index}th promise of feature ${number}, whatever is asked of it and by whom.`,
  );
  const tasks = some(
    40,
    (index) =>
      `- [${index % 3 === 0 ? "X" : " "}] T${id(index)} [P] Keep the promise in src/part-${number}/kept-${index}.js (FR-${id(index)})`,
  );
  return [
    [
      `${folder}/spec.md`,
      `# Feature Specification: Feature ${number}\n\n## Requirements\n\n${requirements.join("\n")}\n`,
    ],
    [`${folder}/plan.md`, `# Plan\n\n## Summary\n\n${"It is done step by step. ".repeat(80)}\n`],
    [`${folder}/tasks.md`, `# Tasks\n\n## Phase 1: Setup\n\n${tasks.join("\n")}\n`],
  ];
}

async function writeAll(folder, entries) {
  for (const parent of new Set(entries.map(([path]) => dirname(join(folder, path)))))
    await mkdir(parent, { recursive: true });
  for (const [path, text] of entries) await writeFile(join(folder, path), text);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
