import { readFile, writeFile } from "node:fs/promises";
import { aProject, aRun } from "@shared/base/testing";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { eventLogPath } from "../../run-folder/event-log";
import { findHome } from "../../settings/home";
import { type TestRepository, testRepository } from "../git/testing";
import { openSupervisor } from "./open-supervisor";
import { openRunStore } from "./run-store";
import type { Supervisor } from "./supervisor";
import { makeDecidedRun } from "./testing";

let test: TestRepository;
let supervisor: Supervisor<never>;
const gone: string[] = [];
const damaged: string[][] = [];
const home = () => findHome({ SPECWRIGHT_HOME: test.at("data") }, "linux");

beforeEach(async () => {
  test = await testRepository({ "a.txt": "a\n" });
  for (const id of ["r1", "r2"]) await makeDecidedRun(home().runs(aProject("p")), aRun(id));
  // The index does not accept a log that was written a moment ago.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 10_000 });
  await openRunStore(home(), aProject("p")).list();
  gone.length = 0;
  damaged.length = 0;
});
afterEach(async () => {
  await supervisor.close();
  vi.useRealTimers();
  test.dispose();
});

it("a decided run whose log was changed is told as damaged soon after the opening", async () => {
  const log = eventLogPath(home().run(aProject("p"), aRun("r1")));
  await writeFile(log, (await readFile(log, "utf8")).replace("Round down", "Round up  "));
  supervisor = await openSupervisor<never>({
    home: home(),
    projectId: aProject("p"),
    env: {},
    shell: "/bin/sh",
    launcher: { program: () => ({ file: "/bin/true", args: [] }) },
    repository: () => test.repo,
    startHost: () => {
      throw new Error("no run was started");
    },
    changed: () => undefined,
    gone: (run) => gone.push(run),
    damaged: (runs) => damaged.push(runs.map(({ id }) => id)),
    report: () => undefined,
  });
  expect(supervisor.listed().map(({ id }) => id)).toEqual(["r2", "r1"]);
  await supervisor.refresh();
  expect(gone).toEqual(["r1"]);
  expect(damaged).toEqual([["r1"]]);
  expect(supervisor.listed().map(({ id }) => id)).toEqual(["r2"]);
  expect(supervisor.damaged().map(({ id }) => id)).toEqual(["r1"]);
});
