import { readdirSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CheckpointKeeper, keepCheckpoints } from "./checkpoint";
import { checkpointRefs, dropCheckpoints } from "./checkpoint-refs";
import { keptCheckpoints } from "./folded-checkpoints";
import { type TestRepository, testRepository } from "./testing";
import { addWorktree } from "./worktree";

let test: TestRepository;
let base: string;
let keeper: CheckpointKeeper;
const worktree = () => test.at("trees/run");
const inTree = (path: string) => `trees/run/${path}`;
const refs = () => test.git("for-each-ref", "--format=%(refname)", checkpointRefs("r1"));
const names = (commit: string | undefined) =>
  test.git("ls-tree", "-r", "--name-only", commit ?? "none");

beforeEach(async () => {
  test = await testRepository({
    "a.txt": "one\n",
    "src/b.ts": "b\n",
    "src/deep/c.ts": "c\n",
    ".gitignore": "build/\n*.log\n",
  });
  base = await test.git("rev-parse", "HEAD");
  await addWorktree(test.repo, { worktree: worktree(), runBranch: "specwright/r1", base });
  keeper = await keepCheckpoints(test.repo, { run: "r1", worktree: worktree(), base }, 1000);
});
afterEach(async () => {
  await keeper.close();
  test.dispose();
});

describe("a checkpoint", () => {
  it("keeps the changes under a ref of its own and touches nothing else", async () => {
    const untouched = async () => [
      test.bytes("repo/.git/worktrees/run/index"),
      await test.git("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads"),
      test.read("repo/.git/worktrees/run/HEAD"),
      await test.git("status", "--porcelain"),
    ];
    const before = await untouched();
    expect(await keeper.take("everything")).toBeUndefined();
    test.put(inTree("a.txt"), "two\n");
    test.put(inTree("new\nname.txt"), "x\n");
    test.put(inTree("build/out"), "ignored\n");
    test.put(inTree("noise.log"), "ignored\n");
    const first = await keeper.take(["a.txt", "new\nname.txt", "build", "build/out", "noise.log"]);
    expect(first).toMatchObject({
      seq: 1,
      files: [
        { path: "a.txt", status: "modified" },
        { path: "new\nname.txt", status: "added" },
      ],
      leftOut: [],
    });
    expect(await test.git("show", `${first?.commit}:a.txt`)).toBe("two");
    expect(await test.git("log", "-1", "--format=%an %P %s", first?.commit ?? "")).toBe(
      `Specwright ${base} Checkpoint 1`,
    );
    test.remove(inTree("src"));
    const second = await keeper.take(["src"]);
    expect(second?.files).toEqual([
      { path: "src/b.ts", status: "deleted" },
      { path: "src/deep/c.ts", status: "deleted" },
    ]);
    expect(await keeper.take(["src", "a.txt"])).toBeUndefined();
    expect(await untouched()).toEqual(before);
    expect(await keptCheckpoints(test.repo, "r1")).toEqual(
      new Map([
        [1, first?.commit],
        [2, second?.commit],
      ]),
    );
  });

  it("reads only the named paths", async () => {
    test.put(inTree("a.txt"), "two\n");
    test.put(inTree("src/b.ts"), "changed\n");
    expect((await keeper.take(["src/b.ts"]))?.files).toEqual([
      { path: "src/b.ts", status: "modified" },
    ]);
    expect((await keeper.take("everything"))?.files).toEqual([
      { path: "a.txt", status: "modified" },
    ]);
  });

  it("includes a whole new folder, and a file that became a folder or a link", async () => {
    test.put(inTree("lib/x/y.ts"), "y\n");
    test.put(inTree("lib/x/z.log"), "ignored\n");
    test.remove(inTree("a.txt"));
    test.put(inTree("a.txt/inner"), "i\n");
    test.remove(inTree("src/deep"));
    test.link(inTree("src/deep"), "/etc");
    const taken = await keeper.take(["lib", "a.txt", "src/deep", "src/deep/passwd"]);
    expect(await names(taken?.commit)).toBe(
      [".gitignore", "a.txt/inner", "lib/x/y.ts", "src/b.ts", "src/deep"].join("\n"),
    );
  });

  it("treats missing and vanishing names as removed files", async () => {
    test.put(inTree("a.txt"), "two\n");
    expect(await keeper.take(["never/was.txt", "a.txt", ":(top)", "*"])).toMatchObject({
      files: [{ path: "a.txt", status: "modified" }],
    });
    const busy = Array.from({ length: 40 }, (_, n) => `t${n}.tmp`);
    for (const path of busy) test.put(inTree(path), path);
    const taking = keeper.take([...busy, "src/b.ts"]);
    test.put(inTree("src/b.ts"), "kept\n");
    for (const path of busy) test.remove(inTree(path));
    await taking;
    await keeper.take([...busy, "src/b.ts"]);
    const last = [...(await keptCheckpoints(test.repo, "r1")).values()].at(-1);
    expect(await test.git("show", `${last}:src/b.ts`)).toBe("kept");
    expect(await names(last)).not.toContain(".tmp");
  });

  it("reports left-out large files and inner repositories", async () => {
    test.put(inTree("big.bin"), "x".repeat(1001));
    test.put(inTree("big.log"), "x".repeat(1001));
    test.put(inTree("a.txt"), "y".repeat(1001));
    test.put(inTree("inner/x.txt"), "x\n");
    await test.git("init", "--quiet", test.at(inTree("inner")));
    test.put(inTree("src/b.ts"), "two\n");
    const changed = ["big.bin", "big.log", "a.txt", "inner", "src/b.ts"];
    const named = await keeper.take(changed);
    const leftOut = [
      { path: "a.txt", reason: "large" },
      { path: "big.bin", reason: "large" },
      { path: "inner", reason: "repository" },
    ];
    expect(named?.files).toEqual([{ path: "src/b.ts", status: "modified" }]);
    expect(named?.leftOut).toEqual(expect.arrayContaining(leftOut));
    expect(named?.leftOut).toHaveLength(3);
    expect(await test.git("show", `${named?.commit}:a.txt`)).toBe("one");

    test.put(inTree("src/b.ts"), "three\n");
    test.put(inTree("big.bin"), "small");
    await test.git("-C", test.at(inTree("inner")), "add", ".");
    await test.git("-C", test.at(inTree("inner")), "commit", "--quiet", "-m", "inner");
    const all = await keeper.take("everything");
    expect(all?.leftOut).toEqual([
      { path: "a.txt", reason: "large" },
      { path: "inner", reason: "repository" },
    ]);
    expect(all?.files.map(({ path }) => path)).toEqual(["big.bin", "src/b.ts"]);
  });

  it("handles more names than are compared one by one", async () => {
    const many = Array.from({ length: 400 }, (_, n) => `many/f${n}.txt`);
    for (const path of many) test.put(inTree(path), path);
    expect((await keeper.take(many))?.files).toHaveLength(400);
  });

  it("frees its objects when it is removed; no clone or push transfers it", async () => {
    test.put(inTree("a.txt"), "only in the first\n");
    const first = await keeper.take(["a.txt"]);
    test.put(inTree("a.txt"), "only in the second\n");
    const second = await keeper.take(["a.txt"]);
    await dropCheckpoints(test.repo, "r1", [1, 7]);
    expect(await refs()).toBe("refs/specwright/checkpoints/r1/2");
    await test.git("prune", "--expire=now");
    await expect(test.git("cat-file", "-e", first?.commit ?? "")).rejects.toThrow();
    await test.git("cat-file", "-e", second?.commit ?? "");

    await test.git("init", "--quiet", "--bare", test.at("other"));
    await test.git("push", "--quiet", "--all", test.at("other"));
    await test.git("clone", "--quiet", test.at("repo"), test.at("clone"));
    for (const each of ["other", "clone"])
      expect(await test.git("-C", test.at(each), "for-each-ref")).not.toContain("checkpoints");
  });

  it("is made by git when objects or refs may be stored in another format", async () => {
    await test.git("config", "extensions.worktreeConfig", "true");
    const other = { run: "r2", worktree: test.at("trees/r2"), base };
    await addWorktree(test.repo, { ...other, runBranch: "specwright/r2" });
    const byGit = await keepCheckpoints(test.repo, other);
    test.put("trees/r2/a.txt", "two\n");
    test.put(inTree("a.txt"), "two\n");
    const [one, two] = [await keeper.take(["a.txt"]), await byGit.take(["a.txt"])];
    await byGit.close();
    const said = async (commit = "") =>
      (await test.git("cat-file", "commit", commit)).replace(/ \d+ \+0000$|r[12]$/gm, "");
    expect(await said(two?.commit)).toBe(await said(one?.commit));
    await test.git("fsck", "--strict");
    expect((await keptCheckpoints(test.repo, "r2")).get(1)).toBe(two?.commit);
  });

  it("has a complete index when the repository's is split, and leaves no part of it there", async () => {
    await test.git("config", "core.splitIndex", "true");
    const split = { worktree: test.at("trees/split"), base };
    await addWorktree(test.repo, { ...split, runBranch: "specwright/r2" });
    const halves = (folder: string) =>
      readdirSync(test.at(folder)).filter((name) => name.startsWith("sharedindex"));
    expect(halves("repo/.git/worktrees/split")).toHaveLength(1);
    const before = halves("repo/.git");
    const other = await keepCheckpoints(test.repo, { run: "r2", ...split });
    test.put("trees/split/a.txt", "two\n");
    expect((await other.take(["a.txt"]))?.files).toHaveLength(1);
    expect(await other.take("everything")).toBeUndefined();
    expect(halves("repo/.git")).toEqual(before);
    await other.close();
  });

  it("is not taken before the project is trusted, and stops when it is cancelled", async () => {
    const run = { run: "r1", worktree: worktree(), base };
    await expect(keepCheckpoints({ ...test.repo, trusted: false }, run)).rejects.toMatchObject({
      code: "not-trusted",
    });
    test.put(inTree("a.txt"), "two\n");
    await expect(keeper.take(["a.txt"], AbortSignal.abort())).rejects.toMatchObject({
      code: "cancelled",
    });
    expect((await keeper.take(["a.txt"]))?.seq).toBe(1);
  });
});
