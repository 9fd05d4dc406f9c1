import { checkpointEvent } from "@shared/runs/checkpoint-files";
import type { LoggedEvent, RunEvent } from "@shared/runs/event";
import { project, type Run } from "@shared/runs/projection";
import { createdEvent } from "@shared/runs/run.fixture";
import { afterEach, beforeEach, expect, it } from "vitest";
import { keepCheckpoints } from "../git/checkpoint";
import { dropCheckpoints } from "../git/checkpoint-refs";
import { type TestRepository, testRepository } from "../git/testing";
import { addWorktree } from "../git/worktree";
import { createMoments, type Moments } from "./moments";

let test: TestRepository;
let run: Run;
let moments: Moments;
let commits: string[];

beforeEach(async () => {
  test = await testRepository({ "a.txt": "one\n", "old.txt": "old\n", "src/b.ts": "b\n" });
  const base = await test.git("rev-parse", "HEAD");
  const created = createdEvent({ base, worktree: test.at("trees/r1") });
  await addWorktree(test.repo, created);
  const keeper = await keepCheckpoints(test.repo, created);
  const events: RunEvent[] = [created];
  for (const text of ["two\n", "three\n", "four\n"]) {
    test.put("trees/r1/a.txt", text);
    if (text === "three\n") test.put("trees/r1/new.txt", "new\n");
    if (text === "three\n") test.remove("trees/r1/old.txt");
    const taken = await keeper.take("everything");
    if (taken) events.push(checkpointEvent(taken));
  }
  await keeper.close();
  const logged: LoggedEvent[] = events.map((event, seq) => ({
    ...{ seq, at: "", time: seq, event, prev: "", hash: "" },
  }));
  commits = events.flatMap((event) => (event.type === "checkpoint" ? event.commit : []));
  const found = project(logged);
  if (!found) throw new Error("no run");
  run = found;
  moments = createMoments(
    () => test.repo,
    async () => logged,
  );
});
afterEach(() => test.dispose());

const at = (n: number): string => commits[n] ?? "";

it("shows the files at a checkpoint, and the change up to it", async () => {
  expect(await moments.tree(run, at(1))).toEqual({
    base: run.created.base,
    commit: at(1),
    files: [
      { path: "a.txt", status: "modified" },
      { path: "new.txt", status: "added" },
      { path: "old.txt", status: "deleted" },
      { path: "src/b.ts" },
    ],
    more: 0,
  });
  const change = await moments.change(run, at(0), undefined);
  expect(change).toMatchObject({ base: run.created.base, commit: at(0) });
  expect(change.files).toMatchObject([{ path: "a.txt", status: "modified", added: 1, removed: 1 }]);
  expect(change.files).toHaveLength(1);
  expect(change.diff).toContain("+two");
  const between = await moments.change(run, at(2), at(1));
  expect(between).toMatchObject({ base: at(1), commit: at(2) });
  expect(between.diff).toContain("-three\n+four");
  expect((await moments.change(run, run.created.base, undefined)).files).toEqual([]);
});

it("shows the nearest kept checkpoint before a removed one, with a note", async () => {
  await dropCheckpoints(test.repo, "r1", [2]);
  expect(await moments.change(run, at(1), undefined)).toMatchObject({ commit: at(0) });
  expect((await moments.tree(run, at(2))).commit).toBe(at(2));
  // A moved ref does not count as a checkpoint.
  await test.git("update-ref", "refs/specwright/checkpoints/r1/1", run.created.base);
  await test.git("update-ref", "refs/specwright/checkpoints/r1/2", run.created.base);
  const none = await moments.change(run, at(1), undefined);
  expect(none).toMatchObject({ commit: run.created.base, files: [], diff: "" });
});

it("shows only the run's own commits, and stops when it is cancelled", async () => {
  test.put("repo/a.txt", "mine\n");
  const other = await test.commit("another");
  for (const commit of [other, "0".repeat(40)])
    await expect(moments.change(run, commit, undefined)).rejects.toMatchObject({
      code: "bad-request",
    });
  await expect(moments.change(run, at(0), other)).rejects.toMatchObject({ code: "bad-request" });
  await expect(moments.tree(run, at(0), AbortSignal.abort())).rejects.toMatchObject({
    code: "cancelled",
  });
  expect((await moments.tree(run, at(0))).commit).toBe(at(0));
});
