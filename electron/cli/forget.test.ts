import { aRun } from "@shared/base/testing";
import { createdEvent } from "@shared/runs/run.fixture";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { setCheckpoint } from "../engine/git/checkpoint-refs";
import { keptCheckpoints } from "../engine/git/folded-checkpoints";
import { type TestRepository, testRepository } from "../engine/git/testing";
import { projectId } from "../engine/projects/open";
import { openRunStore } from "../engine/runs/run-store";
import { findHome } from "../settings/home";
import { processStartToken } from "../system/process-tree";
import { forget } from "./forget";

let test: TestRepository;
let printed: string;
beforeEach(async () => {
  test = await testRepository({ "a.txt": "a\n" });
  printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  test.dispose();
});

it("removes the checkpoints of one finished run and nothing else", async () => {
  const home = findHome({ SPECWRIGHT_HOME: test.at("data") }, "linux");
  const places = { home, host: test.at("no-host.js"), agent: test.at("no-agent.js") };
  const store = openRunStore(home, projectId(test.repo));
  const { pid } = process;
  const owner = { pid, started: processStartToken(pid) ?? "", seconds: 0 };
  const created = createdEvent({ owner });
  const run = await store.create(aRun("r1"), created);
  const commit = await test.git("rev-parse", "HEAD");
  for (const seq of [1, 2]) await setCheckpoint(test.repo, "r1", seq, commit);
  await setCheckpoint(test.repo, "r2", 1, commit);
  const said = (id: string) =>
    forget({ verb: "forget", run: aRun(id), repo: test.repo.top }, places);

  await expect(said("r1")).rejects.toMatchObject({ code: "run-not-ready" });
  await store.append(run, { type: "start-failed", reason: "x" });
  expect(await said("r1")).toBe(0);
  expect(await said("r1")).toBe(0);
  expect(printed).toBe("2 checkpoints removed\n0 checkpoints removed\n");
  expect((await keptCheckpoints(test.repo, "r1")).size).toBe(0);
  expect((await keptCheckpoints(test.repo, "r2")).size).toBe(1);
  await expect(said("r2")).rejects.toMatchObject({ code: "run-missing" });
});
