import { Problem } from "@shared/base/problem";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { firstCommit } from "./first-commit";
import { git } from "./git";
import { identity } from "./identity";
import { inspect, readBranch } from "./inspect";
import { commitFiles, initialise } from "./new-repository";
import { movingRef } from "./ref-transaction";
import { readStatus } from "./status";
import { type TestRepository, testRepository } from "./testing";

let test: TestRepository;
beforeEach(async () => {
  test = await testRepository({ "a.txt": "one\n", "deep/er/b.txt": "one\n" });
});
afterEach(() => test.dispose());

describe("inspect", () => {
  it("finds the top from a subfolder, through a link and in a linked working tree", async () => {
    const top = test.at("repo");
    const expected = { top, gitDir: `${top}/.git`, commonDir: `${top}/.git` };
    expect(await inspect(test.at("repo/deep/er"))).toEqual(expected);
    test.link("link", top);
    expect(await inspect(test.at("link"))).toEqual(expected);
    await test.git("worktree", "add", "--quiet", test.at("linked"));
    expect(await inspect(test.at("linked"))).toEqual({
      top: test.at("linked"),
      gitDir: `${top}/.git/worktrees/linked`,
      commonDir: `${top}/.git`,
    });
  });

  it("gives each kind of wrong folder its own error", async () => {
    test.folder("plain");
    await test.git("init", "--quiet", "--bare", test.at("bare"));
    await test.git("init", "--quiet", test.at("empty"));
    const code = async (path: string) =>
      inspect(test.at(path))
        .then((found) => readBranch({ ...found, trusted: false }))
        .then(
          () => "fine",
          (error: unknown) => (error instanceof Problem ? error.code : String(error)),
        );
    expect(await code("nowhere")).toBe("folder-missing");
    expect(await code("repo/a.txt")).toBe("not-a-folder");
    expect(await code("plain")).toBe("not-a-repository");
    expect(await code("bare")).toBe("bare-repository");
    expect(await code("repo/.git")).toBe("bare-repository");
    expect(await code("empty")).toBe("no-commits");
    expect(await code("repo")).toBe("fine");
    test.put("plain/.git", "gitdir: /nowhere\n");
    expect(await code("plain")).toBe("not-a-repository");
    test.put("empty/.git/config", "[core\n");
    expect(await code("empty")).toBe("git-failed");
  });

  it("reads the branch, or that none is checked out", async () => {
    const commit = await test.git("rev-parse", "HEAD");
    expect(await readBranch(test.repo)).toEqual({ kind: "branch", name: "main", commit });
    await test.git("checkout", "--quiet", "-b", "some/näme");
    expect(await readBranch(test.repo)).toEqual({ kind: "branch", name: "some/näme", commit });
    await test.git("checkout", "--quiet", "--detach");
    expect(await readBranch(test.repo)).toEqual({ kind: "detached", commit });
  });
});

describe("status", () => {
  it("lists every path that differs, with any name, and takes no lock", async () => {
    test.put("repo/a.txt", "two\n");
    test.put("repo/new folder/x y.txt", "");
    test.put("repo/né\n1 .txt", "");
    await test.git("mv", "deep/er/b.txt", "deep/moved.txt");
    const index = test.bytes("repo/.git/index");
    test.put("repo/.git/index.lock", "");
    expect((await readStatus(test.repo)).uncommitted).toEqual(
      ["a.txt", "deep/er/b.txt", "deep/moved.txt", "new folder/x y.txt", "né\n1 .txt"].sort(),
    );
    expect(test.bytes("repo/.git/index")).toEqual(index);
  });

  it("lists conflicts", async () => {
    await test.git("checkout", "--quiet", "-b", "other");
    test.put("repo/a.txt", "theirs\n");
    await test.commit("theirs");
    await test.git("checkout", "--quiet", "main");
    test.put("repo/a.txt", "ours\n");
    await test.commit("ours");
    await test.git("merge", "other").catch(() => undefined);
    expect((await readStatus(test.repo)).uncommitted).toEqual(["a.txt"]);
  });
});

describe("git", () => {
  it("gives git's own message when it fails", async () => {
    const failed = git(test.repo, ["rev-parse", "--verify", "nothing"], { doing: "find nothing" });
    await expect(failed).rejects.toMatchObject({
      code: "git-failed",
      message: "Git could not find nothing.",
      detail: expect.stringContaining("Needed a single revision"),
    });
  });

  it("can be cancelled, before and while it runs", async () => {
    const controller = new AbortController();
    // Without a cancel it would wait for ever, because the input is larger than any pipe.
    const input = Buffer.alloc(64_000_000, "a\n");
    const running = git(test.repo, ["cat-file", "--batch-check"], {
      doing: "wait",
      input,
      signal: controller.signal,
    });
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: "cancelled" });
    await expect(readStatus(test.repo, controller.signal)).rejects.toMatchObject({
      code: "cancelled",
    });
  });

  it("stops reading at its limit", async () => {
    const result = await git(test.repo, ["rev-parse", "HEAD"], { doing: "read", maxBytes: 10 });
    expect(result.cut).toBe(true);
    expect(result.stdout).toHaveLength(10);
  });

  it("reports a missing folder", async () => {
    const gone = git({ top: test.at("gone"), trusted: true }, ["status"], { doing: "look" });
    await expect(gone).rejects.toMatchObject({ code: "folder-missing" });
  });
});

describe("movingRef", () => {
  const move = async () => {
    const from = await test.git("rev-parse", "main");
    const to = await test.git("commit-tree", "-p", from, "-m", "next", `${from}^{tree}`);
    return { ref: "refs/heads/main", from, to, reason: "test", env: {} };
  };

  it("moves after the body, and not before", async () => {
    const given = await move();
    const during = await movingRef(test.repo, given, () => test.git("rev-parse", "main"));
    expect(during).toBe(given.from);
    expect(await test.git("rev-parse", "main")).toBe(given.to);
  });

  it("does not move when the body fails, or when the ref is at another commit", async () => {
    const given = await move();
    const failing = movingRef(test.repo, given, () => Promise.reject(new Error("body")));
    await expect(failing).rejects.toThrow("body");
    expect(await test.git("rev-parse", "main")).toBe(given.from);
    let ran = false;
    const stale = movingRef(test.repo, { ...given, from: given.to }, async () => {
      ran = true;
    });
    await expect(stale).rejects.toMatchObject({ code: "git-failed" });
    expect(ran).toBe(false);
    expect(test.exists("repo/.git/refs/heads/main.lock")).toBe(false);
  });

  it("prevents other processes from moving it meanwhile", async () => {
    const given = await move();
    await movingRef(test.repo, given, async () => {
      await expect(test.git("update-ref", given.ref, given.to)).rejects.toThrow("lock");
      await expect(test.git("symbolic-ref", "HEAD", "refs/heads/other")).rejects.toThrow("lock");
    });
  });
});

describe("first commits", () => {
  it("makes an empty one that leaves staged files staged", async () => {
    test.folder("empty");
    await initialise(test.at("empty"), "trunk");
    const repo = { ...(await inspect(test.at("empty"))), trusted: false };
    test.put("empty/x.txt", "x\n");
    await test.git("-C", repo.top, "add", ".");
    const commit = await firstCommit(repo);
    expect(await readBranch(repo)).toEqual({ kind: "branch", name: "trunk", commit });
    expect(await test.git("-C", repo.top, "ls-tree", "-r", "HEAD")).toBe("");
    expect((await readStatus(repo)).uncommitted).toEqual(["x.txt"]);
    await expect(firstCommit(repo)).rejects.toMatchObject({ code: "git-failed" });
  });

  it("commits files without git, and git finds no error", async () => {
    test.put("sample/run.sh", "#!/bin/sh\n", 0o755);
    test.put("sample/docs/né.md", "# A\n");
    await initialise(test.at("sample"), "main");
    const by = await identity(test.at("sample"));
    expect(by).toEqual({ name: "Test Person", email: "test@example.org" });
    await commitFiles(test.at("sample"), ["run.sh"], "One\n\nBody\n", by);
    const second = await commitFiles(test.at("sample"), ["docs/né.md"], "Two\n", by);
    const repo = { ...(await inspect(test.at("sample"))), trusted: false };
    expect((await readStatus(repo)).uncommitted).toEqual([]);
    expect(await test.git("-C", repo.top, "fsck", "--strict")).toBe("");
    expect(await test.git("-C", repo.top, "ls-tree", "-r", "--format=%(objectmode)", "HEAD")).toBe(
      "100644\n100755",
    );
    const logged = (...args: string[]) => test.git("-C", repo.top, "log", ...args);
    expect(await logged("--format=%s", second)).toBe("Two\nOne");
    expect(await logged("--format=%B%an <%ae>", "--", "run.sh")).toBe(
      "One\n\nBody\nTest Person <test@example.org>",
    );
  });

  it("has a name for the person even when git knows none", async () => {
    test.put("home/.gitconfig", "");
    expect(await identity(test.at("repo"))).toEqual({
      name: "Specwright",
      email: "specwright@localhost",
    });
  });
});
