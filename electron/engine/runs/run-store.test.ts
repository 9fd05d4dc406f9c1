import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { aProject, aRun } from "@shared/base/testing";
import { createdEvent } from "@shared/runs/run.fixture";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findHome } from "../../settings/home";
import { openRunStore } from "./run-store";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "specwright-store-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("a run with a changed log is reported, and does not hide other runs", async () => {
  const store = openRunStore(findHome({ SPECWRIGHT_HOME: folder }, "linux"), aProject("p"));
  for (const id of ["r1", "r2"]) await store.create(aRun(id), createdEvent({ run: aRun(id) }));
  await mkdir(store.folder(aRun("being-made")));
  const log = join(store.folder(aRun("r1")), "events.jsonl");
  await writeFile(log, (await readFile(log, "utf8")).replace("T001", "T002"));
  await appendFile(join(store.folder(aRun("r2")), "events.jsonl"), '{"seq":1,"at');

  const { runs, damaged } = await store.list();
  expect(runs.map(({ id }) => id)).toEqual(["r2"]);
  expect(damaged.map(({ id }) => id)).toEqual(["r1"]);
  expect(damaged[0]?.reason).toMatch(/^Line 1 of the run's events was changed/);
});

test.skipIf(process.platform !== "linux")(
  "with a low limit of open files all runs are listed",
  async () => {
    const store = openRunStore(findHome({ SPECWRIGHT_HOME: folder }, "linux"), aProject("p"));
    const ids = Array.from({ length: 60 }, (_, n) => `r${n}`);
    for (const id of ids) await store.create(aRun(id), createdEvent({ run: aRun(id) }));
    const limit = (files: string) =>
      execFileSync("prlimit", ["--pid", String(process.pid), `--nofile=${files}`]);
    const open = readdirSync("/proc/self/fd").length;
    const usual = /^Max open files +(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
    // The limit is lower than the number of parallel readings, and high enough to start the program that raises it
    // again.
    limit(`${open + 16}:`);
    try {
      const listed = await store.list();
      expect(listed.damaged).toEqual([]);
      expect(listed.runs).toHaveLength(ids.length);
    } finally {
      limit(`${usual}:`);
    }
  },
);

test("a project without runs has none", async () => {
  const store = openRunStore(findHome({ SPECWRIGHT_HOME: folder }, "linux"), aProject("p"));
  expect(await store.list()).toEqual({ runs: [], damaged: [], refused: new Set() });
});
