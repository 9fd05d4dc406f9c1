import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { tickTask } from "@shared/tasks/tick-task";
import { afterEach, describe, expect, it } from "vitest";
import { approve } from "./approve";
import { inspect } from "./inspect";
import { runGit } from "./process";
import { changedPaths } from "./read-change";
import { snapshot } from "./snapshot";
import { type TestRepository, testRepository } from "./testing";
import { addWorktree } from "./worktree";

/** Every kind of repository, and every way in which an agent leaves its changes. */

let test: TestRepository;
afterEach(() => test.dispose());

const tasksPath = "specs/001-rates/tasks.md";
const files = {
  [tasksPath]: "# Tasks\n\n- [ ] T001 Write it\n- [ ] T002 And more\n",
  "specs/001-rates/spec.md": "# Spec\n",
  "apps/a/one.txt": "one\n",
  "apps/a/two.txt": "two\n",
  "apps/a/run.sh": "#!/bin/sh\n",
  "apps/b/one.txt": "one\n",
  "apps/b/deep/er/two.txt": "two\n",
  "big/1.txt": "1\n",
  "top.txt": "top\n",
  ".gitignore": "build/\n*.log\n",
};

/** A place in which the person works, made from the test's repository. */
interface Kind {
  readonly name: string;
  /** @returns the folder, if it is not the test's own */
  readonly make: () => Promise<string | undefined>;
}

const sparse = (...args: string[]) => test.git("sparse-checkout", "set", ...args);
const cloned = (filter: string, ...more: string[]) => ({
  name: `a clone without what ${filter} leaves out${more.length > 0 ? ", sparse" : ""}`,
  async make() {
    // The trees of the newest commit are present, those of earlier commits are not.
    test.put("repo/top.txt", "top of all\n");
    await test.commit("second");
    await test.git("config", "uploadpack.allowFilter", "true");
    await test.git("config", "uploadpack.allowAnySHA1InWant", "true");
    const to = test.at("clone");
    const clone = ["clone", "--quiet", `--filter=${filter}`, ...more];
    await test.git(...clone, `file://${test.at("repo")}`, to);
    if (more.length > 0) await test.git("-C", to, "sparse-checkout", "set", "specs", "apps/a");
    return to;
  },
});

const nowhere = async (done: Promise<unknown>): Promise<undefined> => {
  await done;
};

const kinds: readonly Kind[] = [
  { name: "an ordinary one", make: async () => undefined },
  {
    name: "sparse by folders",
    make: () => nowhere(sparse("--cone", "specs", "apps/a")),
  },
  {
    name: "sparse by folders with a sparse index",
    make: () => nowhere(sparse("--cone", "--sparse-index", "specs", "apps/a")),
  },
  {
    name: "sparse by patterns",
    make: () => nowhere(sparse("--no-cone", "/specs/", "/apps/a/", "!/big/")),
  },
  cloned("blob:none"),
  cloned("blob:none", "--sparse"),
  cloned("tree:0"),
  cloned("tree:0", "--sparse"),
  {
    name: "with a split index",
    make: () => nowhere(test.git("update-index", "--split-index")),
  },
  {
    name: "with settings of its own",
    async make() {
      await test.git("config", "core.fileMode", "false");
      await test.git("config", "core.precomposeUnicode", "true");
      await test.git("config", "core.untrackedCache", "true");
      await test.git("config", "core.fsmonitor", "true");
      await test.git("config", "index.version", "4");
      await test.git("config", "status.showUntrackedFiles", "no");
      await test.git("config", "core.quotePath", "true");
      return undefined;
    },
  },
  {
    name: "with line ends that were never made alike",
    async make() {
      test.put("repo/apps/a/crlf.txt", "one\r\ntwo\r\n");
      await test.commit("as it was typed");
      test.put("repo/.gitattributes", "*.txt text\n");
      await test.git("add", ".gitattributes");
      await test.git("commit", "--quiet", "-m", "attributes");
      return undefined;
    },
  },
  {
    name: "with marks in the person's index",
    async make() {
      await test.git("update-index", "--skip-worktree", "top.txt");
      await test.git("update-index", "--assume-unchanged", "big/1.txt");
      return undefined;
    },
  },
];

/** An agent's work in its tree, and the paths that it changed. */
interface Work {
  readonly name: string;
  readonly changes: readonly string[];
  does(git: (...args: string[]) => Promise<string>, put: typeof test.put): Promise<void>;
}

/** Leaves all changes uncommitted in its tree. */
const manyThings: Work = {
  name: "changes, adds, removes and renames files, also beside what is shown",
  changes: [
    ...["apps/a/ü\n\"'.txt", "apps/a/Two.txt", "apps/a/one.txt", "apps/a/two.txt", "apps/a/link"],
    ...["apps/b/new.txt", "big/1.txt"],
  ],
  async does(git, put) {
    put("apps/a/one.txt", "changed\n");
    put("apps/a/ü\n\"'.txt", "new\n");
    put("apps/a/debug.log", "ignored\n");
    await git("mv", "apps/a/two.txt", "apps/a/Two.txt");
    await symlink("/nowhere", join(await git("rev-parse", "--show-toplevel"), "apps/a/link"));
    put("apps/b/new.txt", "new\n");
    put("big/1.txt", "another\n");
  },
};

/** Stages or commits some changes, and marks some files. */
const untold: Work = {
  name: "commits some, stages some and marks some",
  changes: ["apps/a/build/forced", "apps/a/later.txt", "apps/a/one.txt", "apps/a/run.sh"],
  async does(git, put) {
    put("apps/a/one.txt", "committed\n");
    await git("add", "apps/a/one.txt");
    await git("commit", "--quiet", "-m", "the agent's");
    await git("commit", "--quiet", "--allow-empty", "-m", "nothing");
    put("apps/a/build/forced", "tracked all the same\n");
    await git("add", "--force", "apps/a/build/forced");
    put("apps/a/later.txt", "intended\n");
    await git("add", "--intent-to-add", "apps/a/later.txt");
    put("apps/a/run.sh", "marked\n");
    await git("update-index", "--assume-unchanged", "apps/a/run.sh");
  },
};

const works: readonly Work[] = [
  manyThings,
  untold,
  { name: "nothing", changes: [], does: async () => undefined },
  {
    name: "commits on no branch",
    changes: ["apps/a/one.txt"],
    async does(git, put) {
      await git("checkout", "--quiet", "--detach");
      put("apps/a/one.txt", "detached\n");
      await git("commit", "--quiet", "-am", "detached");
    },
  },
  {
    name: "commits on a branch of its own",
    changes: ["apps/a/one.txt", "apps/a/two.txt"],
    async does(git, put) {
      await git("checkout", "--quiet", "-b", "mine");
      put("apps/a/one.txt", "on mine\n");
      await git("commit", "--quiet", "-am", "on mine");
      put("apps/a/two.txt", "and more\n");
    },
  },
  {
    name: "changes what is ignored and how line ends are kept",
    changes: [".gitattributes", ".gitignore", "apps/a/new.log", "apps/a/run.sh"],
    async does(git, put) {
      put(".gitignore", "apps/a/one.txt\n");
      put(".gitattributes", "*.txt text eol=crlf\n");
      put("apps/a/new.log", "ignored no more\n");
      await git("update-index", "--chmod=+x", "apps/a/run.sh");
      test.setMode("trees/T001/apps/a/run.sh", 0o755);
    },
  },
  {
    name: "lets go of a file and keeps it",
    changes: [".gitignore", "apps/a/one.txt"],
    async does(git, put) {
      put(".gitignore", "build/\n*.log\napps/a/one.txt\n");
      await git("rm", "--quiet", "--cached", "apps/a/one.txt");
    },
  },
  {
    name: "makes links of files and files of links",
    changes: ["apps/a/link", "apps/a/one.txt"],
    async does() {
      test.remove("trees/T001/apps/a/one.txt");
      test.link("trees/T001/apps/a/one.txt", "two.txt");
      test.link("trees/T001/apps/a/link", "/nowhere");
    },
  },
];

const here = async (cwd: string, ...args: string[]) => {
  const result = await runGit(args, { cwd });
  if (result.exitCode !== 0) throw new Error(`git ${args.join(" ")}: ${result.stderr}`);
  return result.stdout.toString("utf8").trim();
};

/** Runs through a whole run, and approves it. */
async function goThrough(top: string, id: string, { does, changes }: Work): Promise<void> {
  const repo = { ...(await inspect(top)), trusted: true };
  const base = await here(top, "rev-parse", "HEAD");
  const before = await here(top, "status", "--porcelain");
  const run = { worktree: test.at(`trees/${id}`), runBranch: `specwright/${id}`, base };
  await addWorktree(repo, run);
  await does(
    (...args) => here(run.worktree, ...args),
    (path, content) => test.put(`trees/${id}/${path}`, content),
  );
  const { commit, leftOut } = await snapshot(repo, { ...run, message: "Work\n" });
  const paths = async (to: string) =>
    (await changedPaths(repo, base, to)).map(({ path }) => path).sort();
  expect(leftOut).toEqual([]);
  expect(await paths(commit)).toEqual([...changes].sort());

  const approval = {
    ...{ run: id, branch: "main", base, commit, tasksPath },
    task: { id, title: "Write it" },
    ...{ specPath: "specs/001-rates/spec.md", specBlob: "0", recording: "0" },
    by: { name: "Test Person", email: "test@example.org" },
  };
  const tick = (text: string, task: string) => tickTask(text, task, tasksPath);
  const approved = await approve(repo, approval, tick);
  expect(await here(top, "rev-parse", "HEAD")).toBe(approved.commit);
  expect(await paths(approved.commit)).toEqual([...changes, tasksPath].sort());
  expect(await here(top, "status", "--porcelain")).toBe(before);
}

describe("Approve changes exactly the paths that the agent changed", () => {
  it.each(works)("when it $name", async (work) => {
    test = await testRepository(files);
    await goThrough(test.at("repo"), "T001", work);
  });

  it.each(kinds)("in a repository: $name", async ({ make }) => {
    test = await testRepository(files);
    const top = (await make()) ?? test.at("repo");
    await goThrough(top, "T001", manyThings);
    await goThrough(top, "T002", untold);
  });
});
