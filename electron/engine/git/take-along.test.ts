import { chmodSync, lstatSync, readdirSync, truncateSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { keepCheckpoints } from "./checkpoint";
import { keep } from "./keep";
import { snapshot } from "./snapshot";
import { findTakeAlong, secretsIn, takeAlong } from "./take-along";
import { type TestRepository, testRepository } from "./testing";
import { addWorktree, removeWorktree } from "./worktree";

let test: TestRepository;
let base: string;
const run = () => ({
  run: "r1",
  worktree: test.at("trees/r1"),
  runBranch: "specwright/r1",
  base,
  message: "Work\n",
});
const include = (text: string) => test.put("repo/.worktreeinclude", text);

beforeEach(async () => {
  test = await testRepository({
    ".gitignore": ".env*\n*.local\ncache/\n",
    "src/a.ts": "a\n",
    "kept.local.txt": "tracked\n",
  });
  base = await test.git("rev-parse", "HEAD");
});
afterEach(() => test.dispose());

async function taken(): Promise<string[]> {
  await addWorktree(test.repo, run());
  const along = await findTakeAlong(test.repo);
  await takeAlong(test.repo, along, run().worktree);
  return [...along.files];
}

it("copies nothing without a list, or when the list is a link", async () => {
  test.put("repo/.env", "A=1\n");
  expect(await findTakeAlong(test.repo)).toEqual({ files: [], tooLarge: [] });
  test.put("elsewhere", ".env\n");
  test.link("repo/.worktreeinclude", test.at("elsewhere"));
  expect(await findTakeAlong(test.repo)).toEqual({ files: [], tooLarge: [] });
});

it("copies exactly the ignored files that the list names, by the rules of .gitignore", async () => {
  include("# settings\n.env*\n!.env.production\n*.local\n/src/\n");
  test.put("repo/.env", "A=1\n");
  test.put("repo/.env.production", "A=2\n");
  test.put("repo/packages/é b/.env", "A=3\n");
  test.put("repo/run.local", "#!/bin/sh\n");
  chmodSync(test.at("repo/run.local"), 0o750);
  test.put("repo/src/new.ts", "named, and not ignored\n");
  test.put("repo/cache/x", "ignored, and not named\n");
  expect(await taken()).toEqual([".env", "run.local", "packages/é b/.env"]);
  expect(test.read("trees/r1/.env")).toBe("A=1\n");
  expect(test.read("trees/r1/packages/é b/.env")).toBe("A=3\n");
  expect(lstatSync(test.at("trees/r1/run.local")).mode & 0o777).toBe(0o750);
  for (const path of [".env.production", "src/new.ts", "cache"])
    expect(test.exists(`trees/r1/${path}`)).toBe(false);
});

it("is never part of the run's change nor of a checkpoint", async () => {
  include(".env\n");
  test.put("repo/.env", "API_KEY=never-captured-1\n");
  await taken();
  const keeper = await keepCheckpoints(test.repo, run());
  test.put("trees/r1/out.txt", "x\n");
  const checkpoint = await keeper.take("everything");
  await keeper.close();
  const { commit } = await snapshot(test.repo, run());
  for (const each of [checkpoint?.commit ?? "", commit])
    expect(await test.git("ls-tree", "-r", "--name-only", each)).not.toContain(".env");
});

const unignored: Record<string, () => Promise<unknown>> = {
  "edits .gitignore": async () => test.put("trees/r1/.gitignore", "*.local\n"),
  "has a .gitignore of a folder say so": async () => {
    test.put("trees/r1/.gitignore", "!.env*\n");
    test.put("trees/r1/config/.gitignore", "!.env\n");
  },
  "forces them into the index": () =>
    test.git("-C", run().worktree, "add", "-f", ".env", "config/.env"),
  "commits them by force": async () => {
    test.put("trees/r1/.env", "API_KEY=never-captured-1\nMORE=2\n");
    await test.git("-C", run().worktree, "add", "-f", ".env", "config/.env");
    await test.git("-C", run().worktree, "commit", "--quiet", "-m", "all");
  },
};

it.each(Object.keys(unignored))(
  "is kept in no commit, and named, when the agent %s",
  async (how) => {
    include(".env\n");
    test.put("repo/.env", "API_KEY=never-captured-1\n");
    test.put("repo/config/.env", "API_KEY=never-captured-2\n");
    await addWorktree(test.repo, run());
    const given = await takeAlong(test.repo, await findTakeAlong(test.repo), run().worktree);
    expect([...given].sort()).toEqual([".env", "config/.env"]);
    const keeper = await keepCheckpoints(test.repo, { ...run(), given });
    await unignored[how]?.();
    test.put("trees/r1/out.txt", "x\n");
    const left = [
      { path: ".env", reason: "given" },
      { path: "config/.env", reason: "given" },
    ];
    const first = await keeper.take("everything");
    test.put("trees/r1/.env", "API_KEY=never-captured-3\n");
    test.put("trees/r1/out.txt", "y\n");
    const second = await keeper.take([".env", "out.txt"]);
    await keeper.close();
    const taken = await snapshot(test.repo, { ...run(), given });
    expect(taken.leftOut).toEqual(left);
    for (const each of [first?.commit ?? "", second?.commit ?? "", taken.commit]) {
      const names = (await test.git("ls-tree", "-r", "--name-only", each)).split("\n");
      expect(names).toContain("out.txt");
      expect(names.filter((name) => name.endsWith(".env"))).toEqual([]);
    }
    // The person has these files, so they do not prevent the tree's removal.
    const ref = await keep(test.repo, "r1", taken.commit);
    await removeWorktree(test.repo, { ...run(), given }, ref);
    expect(test.exists("trees/r1")).toBe(false);
    expect(test.read("repo/.env")).toBe("API_KEY=never-captured-1\n");
  },
);

it("is kept in no commit either when the agent commits it and removes its tree", async () => {
  include(".env\n");
  test.put("repo/.env", "API_KEY=never-captured-1\n");
  await addWorktree(test.repo, run());
  const given = await takeAlong(test.repo, await findTakeAlong(test.repo), run().worktree);
  await test.git("-C", run().worktree, "add", "-f", ".env");
  await test.git("-C", run().worktree, "commit", "--quiet", "-m", "all");
  test.remove("trees/r1");
  const { commit, leftOut } = await snapshot(test.repo, { ...run(), given });
  expect(leftOut).toEqual([{ path: ".env", reason: "given" }]);
  expect(await test.git("ls-tree", "-r", "--name-only", commit)).not.toContain(".env");
});

it("leaves out files that the run's own tree does not ignore", async () => {
  include("*.mine\n");
  test.put("repo/.gitignore", "*.mine\n");
  test.put("repo/a.mine", "not committed as ignored\n");
  expect(await taken()).toEqual(["a.mine"]);
  expect(test.exists("trees/r1/a.mine")).toBe(false);
  expect((await snapshot(test.repo, run())).files).toBe(0);
});

it("follows no link in either tree, and overwrites no file", async () => {
  test.put("outside/secret", "outside\n");
  test.folder("outside/into");
  test.put("repo/.gitignore", "*.env\nlinked/\n");
  test.link("repo/deep", test.at("outside/into"));
  base = await test.commit("a link where the person has a folder now");
  test.remove("repo/deep");
  test.put("repo/deep/x.env", "x\n");
  test.link("repo/link.env", test.at("outside/secret"));
  test.link("repo/linked", test.at("outside"));
  test.put("repo/there.env", "mine\n");
  include("*.env\nlinked/\n");
  await addWorktree(test.repo, run());
  test.put("trees/r1/there.env", "the tree's\n");
  const along = await findTakeAlong(test.repo);
  expect(along.files).toEqual(["there.env", "deep/x.env"]);
  await takeAlong(test.repo, along, run().worktree);
  expect(readdirSync(test.at("outside/into"))).toEqual([]);
  expect(test.exists("trees/r1/link.env")).toBe(false);
  expect(test.read("trees/r1/there.env")).toBe("the tree's\n");
});

it("names files that are too large instead of copying them", async () => {
  include("*.local\n");
  test.put("repo/big.local", "");
  truncateSync(test.at("repo/big.local"), 100_000_001);
  test.put("repo/small.local", "s\n");
  expect(await findTakeAlong(test.repo)).toEqual({
    files: ["small.local"],
    tooLarge: ["big.local"],
  });
});

it("returns the secrets of the files, and the names of these files", async () => {
  test.put("repo/.env", "API_KEY=in-a-file-0001\nNODE_ENV=production\n");
  test.put("repo/x.local", Buffer.from("TOKEN=binary-file-0002\n\0"));
  test.put("repo/y.local", "nothing\n");
  include(".env\n*.local\n");
  const along = await findTakeAlong(test.repo);
  expect(await secretsIn(test.repo, along)).toEqual({
    values: ["in-a-file-0001"],
    files: [".env"],
  });
});
