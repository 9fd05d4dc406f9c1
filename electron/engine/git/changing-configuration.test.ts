import { delimiter } from "node:path";
import { Problem } from "@shared/base/problem";
import { tickTask } from "@shared/tasks/tick-task";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { findProgram } from "../../system/disk";
import { folderMark } from "../files/folder-mark";
import { type TestFolder, testFolder } from "../files/testing";
import { approve } from "./approve";
import { keepCheckpoints } from "./checkpoint";
import { keep } from "./keep";
import { runGit } from "./process";
import { withScratchTree } from "./scratch-tree";
import { snapshot } from "./snapshot";
import { type TestRepository, testRepository, trustedNow } from "./testing";
import { addWorktree, removeWorktree } from "./worktree";

/**
 * A program writes into the repository after the app has looked at it and before git reads it. A replacement of
 * git does so, and then runs the real git.
 */

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const tasksPath = "specs/001-rates/tasks.md";
let bin: TestFolder;
let path: string | undefined;
let test: TestRepository;

beforeAll(async () => {
  const real = await findProgram("git");
  path = process.env["PATH"];
  bin = testFolder();
  const spring = '[ -z "$SPECWRIGHT_TEST_TRAP" ] || . "$SPECWRIGHT_TEST_TRAP"';
  bin.put("git", `#!/bin/sh\n${spring}\nexec ${real} "$@"\n`, 0o755);
  process.env["PATH"] = `${bin.path}${delimiter}${path}`;
});
afterAll(() => {
  process.env["PATH"] = path;
  bin.dispose();
});
afterEach(() => {
  delete process.env["SPECWRIGHT_TEST_TRAP"];
  test.dispose();
});

/** A program that leaves a canary file and copies its input to its output. */
function canary(name: string): string {
  const mark = `mkdir -p '${test.at("canaries")}'; : > '${test.at(`canaries/${name}`)}'`;
  test.put(`programs/${name}`, `#!/bin/sh\n${mark}\nexec cat\n`, 0o755);
  return test.at(`programs/${name}`);
}

const canaries = () => (test.exists("canaries") ? test.names("canaries") : []);

/** Writes every setting that names a program into the repository when git is first called with a verb. */
function setTrap(verb: string): void {
  const settings = `[filter "evil"]
	clean = ${canary("clean")}
	smudge = ${canary("smudge")}
[merge "evil"]
	driver = ${canary("merge")}
[diff "evil"]
	textconv = ${canary("textconv")}
[hook "evil"]
	command = ${canary("configured-hook")}
	event = reference-transaction
[core]
	fsmonitor = ${canary("fsmonitor")}
	hooksPath = ${test.at("hooks")}
`;
  test.put("more", settings.replaceAll("evil", "worse"));
  test.put(
    "config",
    `${settings}[includeIf "onbranch:**"]\n\tpath = ${test.at("more")}\n[extensions]\n\tworktreeConfig = true\n`,
  );
  test.put("attributes", "*.txt filter=evil merge=evil diff=evil\nb.txt filter=worse\n");
  for (const hook of ["reference-transaction", "post-checkout", "post-index-change"])
    test.put(`hooks/${hook}`, `#!/bin/sh\nexec ${canary(hook)}\n`, 0o755);
  const git = test.at("repo/.git");
  test.put(
    "trap",
    `case " $* " in
*" ${verb} "*)
  if mkdir '${test.at("sprung")}' 2>/dev/null; then
    cat '${test.at("config")}' >> '${git}/config'
    cat '${test.at("attributes")}' > '${git}/info/attributes'
    cp '${test.at("hooks")}'/* '${git}/hooks/'
    for tree in '${git}' '${git}'/worktrees/*; do
      [ -d "$tree" ] && cat '${test.at("more")}' >> "$tree/config.worktree"
    done
  fi;;
esac
`,
  );
  process.env["SPECWRIGHT_TEST_TRAP"] = test.at("trap");
}

/** All steps of a run from its start to its end. */
async function goThrough(): Promise<string> {
  const base = await test.git("rev-parse", "HEAD");
  const repo = await trustedNow(test.repo);
  const run = { run: "r1", worktree: test.at("trees/r1"), runBranch: "specwright/r1", base };
  await addWorktree(repo, run);
  const mark = await folderMark(run.worktree);
  const keeper = await keepCheckpoints(repo, { ...run, mark });
  // The same size, so that git has to compare the contents.
  test.put("trees/r1/a.txt", "two\n");
  test.put("trees/r1/b.txt", "two\n");
  await keeper.take("everything");
  await keeper.close();
  const { commit } = await snapshot(repo, { ...run, mark, message: "Work\n" });
  expect(await test.git("show", `${commit}:a.txt`)).toBe("two");
  await withScratchTree(repo, { folder: test.at("scratch"), commit, tree: base }, async () => {
    expect(test.read("scratch/a.txt")).toBe("one\n");
  });
  const approval = {
    ...{ run: "r1", branch: "main", base, commit, tasksPath },
    task: { id: "T001", title: "Write it" },
    ...{ specPath: "specs/001-rates/spec.md", specBlob: "0", recording: "0" },
    by: { name: "Test Person", email: "test@example.org" },
  };
  const tick = (text: string, task: string) => tickTask(text, task, tasksPath);
  const approved = await approve(repo, approval, tick).then(
    () => "approved",
    (error: unknown) => {
      if (error instanceof Problem) return error.code;
      throw error;
    },
  );
  await removeWorktree(repo, { ...run, mark }, await keep(repo, "r1", commit));
  expect(test.exists("trees/r1")).toBe(false);
  return approved;
}

it.each([
  // The verbs at which the settings are written, each at its first call, and whether the trust still holds at the
  // approval.
  ["worktree", "not-trusted"],
  ["reset", "not-trusted"],
  ["add", "not-trusted"],
  ["merge-tree", "approved"],
])(
  "what is written into the repository when git is asked to %s runs nothing",
  async (verb, end) => {
    test = await testRepository({
      [tasksPath]: "# Tasks\n\n- [ ] T001 Write it\n",
      "a.txt": "one\n",
      "b.txt": "one\n",
    });
    // In a plain repository no git makes the tree.
    if (verb === "worktree") await test.git("config", "core.sharedRepository", "group");
    setTrap(verb);
    expect(await goThrough()).toBe(end);
    expect(canaries()).toEqual([]);
    // Checks the test itself: git without the protection runs the programs.
    test.put("repo/a.txt", "six\n");
    await runGit(["status"], { cwd: test.repo.top });
    await runGit(["commit", "-am", "by the person"], { cwd: test.repo.top });
    expect(canaries()).toEqual(
      expect.arrayContaining(["clean", "fsmonitor", "reference-transaction"]),
    );
  },
);
