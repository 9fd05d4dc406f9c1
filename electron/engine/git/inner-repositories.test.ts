import { renameSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { folderMark } from "../files/folder-mark";
import { approve } from "./approve";
import { keepCheckpoints } from "./checkpoint";
import { keep, keptRef } from "./keep";
import { snapshot } from "./snapshot";
import { type TestRepository, testRepository } from "./testing";
import { entriesOf, isGitlink } from "./tracked";
import { addWorktree, removeWorktree } from "./worktree";

let test: TestRepository;
let base: string;
const run = () => ({
  run: "r1",
  worktree: test.at("trees/p/r1"),
  runBranch: "specwright/r1",
  base,
  message: "Work\n",
});
const inTree = (path: string) => `trees/p/r1/${path}`;

beforeEach(async () => {
  test = await testRepository({ "a.txt": "one\n", "src/b.ts": "b\n", "tasks.md": "" });
  base = await test.git("rev-parse", "HEAD");
  await addWorktree(test.repo, run());
});
afterEach(() => test.dispose());

/** A repository with a commit, whose own filter leaves a canary file when git runs in it. */
async function innerRepository(path: string): Promise<void> {
  const folder = test.at(inTree(path));
  test.put(inTree(`${path}/x.txt`), "x\n");
  test.put(inTree(`${path}/.gitattributes`), "*.txt filter=evil\n");
  await test.git("init", "--quiet", folder);
  await test.git("-C", folder, "add", ".");
  await test.git("-C", folder, "commit", "--quiet", "-m", "inner");
  await test.git("-C", folder, "config", "filter.evil.clean", `touch ${test.at("canary")}; cat`);
  await test.git("-C", folder, "config", "core.fsmonitor", `touch ${test.at("canary")}`);
  // The same size, so that git has to compare the contents.
  test.put(inTree(`${path}/x.txt`), "y\n");
}

const gitlinks = async (commit: string) => (await entriesOf(test.repo, commit)).filter(isGitlink);

describe("repositories that an agent makes in its working tree", () => {
  it("are left out and named, whether they have a commit, are working trees or were committed", async () => {
    await innerRepository("web");
    await innerRepository("committed");
    await test.git("-C", run().worktree, "add", "committed");
    await test.git("-C", run().worktree, "commit", "--quiet", "-m", "a gitlink");
    await test.git("init", "--quiet", test.at(inTree("empty")));
    test.put(inTree("empty/e.txt"), "e\n");
    const worktree = [".claude/worktrees/agent", "HEAD"];
    await test.git("-C", run().worktree, "worktree", "add", "--quiet", "-b", "other", ...worktree);
    test.put(inTree("a.txt"), "two\n");
    const { commit, files, leftOut } = await snapshot(test.repo, run());
    expect(files).toBe(1);
    expect(leftOut.map(({ path, reason }) => `${path}: ${reason}`).sort()).toEqual([
      ".claude/worktrees/agent: repository",
      "committed: repository",
      "empty: repository",
      "web: repository",
    ]);
    expect(await gitlinks(commit)).toEqual([]);
    expect(test.exists("canary")).toBe(false);
    const ref = await keep(test.repo, "r1", commit);
    await expect(removeWorktree(test.repo, run(), ref)).rejects.toMatchObject({
      message: expect.stringContaining("web (a repository of its own)"),
    });
    expect(test.read(inTree("web/x.txt"))).toBe("y\n");
  });

  it("are left out of the agent's commits when the tree is gone", async () => {
    await innerRepository("web");
    test.put(inTree("a.txt"), "two\n");
    await test.git("-C", run().worktree, "add", "--all");
    await test.git("-C", run().worktree, "commit", "--quiet", "-m", "a gitlink");
    test.remove("trees/p/r1");
    const { commit, files, leftOut } = await snapshot(test.repo, run());
    expect({ files, leftOut, links: await gitlinks(commit) }).toEqual({
      files: 1,
      leftOut: [{ path: "web", reason: "repository" }],
      links: [],
    });
  });

  it("do not reach the branch by an approval either", async () => {
    await innerRepository("web");
    await test.git("-C", run().worktree, "add", "--all");
    await test.git("-C", run().worktree, "commit", "--quiet", "-m", "a gitlink");
    test.put("repo/tasks.md", "- [ ] T001 Do it\n");
    const head = await test.commit("tasks");
    const approval = {
      ...{ run: "r1", branch: "main", base, tasksPath: "tasks.md" },
      commit: await test.git("rev-parse", "specwright/r1"),
      task: { id: "T001", title: "Do it" },
      ...{ specPath: "spec.md", specBlob: "0", recording: "0" },
      by: { name: "Test Person", email: "test@example.org" },
    };
    const tick = (text: string) => ({ text: text.replace("[ ]", "[x]"), offset: 3 });
    await expect(approve(test.repo, approval, tick)).rejects.toMatchObject({
      message: expect.stringContaining("web"),
    });
    expect(await test.git("rev-parse", "main")).toBe(head);
  });

  it("run none of their programs at a checkpoint, and are files when they are no longer repositories", async () => {
    const keeper = await keepCheckpoints(test.repo, run());
    await innerRepository("web");
    const first = await keeper.take("everything");
    expect(first).toBeUndefined();
    for (const changed of [["web"], ["web/x.txt"], ["a.txt", "web"], "everything"] as const) {
      test.put(inTree("web/x.txt"), `${changed}\n`);
      test.put(inTree("a.txt"), `${changed}\n`);
      const taken = await keeper.take(changed);
      if (taken) expect(await gitlinks(taken.commit)).toEqual([]);
    }
    // Between two checkpoints a kept folder becomes a repository.
    await innerRepository("src");
    test.put(inTree("a.txt"), "more\n");
    await keeper.take(["a.txt", "src", "src/x.txt", "src/b.ts"]);
    const last = await keeper.take("everything");
    expect(test.exists("canary")).toBe(false);
    expect(last?.leftOut ?? [{ path: "web", reason: "repository" }]).toContainEqual({
      path: "web",
      reason: "repository",
    });
    test.remove(inTree("web/.git"));
    test.remove(inTree("web/.gitattributes"));
    const freed = await keeper.take(["a.txt"]);
    expect(freed?.files.map(({ path }) => path)).toContain("web/x.txt");
    await keeper.close();
  });
});

describe("a working tree that was replaced", () => {
  /** Another repository of the person, with a file that exists only there. */
  const theirs = async (): Promise<string> => {
    test.put("theirs/r1/canary.txt", "nowhere else\n");
    return test.at("theirs/r1");
  };
  const marked = async () => ({ ...run(), mark: await folderMark(run().worktree) });
  const swaps: Record<string, () => void> = {
    "by a link": () => {
      test.remove("trees/p/r1");
      test.link("trees/p/r1", test.at("theirs/r1"));
    },
    "by a link above it": () => {
      test.remove("trees/p");
      test.link("trees/p", test.at("theirs"));
    },
    "by another folder": () => {
      // While it exists, its inode cannot be given to another folder.
      renameSync(test.at("trees/p/r1"), test.at("trees/p/moved"));
      test.put("trees/p/r1/canary.txt", "nowhere else\n");
    },
  };

  it.each(Object.keys(swaps))("%s is neither captured nor removed", async (name) => {
    await theirs();
    test.put(inTree("a.txt"), "committed\n");
    await test.git("-C", run().worktree, "commit", "--quiet", "-am", "the agent's");
    const tree = await marked();
    const keeper = await keepCheckpoints(test.repo, tree);
    swaps[name]?.();
    expect(await keeper.take("everything")).toBeUndefined();
    await keeper.close();
    const { commit, leftOut } = await snapshot(test.repo, tree);
    expect(leftOut).toEqual([{ path: ".", reason: "replaced" }]);
    expect(await test.git("ls-tree", "-r", "--name-only", commit)).not.toContain("canary");
    expect(await test.git("show", `${commit}:a.txt`)).toBe("committed");
    await keep(test.repo, "r1", commit);
    await expect(removeWorktree(test.repo, tree, keptRef("r1"))).rejects.toMatchObject({
      code: "local-changes",
    });
    expect(test.read("trees/p/r1/canary.txt")).toBe("nowhere else\n");
  });

  it("is refused for a run of an earlier version too, which has no mark of its tree", async () => {
    await theirs();
    swaps["by a link above it"]?.();
    expect((await snapshot(test.repo, run())).leftOut).toEqual([{ path: ".", reason: "replaced" }]);
  });
});
