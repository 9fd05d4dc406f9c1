import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { tickTask } from "@shared/tasks/tick-task";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Approval, approve } from "./approve";
import { specwright } from "./identity";
import { keep, keptRef } from "./keep";
import { keepSubmodules } from "./keep-submodules";
import { snapshot } from "./snapshot";
import { emptySubmodules, fillSubmodules } from "./submodules";
import { type TestRepository, testRepository } from "./testing";
import { addWorktree, removeWorktree } from "./worktree";

vi.setConfig({ testTimeout: 120_000 });

let test: TestRepository;
let base: string;
const run = () => ({
  run: "r1",
  worktree: test.at("trees/r1"),
  runBranch: "specwright/r1",
  base,
  message: "Work\n",
});
const inTree = (path: string) => `trees/r1/${path}`;
const tasksPath = "specs/001-one/tasks.md";
const lib = "vendor/lib";
const inLib = (...args: string[]) => test.git("-C", test.at(inTree(lib)), ...args);

/** Makes a repository with some files, to be a submodule of others. */
async function library(name: string, files: Record<string, string>): Promise<void> {
  await test.git("init", "--quiet", test.at(name));
  for (const [path, text] of Object.entries(files)) test.put(`${name}/${path}`, text);
  await test.git("-C", test.at(name), "add", "--all");
  await test.git("-C", test.at(name), "commit", "--quiet", "-m", name);
}

const addSubmodule = (within: string, name: string, path: string) =>
  test.git(
    ...["-C", test.at(within), "-c", "protocol.file.allow=always"],
    ...["submodule", "--quiet", "add", test.at(name), path],
  );

beforeEach(async () => {
  test = await testRepository({ "a.txt": "one\n", [tasksPath]: "- [ ] T001 One\n" });
  await library("lib", { "lib.txt": "one\n", ".gitattributes": "*.txt filter=evil\n" });
  await addSubmodule("repo", "lib", lib);
  base = await test.commit("with a submodule");
});
afterEach(() => test.dispose());

async function fresh(): Promise<void> {
  await addWorktree(test.repo, run());
  await fillSubmodules(test.repo, run().worktree, base);
}

/** Every file below a folder, with its bytes and its modification time. */
function allIn(folder: string, under = ""): string[] {
  return readdirSync(join(folder, under), { withFileTypes: true }).flatMap((entry) => {
    const path = join(under, entry.name);
    if (entry.isDirectory()) return allIn(folder, path);
    const { mtimeMs } = statSync(join(folder, path));
    return `${path} ${mtimeMs} ${readFileSync(join(folder, path)).toString("base64")}`;
  });
}

describe("a run's submodules", () => {
  it("have the same state as the person's for git, and no file of the person is written", async () => {
    const evil = `touch ${test.at("canary")}; cat`;
    const module = ["-C", test.at("repo/vendor/lib"), "config"];
    for (const key of ["filter.evil.smudge", "filter.evil.clean", "core.fsmonitor", "core.pager"])
      await test.git(...module, key, evil);
    await test.git(...module, "remote.origin.uploadpack", evil);
    test.put("repo/.git/modules/vendor/lib/hooks/post-checkout", `#!/bin/sh\n${evil}\n`);
    const before = allIn(test.at("repo/.git/modules"));
    expect(await emptySubmodules(test.repo, base)).toEqual([]);
    await fresh();
    expect(test.read(inTree("vendor/lib/lib.txt"))).toBe("one\n");
    expect(allIn(test.at("repo/.git/modules"))).toEqual(before);
    expect(test.exists("canary")).toBe(false);
    expect(await test.git("-C", run().worktree, "status", "--porcelain")).toBe("");
    expect(await test.git("-C", run().worktree, "submodule", "status")).toMatch(
      /^ [0-9a-f]{40} vendor\/lib/,
    );
    expect(await inLib("config", "--get", "remote.origin.url")).toBe(test.at("lib"));
    expect(
      await inLib("config", "--get-regexp", "filter|fsmonitor|uploadpack").catch(() => "none"),
    ).toBe("none");
    // An agent may ask git for its submodules: they are complete already.
    await test.git("-C", run().worktree, "submodule", "--quiet", "update", "--init");
  });

  it("are removed with the tree when they are unchanged", async () => {
    await fresh();
    test.put(inTree("a.txt"), "two\n");
    const { commit, files, leftOut } = await snapshot(test.repo, run());
    expect({ files, leftOut }).toEqual({ files: 1, leftOut: [] });
    await keep(test.repo, "r1", commit);
    await removeWorktree(test.repo, run(), keptRef("r1"));
    expect(test.exists("trees/r1")).toBe(false);
    expect(test.exists("repo/.git/worktrees/r1")).toBe(false);
    expect(test.read("repo/vendor/lib/lib.txt")).toBe("one\n");
  });

  const changes: Record<string, () => Promise<unknown>> = {
    "an edit": async () => test.put(inTree(`${lib}/lib.txt`), "two\n"),
    "a new file": async () => test.put(inTree(`${lib}/new.txt`), "new\n"),
    "a commit": () => inLib("commit", "--quiet", "--allow-empty", "-m", "two"),
    "a commit that the tree's index names": async () => {
      test.put(inTree(`${lib}/lib.txt`), "two\n");
      await inLib("commit", "--quiet", "-am", "two");
      await test.git("-C", run().worktree, "add", lib);
    },
    "a commit on a branch that was left again": async () => {
      await inLib("checkout", "--quiet", "-b", "side");
      await inLib("commit", "--quiet", "--allow-empty", "-m", "two");
      await inLib("checkout", "--quiet", "--detach", "HEAD~1");
    },
    "a stash": async () => {
      test.put(inTree(`${lib}/lib.txt`), "two\n");
      await inLib("stash", "--quiet");
    },
    "a repository in its place": async () => {
      test.remove(inTree(lib));
      await test.git("clone", "--quiet", test.at("lib"), test.at(inTree(lib)));
      await inLib("commit", "--quiet", "--allow-empty", "-m", "two");
    },
    "its .git file leads to another repository": async () =>
      test.put(inTree(`${lib}/.git`), `gitdir: ${test.at("lib/.git")}\n`),
  };
  /** In this case git cannot be run in the submodule, because its folder is not the app's. */
  const elsewhere = new Set(["its .git file leads to another repository"]);

  it.each(Object.keys(changes))("are named, and no work is lost, after %s", async (name) => {
    await fresh();
    test.put(inTree("a.txt"), "two\n");
    await changes[name]?.();
    const { commit, leftOut } = await snapshot(test.repo, run());
    expect(leftOut).toEqual([{ path: lib, reason: "submodule" }]);
    const ref = await keep(test.repo, "r1", commit);
    await expect(removeWorktree(test.repo, run(), ref)).rejects.toMatchObject({
      code: "local-changes",
      message: expect.stringContaining("vendor/lib (a submodule that was changed)"),
    });
    const own = (...args: string[]) => test.git("-C", test.at("repo/vendor/lib"), ...args);
    const before = await own("status", "--porcelain=v2", "--branch");
    const files = await inLib("ls-files", "--cached", "--others", "--exclude-standard");
    const heads = await inLib("rev-parse", "HEAD", "--branches", "--glob=refs/stash*");
    const text = test.read(inTree(`${lib}/lib.txt`));
    await keepSubmodules(test.repo, run(), ref);
    if (elsewhere.has(name)) {
      await expect(removeWorktree(test.repo, run(), ref)).rejects.toMatchObject({
        code: "local-changes",
      });
      expect(test.exists(inTree(lib))).toBe(true);
      return;
    }
    // The person's own submodule has the commit now, and is otherwise unchanged.
    await removeWorktree(test.repo, run(), ref);
    expect(test.exists("trees/r1")).toBe(false);
    expect(test.exists("repo/.git/worktrees/r1")).toBe(false);
    const kept = await own("ls-tree", "-r", "--name-only", ref);
    expect(kept).toBe(files.split("\n").sort().join("\n"));
    expect(`${await own("show", `${ref}:lib.txt`)}\n`).toBe(text);
    for (const head of heads.split("\n")) await own("merge-base", "--is-ancestor", head, ref);
    await own("fsck", "--strict", "--connectivity-only");
    expect(await own("status", "--porcelain=v2", "--branch")).toBe(before);
  });

  /** The submodule's commit in a commit of the repository. */
  const bump = async (commit: string) => test.git("rev-parse", `${commit}:${lib}`);
  const own = (...args: string[]) => test.git("-C", test.at("repo/vendor/lib"), ...args);

  it("are in the change at the commit that the agent made, which the person's own submodule keeps", async () => {
    const before = await bump(base);
    await fresh();
    test.put(inTree(`${lib}/lib.txt`), "two\n");
    await inLib("commit", "--quiet", "-am", "two");
    const made = await inLib("rev-parse", "HEAD");
    const keptAs = keptRef("r1");
    const { commit, leftOut, files } = await snapshot(test.repo, { ...run(), keptAs });
    expect({ leftOut, files }).toEqual({ leftOut: [], files: 1 });
    expect(await bump(commit)).toBe(made);
    expect(await own("rev-parse", keptAs)).toBe(made);
    await own("fsck", "--strict", "--connectivity-only");
    expect(await own("rev-parse", "HEAD")).toBe(before);
    const approval: Approval = {
      ...{ run: "r1", branch: "main", base, commit, tasksPath, recording: "ab".repeat(32) },
      task: { id: "T001", title: "One" },
      ...{ specPath: "a.txt", specBlob: await test.git("rev-parse", "HEAD:a.txt") },
      by: specwright,
    };
    const moved = ["update-ref", "-d", keptAs];
    await own(...moved);
    await own("gc", "--quiet", "--prune=now");
    await expect(approve(test.repo, approval, tickTask)).rejects.toMatchObject({
      code: "local-changes",
      message: expect.stringContaining("vendor/lib"),
    });
    await snapshot(test.repo, { ...run(), keptAs });
    await approve(test.repo, approval, tickTask);
    expect(await bump("main")).toBe(made);
    // As after a pull, the person's own checkout is unchanged.
    expect(await own("rev-parse", "HEAD")).toBe(before);
    expect(await test.git("status", "--porcelain")).toBe(` M ${lib}`);
    await test.git("submodule", "--quiet", "update");
    expect(test.read(`repo/${lib}/lib.txt`)).toBe("two\n");
    await keep(test.repo, "r1", commit);
    await removeWorktree(test.repo, run(), keptAs);
    expect(test.exists("trees/r1")).toBe(false);
    await own("gc", "--quiet", "--prune=now");
    expect(await own("show", `${made}:lib.txt`)).toBe("two");
  });

  it("are in the change at an older commit, and at one that the person has, without a ref of the app's", async () => {
    test.put("repo/vendor/lib/lib.txt", "newer\n");
    await own("checkout", "--quiet", "-b", "newer");
    await own("commit", "--quiet", "-am", "newer");
    const newer = await own("rev-parse", "HEAD");
    await own("checkout", "--quiet", "--detach", "HEAD~1");
    await fresh();
    await inLib("checkout", "--quiet", newer);
    expect(await bump((await snapshot(test.repo, run())).commit)).toBe(newer);
  });

  it("are named beside the change for uncommitted files in them, and stay at their commit when their own submodules have moved", async () => {
    await fresh();
    await inLib("commit", "--quiet", "--allow-empty", "-m", "two");
    test.put(inTree(`${lib}/lib.txt`), "not committed\n");
    const keptAs = keptRef("r1");
    const first = await snapshot(test.repo, { ...run(), keptAs });
    expect(first.leftOut).toEqual([{ path: lib, reason: "submodule" }]);
    const made = await inLib("rev-parse", "HEAD");
    expect(await bump(first.commit)).toBe(made);
    // The submodule moves on to another commit; the commit in the change stays kept.
    await inLib("checkout", "--quiet", "--force", "--orphan", "other");
    await inLib("commit", "--quiet", "-m", "other");
    const second = await snapshot(test.repo, { ...run(), keptAs });
    const other = await inLib("rev-parse", "HEAD");
    expect(await bump(second.commit)).toBe(other);
    await keepSubmodules(test.repo, run(), keptAs);
    for (const each of [made, other]) await own("merge-base", "--is-ancestor", each, keptAs);
    const inner = ["update-index", "--add", "--cacheinfo", `160000,${made},inner`];
    await inLib(...inner);
    await inLib("commit", "--quiet", "-m", "names a repository that is nowhere");
    const third = await snapshot(test.repo, { ...run(), keptAs });
    expect(await bump(third.commit)).toBe(await bump(base));
    expect(third.leftOut).toEqual([{ path: lib, reason: "submodule" }]);
  });

  it("are not in the change when the person's own submodule is missing", async () => {
    await fresh();
    await inLib("commit", "--quiet", "--allow-empty", "-m", "two");
    test.remove("repo/vendor");
    const { commit, leftOut } = await snapshot(test.repo, { ...run(), keptAs: keptRef("r1") });
    expect(leftOut).toEqual([{ path: lib, reason: "submodule" }]);
    expect(await bump(commit)).toBe(await bump(base));
  });

  it("prevent the tree's removal when they were changed after they were kept", async () => {
    await fresh();
    test.put(inTree(`${lib}/lib.txt`), "two\n");
    const { commit } = await snapshot(test.repo, run());
    const ref = await keep(test.repo, "r1", commit);
    await keepSubmodules(test.repo, run(), ref);
    test.put(inTree(`${lib}/lib.txt`), "three\n");
    await expect(removeWorktree(test.repo, run(), ref)).rejects.toMatchObject({
      code: "local-changes",
    });
    expect(test.read(inTree(`${lib}/lib.txt`))).toBe("three\n");
  });

  it("run no program that an agent wrote into them when they are inspected", async () => {
    await fresh();
    const evil = `touch ${test.at("canary")}; cat`;
    for (const key of ["filter.evil.clean", "core.fsmonitor", "diff.external"])
      await inLib("config", key, evil);
    test.put(inTree(`${lib}/lib.txt`), "two\n");
    expect((await snapshot(test.repo, run())).leftOut).toHaveLength(1);
    expect(test.exists("canary")).toBe(false);
  });

  it("have their own submodules, whose changes count as well", async () => {
    await library("deep", { "deep.txt": "deep\n" });
    await addSubmodule("lib", "deep", "inner");
    await test.git("-C", test.at("lib"), "commit", "--quiet", "-m", "inner");
    const update = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "update"];
    await test.git(...update, "--init", "--recursive", "--remote");
    base = await test.commit("raised");
    await fresh();
    expect(test.read(inTree(`${lib}/inner/deep.txt`))).toBe("deep\n");
    expect((await snapshot(test.repo, run())).leftOut).toEqual([]);
    test.put(inTree(`${lib}/inner/deep.txt`), "changed\n");
    expect((await snapshot(test.repo, run())).leftOut).toEqual([
      { path: lib, reason: "submodule" },
    ]);
  });

  it("stay empty and are named before the start when the person's tree lacks their commit", async () => {
    const elsewhere = ["gitdir: ", test.at("lib/.git"), "\n"].join("");
    const ways: (() => void)[] = [
      () => test.put("repo/vendor/lib/.git", elsewhere),
      () => {
        test.remove("repo/vendor/lib");
        test.link("repo/vendor/lib", test.at("lib"));
      },
      () => test.remove("repo/vendor"),
    ];
    for (const way of ways) {
      way();
      expect(await emptySubmodules(test.repo, base)).toEqual([lib]);
    }
    await fresh();
    expect(readdirSync(test.at(inTree(lib)))).toEqual([]);
    expect((await snapshot(test.repo, run())).leftOut).toEqual([]);
    test.put(inTree(`${lib}/new.txt`), "nowhere else\n");
    expect((await snapshot(test.repo, run())).leftOut).toEqual([
      { path: lib, reason: "submodule" },
    ]);
  });
});
