import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createdEvent } from "@shared/runs/run.fixture";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findHome } from "../settings/home";
import { openRunStore } from "./run-store";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "specwright-store-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("a run whose log was altered is said, and hides no other", async () => {
  const store = openRunStore(findHome({ SPECWRIGHT_HOME: folder }, "linux"), "p");
  for (const id of ["r1", "r2"]) await store.create(id, createdEvent({ run: id }));
  await mkdir(store.folder("being-made"));
  const log = join(store.folder("r1"), "events.jsonl");
  await writeFile(log, (await readFile(log, "utf8")).replace("T001", "T002"));
  await appendFile(join(store.folder("r2"), "events.jsonl"), '{"seq":1,"at');

  const { runs, damaged } = await store.list();
  expect(runs.map(({ created: { run } }) => run)).toEqual(["r2"]);
  expect(damaged.map(({ id }) => id)).toEqual(["r1"]);
  expect(damaged[0]?.reason).toMatch(/^Line 1 of the run's events was changed/);
});

test("a project without runs has none", async () => {
  const store = openRunStore(findHome({ SPECWRIGHT_HOME: folder }, "linux"), "p");
  expect(await store.list()).toEqual({ runs: [], damaged: [] });
});
