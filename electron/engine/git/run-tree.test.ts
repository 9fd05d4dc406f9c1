import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { commitOf, deleteBranch, keep } from "./keep";
import { changedFiles, readChange, readFileChange } from "./read-change";
import { snapshot } from "./snapshot";
import { type TestRepository, testRepository } from "./testing";
import { addWorktree, removeWorktree } from "./worktree";

let test: TestRepository;
let base: string;
const run = () => ({
  worktree: test.at("trees/a run"),
  runBranch: "specwright/run-1",
  base,
  message: "Work of run-1\n",
});

beforeEach(async () => {
  test = await testRepository({
    "a.txt": "one\ntwo\nthree\n",
    "b.txt": "one\n",
    "old.txt": "a\nb\nc\nd\ne\nf\n",
    "tool.sh": "#!/bin/sh\n",
    bin: new Uint8Array([0, 1, 2]),
    ".gitignore": "build/\n",
  });
  base = await test.git("rev-parse", "HEAD");
  await addWorktree(test.repo, run());
});
afterEach(() => test.dispose());

const inTree = (path: string) => `trees/a run/${path}`;

describe("worktree and snapshot", () => {
  it("makes and removes twenty trees at the same time", async () => {
    const all = Array.from({ length: 20 }, (_, n) => ({
      ...run(),
      worktree: test.at(`trees/many/${n}`),
      runBranch: `specwright/many-${n}`,
    }));
    await Promise.all(all.map((each) => addWorktree(test.repo, each)));
    for (const { worktree } of all)
      expect(await test.git("-C", worktree, "status", "--porcelain")).toBe("");
    await keep(test.repo, "many", base);
    await Promise.all(
      all.map((each) => removeWorktree(test.repo, each, "refs/specwright/kept/many")),
    );
    expect((await test.git("worktree", "list")).split("\n")).toHaveLength(2);
  });

  it("captures the remaining content when the agent removed its tree or its branch", async () => {
    test.put(inTree("a.txt"), "committed\n");
    await test.git("-C", run().worktree, "commit", "--quiet", "-am", "the agent's own");
    const own = await test.git("-C", run().worktree, "rev-parse", "HEAD");
    test.put(inTree("a.txt"), "and more\n");
    await test.git("-C", run().worktree, "branch", "-m", "renamed");
    const renamed = await snapshot(test.repo, run());
    expect(renamed).toMatchObject({ files: 1, added: 1, removed: 3 });
    expect(await test.git("show", `${renamed.commit}:a.txt`)).toBe("and more");
    expect(await commitOf(test.repo, "refs/heads/specwright/run-1")).toBe(renamed.commit);

    await test.git("update-ref", "refs/heads/specwright/run-1", own);
    test.remove("trees/a run");
    expect(await snapshot(test.repo, run())).toMatchObject({ commit: own, files: 1, leftOut: [] });

    await test.git("update-ref", "-d", "refs/heads/specwright/run-1");
    const nothing = await snapshot(test.repo, run());
    expect(nothing).toMatchObject({ files: 0, added: 0, removed: 0 });
    expect(await commitOf(test.repo, "refs/heads/specwright/run-1")).toBe(nothing.commit);
  });

  it("captures all files that are not ignored and does not change the agent's index", async () => {
    test.put(inTree("a.txt"), "one\n2\nthree\n");
    test.remove(inTree("b.txt"));
    test.put(inTree("new\nname.txt"), "x\n");
    test.put(inTree("build/out"), "ignored\n");
    test.put(inTree("bin"), new Uint8Array([0, 9]));
    test.setMode(inTree("tool.sh"), 0o755);
    test.link(inTree("link"), "/etc/passwd");
    await test.git("-C", run().worktree, "mv", "old.txt", "renamed.txt");
    const index = test.bytes("repo/.git/worktrees/a-run/index");
    const result = await snapshot(test.repo, run());
    expect(test.bytes("repo/.git/worktrees/a-run/index")).toEqual(index);
    expect(result).toEqual({ commit: result.commit, files: 7, added: 3, removed: 2, leftOut: [] });
    expect(await commitOf(test.repo, "refs/heads/specwright/run-1")).toBe(result.commit);
    expect(await test.git("log", "-1", "--format=%P %an %s", result.commit)).toBe(
      `${base} Specwright Work of run-1`,
    );
    const files = await changedFiles(test.repo, base, result.commit);
    expect(files).toMatchObject([
      { path: "a.txt", status: "modified", added: 1, removed: 1 },
      { path: "b.txt", status: "deleted", added: 0, removed: 1 },
      { path: "bin", status: "modified" },
      { path: "link", status: "added", added: 1, removed: 0 },
      { path: "new\nname.txt", status: "added", added: 1, removed: 0 },
      { path: "renamed.txt", was: "old.txt", status: "renamed", added: 0, removed: 0 },
      { path: "tool.sh", status: "modified", oldMode: "100644", newMode: "100755", added: 0 },
    ]);
    expect(files[2]).not.toHaveProperty("added");
  });

  it("builds on the agent's commits, and adds no commit without further changes", async () => {
    test.put(inTree("a.txt"), "agent\n");
    await test.git("-C", run().worktree, "commit", "--quiet", "-am", "by the agent");
    const own = await test.git("rev-parse", run().runBranch);
    expect((await snapshot(test.repo, run())).commit).toBe(own);
    test.put(inTree("b.txt"), "more\n");
    const { commit, files } = await snapshot(test.repo, run());
    expect(files).toBe(2);
    expect(await test.git("rev-parse", `${commit}~`)).toBe(own);
  });

  it("makes a commit of its own for a run that changed nothing", async () => {
    const { commit, files } = await snapshot(test.repo, run());
    expect(files).toBe(0);
    expect(commit).not.toBe(base);
  });

  it("names the folders that git cannot keep", async () => {
    test.put(inTree("inner/x.txt"), "x\n");
    await test.git("init", "--quiet", test.at(inTree("inner")));
    test.put(inTree("a.txt"), "two\n");
    expect(await snapshot(test.repo, run())).toMatchObject({
      files: 1,
      leftOut: [{ path: "inner", reason: "repository" }],
    });
  });

  it("refuses a working tree inside the repository", async () => {
    for (const worktree of [test.at("repo/x"), test.at("repo/.git/x")])
      await expect(addWorktree(test.repo, { ...run(), worktree })).rejects.toMatchObject({
        code: "outside-project",
      });
  });

  it("makes a tree that is linked to the repository, with the configuration of the person's tree", async () => {
    await test.git("config", "extensions.worktreeConfig", "true");
    await test.git("config", "worktree.useRelativePaths", "true");
    await test.git("config", "--worktree", "user.name", "Only Here");
    await test.git("config", "--worktree", "core.bare", "false");
    const again = { ...run(), worktree: test.at("trees/a/run"), runBranch: "specwright/2" };
    await addWorktree(test.repo, again);
    const inRun = (...args: string[]) => test.git("-C", again.worktree, ...args);
    expect(test.read("trees/a/run/.git")).toBe(`gitdir: ${test.repo.commonDir}/worktrees/run\n`);
    expect(await inRun("rev-parse", "--git-common-dir")).toBe(test.repo.commonDir);
    expect(await inRun("config", "user.name")).toBe("Only Here");
    expect(await inRun("status", "--porcelain", "--branch")).toBe("## specwright/2");
    await inRun("commit", "--quiet", "--allow-empty", "-m", "by the agent");
    expect(await test.git("log", "-1", "--format=%s %an", "specwright/2")).toBe(
      "by the agent Only Here",
    );
  });

  it("gives git's message when the branch exists already", async () => {
    const again = addWorktree(test.repo, { ...run(), worktree: test.at("trees/2") });
    await expect(again).rejects.toMatchObject({
      code: "git-failed",
      detail: expect.stringContaining("already exists"),
    });
  });
});

describe("keeping and removing", () => {
  it("removes a working tree whose content a ref keeps, and its branch", async () => {
    test.put(inTree("a.txt"), "two\n");
    test.put(inTree("build/out"), "ignored\n");
    const { commit } = await snapshot(test.repo, run());
    const ref = await keep(test.repo, "run-1", commit);
    await removeWorktree(test.repo, run(), ref);
    await deleteBranch(test.repo, run().runBranch, commit);
    await deleteBranch(test.repo, run().runBranch, commit);
    expect(test.exists("trees/a run")).toBe(false);
    const listed = await test.git("worktree", "list", "--porcelain");
    expect(listed.match(/^worktree .*/gm)).toEqual([`worktree ${test.repo.top}`]);
    expect(await test.git("for-each-ref", "--format=%(refname)")).toBe(
      "refs/heads/main\nrefs/specwright/kept/run-1",
    );
    expect(await test.git("show", `${ref}:a.txt`)).toBe("two");
    // The tree is gone already, which is no error.
    await removeWorktree(test.repo, run(), ref);
  });

  it("moves the tree aside at once, and leaves its removal to the caller", async () => {
    const { commit } = await snapshot(test.repo, run());
    const ref = await keep(test.repo, "run-1", commit);
    const remove = vi.fn();
    await removeWorktree(test.repo, run(), ref, remove);
    expect(test.exists("trees/a run")).toBe(false);
    expect(await test.git("worktree", "list", "--porcelain")).not.toContain("a run");
    expect(remove).toHaveBeenCalledExactlyOnceWith(expect.stringContaining("/trees/.removed-"));
  });

  it("leaves the person's own working trees on git's list, also missing ones", async () => {
    await test.git("worktree", "add", "--quiet", "--detach", test.at("disk/theirs"));
    test.remove("disk");
    const { commit } = await snapshot(test.repo, run());
    await removeWorktree(test.repo, run(), await keep(test.repo, "run-1", commit));
    const listed = await test.git("worktree", "list", "--porcelain");
    expect(listed.match(/^worktree .*/gm)).toEqual([
      `worktree ${test.repo.top}`,
      `worktree ${test.at("disk/theirs")}`,
    ]);
  });

  it("refuses while some content is not kept", async () => {
    const { commit } = await snapshot(test.repo, run());
    const missing = removeWorktree(test.repo, run(), "refs/specwright/kept/run-1");
    await expect(missing).rejects.toMatchObject({ code: "local-changes" });
    const ref = await keep(test.repo, "run-1", commit);
    test.put(inTree("late.txt"), "late\n");
    const late = removeWorktree(test.repo, run(), ref);
    await expect(late).rejects.toMatchObject({ code: "local-changes" });
    expect(test.read(inTree("late.txt"))).toBe("late\n");
  });

  it.each(["without a commit", "with a commit"])("refuses an inner repository %s", async (kind) => {
    test.put(inTree("inner/x.txt"), "x\n");
    const inner = test.at(inTree("inner"));
    await test.git("init", "--quiet", inner);
    if (kind === "with a commit") {
      await test.git("-C", inner, "add", ".");
      await test.git("-C", inner, "commit", "--quiet", "-m", "inner");
    }
    const { commit } = await snapshot(test.repo, run());
    const ref = await keep(test.repo, "run-1", commit);
    await expect(removeWorktree(test.repo, run(), ref)).rejects.toMatchObject({
      code: "local-changes",
      message: expect.stringContaining("inner"),
    });
    expect(test.exists(inTree("inner/x.txt"))).toBe(true);
  });

  it("removes a working tree whose .git file the agent damaged", async () => {
    const { commit } = await snapshot(test.repo, run());
    const ref = await keep(test.repo, "run-1", commit);
    test.remove(inTree(".git"));
    await removeWorktree(test.repo, run(), ref);
    expect(test.exists("trees/a run")).toBe(false);
  });

  it("removes only working trees of runs", async () => {
    await expect(
      removeWorktree(test.repo, { worktree: test.repo.top, base }, "HEAD"),
    ).rejects.toMatchObject({
      code: "local-changes",
    });
    expect(test.exists("repo/a.txt")).toBe(true);
  });

  it("keeps a branch that has moved", async () => {
    await expect(deleteBranch(test.repo, run().runBranch, "1".repeat(40))).rejects.toMatchObject({
      code: "git-failed",
    });
  });
});

describe("diff", () => {
  it("is git's unified diff, for any settings of the person", async () => {
    test.put(
      "home/.gitconfig",
      `${test.read("home/.gitconfig")}[diff]\n\tnoprefix = true\n[color]\n\tui = always\n`,
    );
    test.put(inTree("a.txt"), "one\n2\nthree\n");
    const { commit } = await snapshot(test.repo, run());
    const change = await readChange(test.repo, base, commit);
    expect(change).toMatchObject({ base, commit });
    expect(change.diff).toMatch(
      /^diff --git a\/a\.txt b\/a\.txt\nindex .*\n--- a\/a\.txt\n\+\+\+ b\/a\.txt\n@@ -1,3 \+1,3 @@\n one\n-two\n\+2\n three\n$/,
    );
  });

  it("names files that are too long, shows the others, and gives one file completely", async () => {
    test.put(inTree("big.txt"), "0123456789\n".repeat(300_000));
    test.put(inTree("z.txt"), "after\n");
    const { commit } = await snapshot(test.repo, run());
    const { diff, files } = await readChange(test.repo, base, commit);
    expect(files.find(({ path }) => path === "big.txt")).toMatchObject({
      unshown: "long",
      bytes: 3_300_000,
    });
    expect(diff).toContain("+after\n");
    expect(diff).not.toContain("0123456789");
    const whole = await readFileChange(test.repo, base, commit, "big.txt");
    expect(whole.cut).toBe(false);
    expect(whole.diff.length).toBeGreaterThan(3_600_000);
  });
});
