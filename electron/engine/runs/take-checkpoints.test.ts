import { readdirSync, readFileSync } from "node:fs";
import { aRun } from "@shared/base/testing";
import type { CheckpointEvent } from "@shared/runs/checkpoint-files";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keptCheckpoints } from "../git/folded-checkpoints";
import { type TestRepository, testRepository } from "../git/testing";
import { addWorktree } from "../git/worktree";
import { type RunCheckpoints, startCheckpoints } from "./take-checkpoints";

/** Milliseconds, enough for a very busy machine. */
const patience = 60_000;

const pace = { quiet: 60, longest: 400, folders: 10_000 };

let test: TestRepository;
let notes: { event: CheckpointEvent; at: number }[];
let problems: unknown[];
let checkpoints: RunCheckpoints;
let start: (folders: number) => Promise<RunCheckpoints>;
const inTree = (path: string) => `trees/r1/${path}`;
const paths = () => notes.flatMap(({ event }) => event.files.map(({ path }) => path));
const seen = (...wanted: string[]) =>
  vi.waitFor(() => expect(paths()).toEqual(expect.arrayContaining(wanted)), patience);

beforeEach(async () => {
  test = await testRepository({ "a.txt": "one\n", "src/b.ts": "b\n", ".gitignore": "build/\n" });
  const run = {
    run: aRun("r1"),
    worktree: test.at("trees/r1"),
    base: await test.git("rev-parse", "HEAD"),
  };
  await addWorktree(test.repo, { ...run, runBranch: "specwright/r1" });
  notes = [];
  problems = [];
  start = (folders) =>
    startCheckpoints(
      {
        repo: test.repo,
        run,
        note: (event, at) => notes.push({ event, at }),
        report: (error) => problems.push(error),
      },
      { ...pace, folders },
    );
  checkpoints = await start(pace.folders);
});
afterEach(async () => {
  await checkpoints.finish();
  test.dispose();
});

/** Waits until a run beside this one, whose files change all the time, has taken five checkpoints at the same pace. */
async function fiveIntervals(): Promise<void> {
  const run = {
    run: aRun("r2"),
    worktree: test.at("trees/r2"),
    base: await test.git("rev-parse", "HEAD"),
  };
  await addWorktree(test.repo, { ...run, runBranch: "specwright/r2" });
  let taken = 0;
  const beside = await startCheckpoints(
    { repo: test.repo, run, note: () => taken++, report: (error) => problems.push(error) },
    pace,
  );
  let n = 0;
  const writing = setInterval(() => test.put("trees/r2/a.txt", `${n++}\n`), 10);
  try {
    await vi.waitFor(() => expect(taken).toBeGreaterThan(5), patience);
  } finally {
    clearInterval(writing);
    await beside.finish();
  }
}

/** The number of watches of this process; see proc(5), /proc/pid/fdinfo. */
const watches = (): number =>
  readdirSync("/proc/self/fdinfo")
    .map((fd) => {
      try {
        return readFileSync(`/proc/self/fdinfo/${fd}`, "utf8");
      } catch {
        return "";
      }
    })
    .join("")
    .split("inotify wd:").length - 1;

describe("checkpoints of a run", () => {
  it("are taken when files stop changing, in old and in new folders", async () => {
    test.put(inTree("a.txt"), "two\n");
    await seen("a.txt");
    test.put(inTree("lib/deep/x.ts"), "x\n");
    test.folder(inTree("empty/er"));
    await seen("lib/deep/x.ts");
    test.put(inTree("lib/deep/y.ts"), "y\n");
    await seen("lib/deep/y.ts");
    test.put(inTree("empty/er/z.ts"), "z\n");
    test.put(inTree("build/out"), "ignored\n");
    await seen("empty/er/z.ts");
    test.remove(inTree("src"));
    await seen("src/b.ts");
    // A folder that was removed and created again is another folder.
    test.put(inTree("src/b.ts"), "again\n");
    await vi.waitFor(
      () => expect(paths().filter((path) => path === "src/b.ts")).toHaveLength(2),
      patience,
    );
    test.put(inTree("src/c.ts"), "c\n");
    await seen("src/c.ts");
    expect(paths()).not.toContain("build/out");
    expect(problems).toEqual([]);
    expect(notes.map(({ event }) => event.seq)).toEqual(notes.map((_, at) => at + 1));
    const now = Date.now();
    for (const { at } of notes) expect(now - at).toBeGreaterThanOrEqual(0);
  });

  it.skipIf(process.platform !== "linux")(
    "watch no ignored folder, for any number of them",
    async () => {
      await vi.waitFor(() => expect(watches()).toBeGreaterThan(0), patience);
      test.put(inTree("a.txt"), "two\n");
      await seen("a.txt");
      const before = watches();
      for (let n = 0; n < 300; n += 1) test.put(inTree(`build/package-${n}/lib/index.js`), "");
      test.put(inTree("made/x.ts"), "x\n");
      await seen("made/x.ts");
      test.put(inTree("made/y.ts"), "y\n");
      await seen("made/y.ts");
      expect(watches()).toBe(before + 1);
    },
  );

  it("are taken at intervals while files change all the time, and contain files that are no longer ignored", async () => {
    let n = 0;
    const writing = setInterval(() => test.put(inTree("a.txt"), `${n++}\n`), 10);
    try {
      await vi.waitFor(() => expect(notes.length).toBeGreaterThan(2), patience);
    } finally {
      clearInterval(writing);
    }
    test.put(inTree("build/out"), "ignored so far\n");
    test.put(inTree(".gitignore"), "\n");
    await seen("build/out");
    test.put(inTree("build/more"), "x\n");
    await seen("build/more");
  });

  it("of a tree with too many folders look at all of it when something changes, and are not taken in between", async () => {
    await checkpoints.finish();
    for (const name of ["c", "d", "e"]) test.put(inTree(`src/${name}/x.ts`), "x");
    checkpoints = await start(2);
    await seen("src/c/x.ts", "src/e/x.ts");
    expect(watches()).toBe(2);
    test.put(inTree("src/e/y.ts"), "y");
    await fiveIntervals();
    expect(paths()).not.toContain("src/e/y.ts");
    test.put(inTree("a.txt"), "two");
    await seen("a.txt", "src/e/y.ts");
  });

  it("end with a last one, and return the events that are missing in the log", async () => {
    test.put(inTree("a.txt"), "two\n");
    await seen("a.txt");
    const first = notes[0]?.event;
    if (!first) throw new Error("no checkpoint");
    checkpoints.saw({ seq: 5, at: "", time: 1, event: first, prev: "", hash: "" });
    test.put(inTree("a.txt"), "three\n");
    const left = await checkpoints.finish();
    expect(left.map(({ seq }) => seq)).toEqual([2]);
    expect(await test.git("show", `${left[0]?.commit}:a.txt`)).toBe("three");
    expect((await keptCheckpoints(test.repo, "r1")).size).toBe(2);
    test.put(inTree("a.txt"), "nobody looks\n");
    expect(problems).toEqual([]);
  });

  it("tolerate that the agent removes the tree", async () => {
    test.remove("trees/r1");
    checkpoints.saw({
      seq: 5,
      at: "",
      time: 1,
      event: { type: "agent-ended", end: { by: "exit", code: 0 } },
      prev: "",
      hash: "",
    });
    await checkpoints.finish();
    expect(problems).toEqual([]);
  });
});
