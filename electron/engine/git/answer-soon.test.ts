import { execFileSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { git } from "./git";
import { deleteBranch, keep } from "./keep";
import { snapshot } from "./snapshot";
import { type TestRepository, testRepository } from "./testing";
import { addWorktree, removeWorktree } from "./worktree";

vi.setConfig({ testTimeout: 60_000 });

let test: TestRepository;
let base: string;
beforeEach(async () => {
  test = await testRepository({ "a.txt": "one\n", "deep/b.txt": "one\n" });
  base = await test.git("rev-parse", "HEAD");
});
afterEach(() => test.dispose());

const run = () => ({
  worktree: test.at("trees/r1"),
  runBranch: "specwright/r1",
  base,
  message: "Work\n",
});

function pipe(path: string): void {
  test.remove(path);
  test.folder(path.slice(0, path.lastIndexOf("/")));
  execFileSync("mkfifo", [test.at(path)]);
}

describe("a pipe that blocks git is named soon", () => {
  const move = (ref: string) => ["update-ref", "-m", "moved", ref, "HEAD"];
  it.each([
    ["a ref", "repo/.git/refs/heads/some/where", ["for-each-ref"]],
    ["a ref that is moved", "repo/.git/refs/heads/some/where", move("refs/heads/some/where")],
    ["a reflog", "repo/.git/logs/refs/heads/new", move("refs/heads/new")],
    ["packed refs", "repo/.git/packed-refs", ["for-each-ref"]],
  ])("in the place of %s", async (_what, path, args) => {
    pipe(path);
    const asked = git(test.repo, args, { doing: "look", writes: true });
    await expect(asked).rejects.toThrow(`a pipe: ${test.at(path)}`);
  });

  it.each([".gitattributes", "deep/.gitattributes", "deep/.gitignore"])(
    "that an agent left as %s in its tree",
    async (path) => {
      await addWorktree(test.repo, run());
      pipe(`trees/r1/${path}`);
      // The same size, so that git has to compare the contents.
      test.put("trees/r1/deep/b.txt", "two\n");
      await expect(snapshot(test.repo, run())).rejects.toThrow(`${path}. Remove that file`);
      test.remove(`trees/r1/${path}`);
      expect(await snapshot(test.repo, run())).toMatchObject({ files: 1 });
    },
  );
});

it("a pipe in git's list of working trees blocks neither a new tree nor the removal of an old one", async () => {
  await addWorktree(test.repo, run());
  pipe("repo/.git/worktrees/theirs/gitdir");
  const another = { ...run(), worktree: test.at("trees/r2"), runBranch: "specwright/r2" };
  await addWorktree(test.repo, another);
  expect(test.read("trees/r2/a.txt")).toBe("one\n");
  const { commit } = await snapshot(test.repo, run());
  await removeWorktree(test.repo, run(), await keep(test.repo, "r1", commit));
  expect(test.exists("trees/r1")).toBe(false);
});

it("a pipe in the place of a run's own branch is removed, and the run's work can be kept and its tree removed", async () => {
  await addWorktree(test.repo, run());
  test.put("trees/r1/a.txt", "two\n");
  pipe("repo/.git/refs/heads/specwright/r1");
  const { commit, files } = await snapshot(test.repo, run());
  expect(files).toBe(1);
  await keep(test.repo, "r1", commit);
  await removeWorktree(test.repo, run(), "refs/specwright/kept/r1");
  pipe("repo/.git/refs/heads/specwright/r1");
  await deleteBranch(test.repo, "specwright/r1", commit);
  expect(await test.git("for-each-ref", "--format=%(refname)", "refs/heads")).toBe(
    "refs/heads/main",
  );
});
