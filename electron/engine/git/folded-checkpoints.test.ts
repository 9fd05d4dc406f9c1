import { afterEach, beforeEach, expect, it } from "vitest";
import { keepCheckpoints } from "./checkpoint";
import { dropCheckpoints, setCheckpoint } from "./checkpoint-refs";
import {
  foldCheckpoints,
  forgetCheckpoints,
  keptCheckpoints,
  unfoldedRuns,
} from "./folded-checkpoints";
import { type TestRepository, testRepository } from "./testing";
import { addWorktree } from "./worktree";

let test: TestRepository;
let base: string;
beforeEach(async () => {
  test = await testRepository({ "a.txt": "0\n" });
  base = await test.git("rev-parse", "HEAD");
});
afterEach(() => test.dispose());

const refs = async () =>
  (await test.git("for-each-ref", "--format=%(refname)", "refs/specwright")).split("\n");

/** Makes a run with some checkpoints, whose number is in file a.txt. */
async function ran(run: string, count: number): Promise<void> {
  const worktree = test.at(`trees/${run}`);
  await addWorktree(test.repo, { worktree, runBranch: `specwright/${run}`, base });
  const keeper = await keepCheckpoints(test.repo, { run, worktree, base });
  for (let seq = 1; seq <= count; seq += 1) {
    test.put(`trees/${run}/a.txt`, `${run} ${seq}\n`);
    await keeper.take(["a.txt"]);
  }
  await keeper.close();
}

it("keeps all checkpoints of a run under one ref, through git's clean-up and a second time", async () => {
  await ran("r1", 6);
  await ran("r2", 1);
  await dropCheckpoints(test.repo, "r1", [2, 5]);
  const kept = await keptCheckpoints(test.repo, "r1");
  expect([...kept.keys()]).toEqual([1, 3, 4, 6]);
  expect(await unfoldedRuns(test.repo)).toEqual(["r1", "r2"]);

  await foldCheckpoints(test.repo, "r1");
  const all = "refs/specwright/checkpoints/r1/all";
  expect(await refs()).toEqual([all, "refs/specwright/checkpoints/r2/1"]);
  expect(await unfoldedRuns(test.repo)).toEqual(["r2"]);
  await test.git("gc", "--quiet", "--prune=now");
  expect(await keptCheckpoints(test.repo, "r1")).toEqual(kept);
  for (const [seq, commit] of kept)
    expect(await test.git("show", `${commit}:a.txt`)).toBe(`r1 ${seq}`);

  const before = await test.git("rev-parse", all);
  await foldCheckpoints(test.repo, "r1");
  expect(await test.git("rev-parse", all)).toBe(before);
});

it("adds later checkpoints", async () => {
  await ran("r1", 2);
  const [one = "", two = ""] = (await keptCheckpoints(test.repo, "r1")).values();
  await dropCheckpoints(test.repo, "r1", [2]);
  await foldCheckpoints(test.repo, "r1");
  await setCheckpoint(test.repo, "r1", 2, two);
  await foldCheckpoints(test.repo, "r1");
  expect(await refs()).toHaveLength(1);
  expect([...(await keptCheckpoints(test.repo, "r1"))]).toEqual([
    [1, one],
    [2, two],
  ]);
});

it("changes nothing when another git process locks a ref", async () => {
  await ran("r1", 2);
  const kept = await keptCheckpoints(test.repo, "r1");
  test.put("repo/.git/refs/specwright/checkpoints/r1/2.lock", "");
  await expect(foldCheckpoints(test.repo, "r1")).rejects.toMatchObject({ code: "git-busy" });
  expect(await refs()).toHaveLength(2);
  test.remove("repo/.git/refs/specwright/checkpoints/r1/2.lock");
  await foldCheckpoints(test.repo, "r1");
  expect(await keptCheckpoints(test.repo, "r1")).toEqual(kept);
});

it("reads from a foreign folding commit only the checkpoints that are its parents", async () => {
  await ran("r1", 1);
  const [one = ""] = (await keptCheckpoints(test.repo, "r1")).values();
  const all = "refs/specwright/checkpoints/r1/all";
  const message = `x\n\nCheckpoint: 1 ${one}\nCheckpoint: 2 ${base}\n`;
  const forged = await test.git("commit-tree", "-p", one, "-m", message, "HEAD^{tree}");
  await dropCheckpoints(test.repo, "r1", [1]);
  await test.git("update-ref", all, forged);
  expect([...(await keptCheckpoints(test.repo, "r1"))]).toEqual([[1, one]]);
  await test.git("update-ref", all, await test.git("rev-parse", "HEAD:a.txt"));
  expect((await keptCheckpoints(test.repo, "r1")).size).toBe(0);
});

it("removes a run's checkpoints in both forms", async () => {
  await ran("r1", 3);
  await ran("r2", 2);
  await foldCheckpoints(test.repo, "r1");
  expect(await forgetCheckpoints(test.repo, "r1")).toBe(3);
  expect(await refs()).toHaveLength(2);
  expect(await forgetCheckpoints(test.repo, "r2")).toBe(2);
  expect(await forgetCheckpoints(test.repo, "r2")).toBe(0);
  expect(await refs()).toEqual([""]);
});
