import { execFileSync } from "node:child_process";
import { truncateSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inspect } from "./inspect";
import { runGit } from "./process";
import { readStatus } from "./status";
import { type TestRepository, testRepository, trustedNow } from "./testing";
import { lookAtRepository, requireSeen } from "./trust";

let test: TestRepository;
beforeEach(async () => {
  test = await testRepository({ "a.txt": "one\n", "deep/b.txt": "one\n" });
});
afterEach(() => test.dispose());

const untrusted = () => ({ ...test.repo, trusted: false });
const canaries = () => (test.exists("canaries") ? test.names("canaries") : []);

/** A filter that leaves a canary file. */
function filter(name: string): string {
  test.put(
    `bin/${name}`,
    `#!/bin/sh\nmkdir -p '${test.at("canaries")}'\n: > '${test.at(`canaries/${name}`)}'\nexec cat\n`,
    0o755,
  );
  return test.at(`bin/${name}`);
}

/** The same size as before, so that git has to compare the contents, and reads the attributes for that. */
function touch() {
  for (const path of ["a.txt", "deep/b.txt"]) test.put(`repo/${path}`, "two\n");
}

describe("before trust", () => {
  it("no filter of the person's own runs either", async () => {
    await test.git("config", "--global", "filter.lfs.clean", filter("persons"));
    test.put("repo/.gitattributes", "*.txt filter=lfs\n");
    await test.git("config", "lfs.extension.x.clean", filter("extension"));
    touch();
    expect((await readStatus(untrusted())).uncommitted).toEqual([
      ".gitattributes",
      "a.txt",
      "deep/b.txt",
    ]);
    expect(canaries()).toEqual([]);
    await test.git("status");
    expect(canaries()).toEqual(["persons"]);
  });

  it.each([
    ["include.path", "include.path"],
    ["a condition on the branch", "includeIf.onbranch:main.path"],
    ["a condition on the folder", "includeIf.gitdir:**/.git.path"],
    ["the working tree's own configuration", ""],
  ])("a filter behind %s does not run", async (_where, key) => {
    const text = `[filter "x"]\n\tclean = ${filter("included")}\n`;
    test.put("repo/.git/info/attributes", "*.txt filter=x\n");
    if (key === "") {
      await test.git("config", "extensions.worktreeConfig", "true");
      test.put("repo/.git/config.worktree", text);
    } else {
      test.put("more", text);
      await test.git("config", key, test.at("more"));
    }
    touch();
    expect((await readStatus(untrusted())).uncommitted).toEqual(["a.txt", "deep/b.txt"]);
    expect(canaries()).toEqual([]);
    await test.git("status");
    expect(canaries()).toEqual(["included"]);
  });

  it("a filter that is written while git is being asked does not run", async () => {
    await readStatus(untrusted());
    const clean = filter("late");
    test.put("repo/.git/info/attributes", "*.txt filter=x\n");
    touch();
    const asking = readStatus(untrusted());
    await test.git("config", "filter.x.clean", clean);
    await asking;
    await readStatus(untrusted());
    expect(canaries()).toEqual([]);
  });

  it("settings that describe the files take effect without trust", async () => {
    await test.git("config", "core.fileMode", "false");
    test.setMode("repo/a.txt", 0o755);
    test.put("repo/.git/info/exclude", "*.log\n");
    test.put("repo/x.log", "x\n");
    expect((await readStatus(untrusted())).uncommitted).toEqual([]);
    await test.git("config", "core.fileMode", "true");
    expect((await readStatus(untrusted())).uncommitted).toEqual(["a.txt"]);
  });
});

/** Files that git opens. */
const inGit = ["config", "HEAD", "index", "info/exclude", "info/attributes", "packed-refs"];
const inTree = [".gitattributes", ".gitignore", "deep/.gitattributes", "deep/.gitignore"];

describe("an entry that is not a plain file", () => {
  const look = async () => readStatus({ ...(await inspect(test.repo.top)), trusted: false });
  const outcome = () =>
    look().then(
      () => "opened",
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );

  it.each([...inGit.map((name) => `.git/${name}`), ...inTree])(
    "a pipe as %s is named",
    async (path) => {
      touch();
      test.remove(`repo/${path}`);
      execFileSync("mkfifo", [test.at(`repo/${path}`)]);
      // The same size as before, so that git has to compare the contents, and reads the attributes for that.
      test.put("repo/deep/b.txt", "two\n");
      expect(await outcome()).toContain(`a pipe: ${test.at(`repo/${path}`)}`);
      expect(waitingGits()).toEqual([]);
    },
  );

  it.each([...inGit.map((name) => `.git/${name}`), ...inTree])(
    "a link to a device as %s does not block git",
    async (path) => {
      test.remove(`repo/${path}`);
      test.link(`repo/${path}`, "/dev/zero");
      const said = await outcome();
      // Git does not follow links in a working tree.
      expect(said).toMatch(path.startsWith(".git/") ? /no plain file|not a git repo/ : /^opened$/);
    },
  );

  it.each([".git/config", ".git/HEAD", ".git/info/exclude", ".gitattributes", ".gitignore"])(
    "a gigabyte as %s is refused",
    async (path) => {
      test.put(`repo/${path}`, "");
      truncateSync(test.at(`repo/${path}`), 1_000_000_000);
      expect(await outcome()).toMatch(/larger than/);
    },
  );

  it.each(["include.path", "core.attributesFile", "core.excludesFile"])(
    "a pipe that %s names is not opened before trust",
    async (key) => {
      execFileSync("mkfifo", [test.at("pipe")]);
      await test.git("config", key, test.at("pipe"));
      expect(await outcome()).toBe("opened");
      if (key === "include.path")
        await expect(lookAtRepository(test.repo)).rejects.toThrow("a pipe");
    },
  );

  it("a git process that waits is ended in time, with its child processes", async () => {
    execFileSync("mkfifo", [test.at("pipe")]);
    const waiting = runGit(["config", "--file", test.at("pipe"), "--list"], {
      cwd: test.path,
      limit: 300,
    });
    await expect(waiting).rejects.toThrow("Git did not answer");
    expect(waitingGits()).toEqual([]);
  });

  /** The command lines of the processes that belong to this test. */
  function waitingGits(): string[] {
    const listed = execFileSync("ps", ["-eo", "args"], { encoding: "utf8" });
    return listed.split("\n").filter((line) => line.startsWith("git") && line.includes(test.path));
  }
});

describe("trust", () => {
  const digest = async () => (await lookAtRepository(test.repo)).trusted.digest;

  it.each<[string, () => unknown]>([
    ["a filter", () => test.git("config", "filter.x.clean", "cat")],
    ["a merge driver", () => test.git("config", "merge.x.driver", "cat")],
    ["an include", () => test.git("config", "include.path", "/nowhere")],
    ["an include on a branch", () => test.git("config", "includeIf.onbranch:x.path", "/nowhere")],
    ["another server", () => test.git("config", "url.https://a/.insteadOf", "https://b/")],
    ["another server to push to", () => test.git("config", "url.a:.pushInsteadOf", "b:")],
    ["an extension of Git LFS", () => test.git("config", "lfs.extension.x.clean", "cat")],
    ["Git LFS in the tree", () => test.put("repo/.lfsconfig", "[lfs]\n\turl = https://a/\n")],
    ["hooks elsewhere", () => test.git("config", "core.hooksPath", "/x")],
    ["ssh", () => test.git("config", "core.sshCommand", "x")],
    ["a credential helper", () => test.git("config", "credential.https://a.helper", "x")],
    ["gpg", () => test.git("config", "gpg.program", "x")],
    ["an editor", () => test.git("config", "core.editor", "x")],
    ["attributes that name a filter", () => test.put("repo/deep/.gitattributes", "* filter=x\n")],
    ["attributes outside", () => test.put("repo/.git/info/attributes", "* merge=x\n")],
    [
      "the configuration of the working tree",
      async () => {
        await test.git("config", "extensions.worktreeConfig", "true");
        test.put("repo/.git/config.worktree", "[core]\n\teditor = x\n");
      },
    ],
  ])("does not outlast %s", async (_what, change) => {
    const repo = await trustedNow(test.repo);
    await requireSeen(repo);
    await change();
    await expect(requireSeen(repo)).rejects.toMatchObject({ code: "not-trusted" });
    expect(await digest()).not.toBe((repo.trusted as { digest: string }).digest);
  });

  it("lasts when branches, remotes and documents change", async () => {
    const repo = await trustedNow(test.repo);
    await test.git("config", "branch.main.remote", "origin");
    await test.git("config", "remote.origin.url", "https://example.org/x.git");
    await test.git("config", "lfs.https://example.org.access", "basic");
    test.put("repo/.gitattributes", "*.png binary\n");
    await test.commit("more");
    await expect(requireSeen(repo)).resolves.toBeUndefined();
  });

  it("is not given to another repository at the same path", async () => {
    const { identity } = await lookAtRepository(test.repo);
    const trusted = await trustedNow(test.repo);
    expect((await lookAtRepository(test.repo)).identity).toBe(identity);
    test.remove("repo");
    test.folder("repo");
    await test.git("init", "--quiet");
    expect((await lookAtRepository(test.repo)).identity).not.toBe(identity);
    // Neither the old nor the new repository has lines to show, and the new one still has to be trusted.
    await expect(requireSeen(trusted)).rejects.toMatchObject({ code: "not-trusted" });
  });

  it("runs the shown programs, and none that were written later", async () => {
    await test.git("config", "filter.x.clean", filter("shown"));
    test.put("repo/.gitattributes", "*.txt filter=x\n");
    const repo = await trustedNow(test.repo);
    touch();
    await readStatus(repo);
    expect(canaries()).toEqual(["shown"]);
    test.remove("canaries");
    await test.git("config", "filter.x.clean", filter("later"));
    await test.git("config", "filter.y.clean", filter("further"));
    test.put("repo/deep/.gitattributes", "*.txt filter=y\n");
    test.put("repo/a.txt", "six\n");
    test.put("repo/deep/b.txt", "six\n");
    await readStatus(repo);
    expect(canaries()).toEqual(["shown"]);
  });

  it("runs no filter of the person that the repository did not name at that time", async () => {
    await test.git("config", "--global", "filter.mine.clean", filter("mine"));
    const repo = await trustedNow(test.repo);
    test.put("repo/.gitattributes", "*.txt filter=mine\n");
    touch();
    await readStatus(repo);
    expect(canaries()).toEqual([]);
    await readStatus(await trustedNow(test.repo));
    expect(canaries()).toEqual(["mine"]);
  });
});
