import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { captureTree } from "./capture-tree";
import { commitPaths } from "./commit-paths";
import { git } from "./git";
import { identity } from "./identity";
import { inspect, readBranch } from "./inspect";
import { mentionsOf } from "./mentions";
import { runGit } from "./process";
import { readChange } from "./read-change";
import { snapshot } from "./snapshot";
import { readStatus } from "./status";
import { type TestRepository, testRepository } from "./testing";
import { lookAtRepository } from "./trust";
import { addWorktree } from "./worktree";

/** All known ways in which a repository can name a program; each leaves a canary file of its own. */
const programs: Record<string, readonly string[]> = {
  fsmonitor: ["core.fsmonitor"],
  "filter-clean": ["filter.evil.clean"],
  "filter-smudge": ["filter.evil.smudge"],
  "filter-process": ["filter.a=b c.process"],
  "diff-external": ["diff.external"],
  "diff-driver": ["diff.evil.command", "diff.evil.textconv"],
  "merge-driver": ["merge.evil.driver"],
  ssh: ["core.sshCommand"],
  pager: ["core.pager", "pager.log", "pager.diff", "pager.status"],
  editor: ["core.editor", "sequence.editor"],
  askpass: ["core.askPass"],
  gpg: ["gpg.program", "gpg.ssh.program"],
  credential: ["credential.helper"],
  "alternate-refs": ["core.alternateRefsCommand"],
  upload: ["remote.origin.uploadpack"],
  "config-hook": ["hook.evil.command"],
  trailer: ["trailer.Run.command", "trailer.Run.cmd"],
};
const hooks = [
  "post-index-change",
  "reference-transaction",
  "post-checkout",
  "pre-commit",
  "commit-msg",
  "post-commit",
  "pre-auto-gc",
  "fsmonitor-watchman",
];

let test: TestRepository;

beforeEach(async () => {
  test = await testRepository({ "a.txt": "one\n", "b.txt": "one\n", "c.txt": "one\n" });
});
afterEach(() => test.dispose());

/** A program that leaves a canary file and, like a filter, copies its input to its output. */
function canary(name: string, then = "cat"): string {
  const mark = `mkdir -p '${test.at("canaries")}'\n: > '${test.at(`canaries/${name}`)}'`;
  test.put(`bin/${name}`, `#!/bin/sh\n${mark}\n${then}\n`, 0o755);
  return test.at(`bin/${name}`);
}

const canaries = () => (test.exists("canaries") ? test.names("canaries") : []);

async function poison(): Promise<void> {
  for (const [name, keys] of Object.entries(programs))
    for (const key of keys) await test.git("config", key, canary(name));
  await test.git("config", "filter.evil.required", "true");
  await test.git("config", "hook.evil.event", "reference-transaction");
  await test.git("config", "alias.status", `!${canary("alias")}`);
  await test.git("config", "core.hooksPath", test.at("hooks"));
  await test.git("config", "commit.gpgSign", "true");
  await test.git("config", "log.showSignature", "true");
  await test.git("config", "diff.submodule", "log");
  await test.git("config", "status.submoduleSummary", "true");
  await test.git("config", "submodule.recurse", "true");
  await test.git("config", "remote.origin.url", test.at("repo"));
  await test.git("config", "submodule.x.update", `!${canary("submodule-update")}`);
  for (const hook of hooks) {
    test.put(`hooks/${hook}`, `#!/bin/sh\nexec ${canary(`hook-${hook}`)}\n`, 0o755);
    test.put(`repo/.git/hooks/${hook}`, `#!/bin/sh\nexec ${canary(`hook-${hook}`)}\n`, 0o755);
  }
  test.put(
    "repo/.git/info/attributes",
    "*.txt filter=evil diff=evil merge=evil\nb.txt filter=a=b\n",
  );
}

describe("a repository that nobody trusts", () => {
  it("runs nothing of its own when it is opened", async () => {
    const commit = await test.git("rev-parse", "HEAD");
    test.put("repo/c.txt", "two\n");
    const second = await test.commit("second");
    await poison();
    // Changed, and touched with the same size, so that git has to compare the contents.
    test.put("repo/a.txt", "two\n");
    test.put("repo/b.txt", "one\n");
    const repo = { ...(await inspect(test.at("repo"))), trusted: false };
    expect((await readStatus(repo)).uncommitted).toEqual(["a.txt"]);
    await readBranch(repo);
    await identity(repo.top);
    expect((await mentionsOf(repo, "second")).mentions).toHaveLength(1);
    expect((await readChange(repo, commit, second)).files).toHaveLength(1);
    expect(canaries()).toEqual([]);
  });

  it("runs nothing when a document is committed, here or by git", async () => {
    await poison();
    test.put("repo/specs/001-x/spec.md", "# X\n");
    const repo = { ...(await inspect(test.at("repo"))), trusted: false };
    // The attributes name a filter, so git itself has to make the commit.
    expect((await commitPaths(repo, ["specs/001-x/spec.md"], "docs: x")).byGit).toBe("filters");
    test.remove("repo/.git/info/attributes");
    test.put("repo/specs/001-x/spec.md", "# Y\n");
    expect((await commitPaths(repo, ["specs/001-x/spec.md"], "docs: y")).byGit).toBeUndefined();
    expect(canaries()).toEqual([]);
    test.put("repo/.git/info/attributes", "*.md filter=evil\n");
    test.put("repo/specs/001-x/spec.md", "# Z\n");
    await expect(commitPaths(repo, ["specs/001-x/spec.md"], "docs: z")).rejects.toMatchObject({
      code: "not-trusted",
    });
    expect(canaries()).toEqual([]);
  });

  it("would run its filter and its monitor without the protection", async () => {
    await poison();
    test.put("repo/a.txt", "two\n");
    await runGit(["-c", "alias.status=", "status"], { cwd: test.at("repo") });
    expect(canaries()).toEqual(expect.arrayContaining(["filter-clean", "fsmonitor"]));
  });

  it("shows the programs that it would run", async () => {
    await poison();
    test.put("repo/.git/more", `[filter "included"]\n\tclean = ${canary("included")}\n`);
    await test.git("config", "include.path", "more");
    const keys = (await lookAtRepository(test.repo)).risks.map(({ key }) => key);
    const wanted = Object.values(programs)
      .flat()
      .map((key) => key.toLowerCase().replace("a=b", "a=b"));
    expect(keys.map((key) => key.toLowerCase())).toEqual(
      expect.arrayContaining([
        ...wanted,
        "alias.status",
        "core.hookspath",
        "submodule.x.update",
        "filter.included.clean",
      ]),
    );
  });

  it("shows nothing of an ordinary repository, or of the person's own configuration", async () => {
    test.put(
      "home/.gitconfig",
      `${test.read("home/.gitconfig")}[core]\n\tpager = less\n[alias]\n\tx = !ls\n`,
    );
    await test.git("config", "core.fsmonitor", "true");
    await test.git("config", "alias.co", "checkout");
    await test.git("config", "remote.origin.url", "https://example.org/x.git");
    expect((await lookAtRepository(test.repo)).risks).toEqual([]);
  });

  it("does not run programs of a submodule's configuration either", async () => {
    test.put("repo/sub/x.txt", "x\n");
    const sub = test.at("repo/sub");
    await test.git("init", "--quiet", sub);
    await test.git("-C", sub, "add", ".");
    await test.git("-C", sub, "commit", "--quiet", "-m", "sub");
    test.put(
      "repo/.gitmodules",
      '[submodule "sub"]\n\tpath = sub\n\turl = ./sub\n\tignore = none\n',
    );
    const base = await test.commit("with a submodule");
    await test.git("-C", sub, "config", "core.fsmonitor", canary("sub-fsmonitor"));
    await test.git("-C", sub, "config", "filter.evil.clean", canary("sub-filter"));
    test.put("repo/sub/.git/info/attributes", "* filter=evil\n");
    test.put("repo/sub/x.txt", "y\n");
    expect((await readStatus({ ...test.repo, trusted: false })).uncommitted).toEqual([]);
    expect(canaries()).toEqual([]);
    const { tree } = await captureTree(test.repo, test.repo.top, { start: base, base });
    expect(tree).toBe(await test.git("rev-parse", `${base}^{tree}`));
    expect(canaries()).toEqual([]);
    await test.git("status");
    expect(canaries()).not.toEqual([]);
  });

  it("fetches nothing that a partial clone lacks", async () => {
    const blob = await test.git("rev-parse", "HEAD:a.txt");
    test.remove(`repo/.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`);
    await test.git("config", "core.repositoryFormatVersion", "1");
    await test.git("config", "extensions.partialClone", "origin");
    await test.git("config", "remote.origin.promisor", "true");
    await test.git("config", "remote.origin.url", test.at("repo"));
    await test.git("config", "remote.origin.uploadpack", canary("upload", "exit 1"));
    const read = git({ ...test.repo, trusted: false }, ["cat-file", "blob", blob], {
      doing: "read",
    });
    await expect(read).rejects.toMatchObject({ code: "git-failed" });
    expect(canaries()).toEqual([]);
    await test.git("cat-file", "blob", blob).catch(() => undefined);
    expect(canaries()).toEqual(["upload"]);
  });

  it("cannot have its working tree in another folder", async () => {
    await test.git("config", "core.worktree", test.at("home"));
    await expect(inspect(test.at("repo"))).rejects.toMatchObject({ code: "git-failed" });
  });

  it("gets no working tree, and nothing is captured", async () => {
    const repo = { ...test.repo, trusted: false };
    const run = { worktree: test.at("tree"), runBranch: "r", base: "HEAD", message: "m" };
    await expect(addWorktree(repo, run)).rejects.toMatchObject({ code: "not-trusted" });
    await expect(snapshot(repo, run)).rejects.toMatchObject({ code: "not-trusted" });
  });
});

describe("an agent", () => {
  it("cannot make the capture run a program by linking its working tree to another repository", async () => {
    const base = await test.git("rev-parse", "HEAD");
    const run = { worktree: test.at("tree"), runBranch: "r", base, message: "m" };
    await addWorktree(test.repo, run);
    await test.git("clone", "--quiet", "--bare", test.at("repo"), test.at("evil"));
    await test.git("--git-dir", test.at("evil"), "config", "core.bare", "false");
    await test.git("--git-dir", test.at("evil"), "config", "filter.evil.clean", canary("agent"));
    test.put("tree/.git", `gitdir: ${test.at("evil")}\n`);
    test.put("tree/.gitattributes", "* filter=evil\n");
    test.put("tree/a.txt", "two\n");
    expect((await snapshot(test.repo, run)).files).toBe(2);
    expect(canaries()).toEqual([]);
  });

  it("cannot hide a change with marks in its own index", async () => {
    const base = await test.git("rev-parse", "HEAD");
    const run = { worktree: test.at("tree"), runBranch: "r", base, message: "m" };
    await addWorktree(test.repo, run);
    await test.git("-C", run.worktree, "update-index", "--assume-unchanged", "a.txt");
    await test.git("-C", run.worktree, "update-index", "--skip-worktree", "b.txt");
    test.put("tree/a.txt", "two\n");
    test.put("tree/b.txt", "two\n");
    expect((await snapshot(test.repo, run)).files).toBe(2);
  });
});

it("the surrounding environment does not influence git", async () => {
  process.env["GIT_DIR"] = "/nowhere";
  process.env["GIT_EXTERNAL_DIFF"] = "false";
  try {
    expect((await readStatus(test.repo)).uncommitted).toEqual([]);
  } finally {
    delete process.env["GIT_DIR"];
    delete process.env["GIT_EXTERNAL_DIFF"];
  }
});
