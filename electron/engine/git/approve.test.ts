import { Problem } from "@shared/base/problem";
import { tickTask } from "@shared/tasks/tick-task";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Approval, approve } from "./approve";
import { identity } from "./identity";
import { mergedCommit } from "./merged";
import { snapshot } from "./snapshot";
import { type TestRepository, testRepository } from "./testing";
import { addWorktree } from "./worktree";

const tasksPath = "specs/001-money/tasks.md";
const tasks =
  "# Tasks\n\n- [X] T001 Set up\n- [ ] T007 Round half to even in `src/a.txt`\n- [ ] T008 Näxt\n";
const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join("");

let test: TestRepository;
let base: string;
const run = () => ({ worktree: test.at("trees/run"), runBranch: "specwright/run-1" });

beforeEach(async () => {
  test = await testRepository({
    [tasksPath]: tasks,
    "specs/001-money/spec.md": "# Feature Specification: Money\n",
    "src/a.txt": lines(1, 40),
    "src/b.txt": lines(1, 40),
    ".gitignore": "*.ignored\n",
  });
  base = await test.git("rev-parse", "HEAD");
  await addWorktree(test.repo, { ...run(), base });
});
afterEach(() => test.dispose());

/** Commits the agent's changes in its working tree. */
async function captured(): Promise<string> {
  return (await snapshot(test.repo, { ...run(), base, message: "work\n" })).commit;
}

async function approval(more: Partial<Approval> = {}): Promise<Approval> {
  return {
    run: "run-1",
    branch: "main",
    base,
    commit: more.commit ?? (await captured()),
    task: { id: "T007", title: "Round half to even" },
    tasksPath,
    specPath: "specs/001-money/spec.md",
    specBlob: await test.git("rev-parse", "HEAD:specs/001-money/spec.md"),
    recording: "ab".repeat(32),
    by: await identity(test.repo.top),
    ...more,
  };
}

const approveRun = async (more: Partial<Approval> = {}) =>
  approve(test.repo, await approval(more), tickTask);

it("two simultaneous approvals both reach the branch, each as a commit of its own", async () => {
  const second = { worktree: test.at("trees/two"), runBranch: "specwright/run-2" };
  await addWorktree(test.repo, { ...second, base });
  test.put("trees/run/src/a.txt", lines(2, 40));
  test.put("trees/two/src/b.txt", lines(2, 40));
  const commit = (await snapshot(test.repo, { ...second, base, message: "two\n" })).commit;
  const one = await approval();
  const two = await approval({ run: "run-2", commit, task: { id: "T008", title: "Näxt" } });
  await Promise.all([one, two].map((each) => approve(test.repo, each, tickTask)));
  expect((await test.git("log", "--format=%s", `${base}..main`)).split("\n").sort()).toEqual([
    "T007: Round half to even",
    "T008: Näxt",
  ]);
  expect(test.read("repo/src/a.txt") + test.read("repo/src/b.txt")).toBe(lines(2, 40).repeat(2));
  expect(test.read(`repo/${tasksPath}`)).toBe(tasks.replaceAll("[ ]", "[X]"));
  expect(await test.git("status", "--porcelain")).toBe("");
});

async function refusal(more: Partial<Approval> = {}): Promise<Problem> {
  const given = await approval(more);
  const state = async () => [
    await test.git("rev-parse", "HEAD", "main"),
    await test.git("ls-files", "-s"),
    test.fingerprint("repo", [".git"]),
  ];
  const before = await state();
  const problem = await approve(test.repo, given, tickTask).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(await state()).toEqual(before);
  if (!(problem instanceof Problem)) throw new Error(`not refused: ${String(problem)}`);
  return problem;
}

/** Checks that the task list before and after the last commit differs in exactly one byte. */
async function expectOneByte(): Promise<void> {
  const [before = "", after = ""] = await Promise.all(
    ["HEAD~", "HEAD"].map((commit) => test.git("show", `${commit}:${tasksPath}`)),
  );
  const differences = [...before].flatMap((char, index) => (char === after[index] ? [] : [index]));
  expect(after.length).toBe(before.length);
  expect(differences).toEqual([before.indexOf("- [ ] T007") + 3]);
}

it("an approval waits while another program is at work in the repository", async () => {
  test.put("trees/run/src/a.txt", `${lines(1, 39)}changed\n`);
  const given = await approval();
  test.put("repo/.git/refs/heads/main.lock", "");
  const waits = vi.fn(() => test.remove("repo/.git/refs/heads/main.lock"));
  await approve(test.repo, given, tickTask, { waits });
  expect(waits).toHaveBeenCalledExactlyOnceWith("another program that is changing this repository");
  expect(await test.git("rev-parse", "main~")).toBe(base);
});

it("an approval that was not logged is found by its trailers, and no other commit is", async () => {
  test.put("trees/run/src/a.txt", `${lines(1, 39)}changed\n`);
  const given = await approval();
  const find = (recording = given.recording) =>
    mergedCommit(test.repo, { run: "run-1", branch: "main", base, recording });
  expect(await find()).toBeUndefined();
  await test.git(
    "commit",
    "-q",
    "--allow-empty",
    "-m",
    "Forged\n\nRun: run-1\nRecording: sha256:00",
  );
  const { commit } = await approve(test.repo, given, tickTask);
  await test.commit("later");
  expect(await find()).toBe(commit);
  expect(await find("cd".repeat(32))).toBeUndefined();
  expect(
    await mergedCommit(test.repo, {
      run: "run-1",
      branch: "gone",
      base,
      recording: given.recording,
    }),
  ).toBeUndefined();
});

describe("approve", () => {
  it("makes one commit by the person, ticks one byte and leaves a clean tree", async () => {
    test.put("trees/run/src/a.txt", lines(1, 41));
    test.put("trees/run/src/new.txt", "new\n");
    test.put("trees/run/tool.sh", "#!/bin/sh\n", 0o755);
    test.link("trees/run/link", "src/a.txt");
    const result = await approveRun({ body: "Why it was done." });
    expect(result).toMatchObject({ taskListLeftOut: false, workingCopyTicked: true });
    expect(await test.git("rev-parse", "HEAD")).toBe(result.commit);
    expect(await test.git("rev-parse", "HEAD~")).toBe(base);
    expect(await test.git("status", "--porcelain")).toBe("");
    expect(await test.git("diff", "--numstat", "HEAD~", "--", tasksPath)).toBe(
      `1\t1\t${tasksPath}`,
    );
    await expectOneByte();
    const blob = await test.git("rev-parse", "HEAD:specs/001-money/spec.md");
    expect(await test.git("log", "-1", "--format=%an <%ae>|%cn|%B")).toBe(
      `Test Person <test@example.org>|Test Person|T007: Round half to even\n\nWhy it was done.\n\nSpec: specs/001-money/spec.md@${blob}\nTask: T007\nRun: run-1\nRecording: sha256:${"ab".repeat(32)}\n`,
    );
    expect(await test.git("log", "-1", "--format=%(trailers:key=Run,valueonly)")).toBe("run-1\n");
    expect(test.mode("repo/tool.sh") & 0o100).toBe(0o100);
    expect(test.isLink("repo/link")).toBe(true);
    expect(await test.git("reflog", "-1", "--format=%gs", "main")).toBe("approve: T007");
  });

  it("keeps edits of the task list, staged or not, and ticks all three versions", async () => {
    test.put("trees/run/src/a.txt", lines(1, 41));
    test.put(`repo/${tasksPath}`, tasks.replace("# Tasks", "# Tasks, staged"));
    await test.git("add", tasksPath);
    test.put(`repo/${tasksPath}`, `New first line\n${tasks.replace("# Tasks", "# Tasks, staged")}`);
    await approveRun();
    await expectOneByte();
    const ticked = tasks.replace("[ ] T007", "[X] T007");
    expect(`${await test.git("show", `:${tasksPath}`)}\n`).toBe(
      ticked.replace("# Tasks", "# Tasks, staged"),
    );
    expect(test.read(`repo/${tasksPath}`)).toBe(
      `New first line\n${ticked.replace("# Tasks", "# Tasks, staged")}`,
    );
  });

  it("leaves other uncommitted work alone: edited, staged, deleted, untracked, ignored", async () => {
    test.put("trees/run/src/a.txt", lines(1, 41));
    test.put("repo/src/b.txt", "edited\n");
    test.put("repo/staged.txt", "staged\n");
    await test.git("add", "staged.txt");
    test.put("repo/untracked.txt", "untracked\n");
    test.put("repo/x.ignored", "ignored\n");
    test.remove("repo/specs/001-money/spec.md");
    await approveRun();
    expect(await test.git("status", "--porcelain")).toBe(
      " D specs/001-money/spec.md\n M src/b.txt\nA  staged.txt\n?? untracked.txt",
    );
    expect(await test.git("show", "--name-only", "--format=")).toBe(`${tasksPath}\nsrc/a.txt`);
    expect(test.read("repo/x.ignored")).toBe("ignored\n");
  });

  it("applies the change on top of the branch's new commits", async () => {
    test.put("trees/run/src/a.txt", lines(1, 41));
    const commit = await captured();
    test.put("repo/src/a.txt", `line 0\n${lines(1, 40)}`);
    const second = await test.commit("second");
    await approveRun({ commit });
    expect(test.read("repo/src/a.txt")).toBe(lines(0, 41));
    expect(await test.git("rev-parse", "HEAD~")).toBe(second);
    expect(await test.git("status", "--porcelain")).toBe("");
  });

  it("applies only the run's change when the branch was reset to a commit before the run's start", async () => {
    test.put("repo/src/b.txt", "second\n");
    const second = await test.commit("second");
    const other = { worktree: test.at("trees/two"), runBranch: "specwright/run-2" };
    await addWorktree(test.repo, { ...other, base: second });
    test.put("trees/two/src/a.txt", lines(1, 41));
    const { commit } = await snapshot(test.repo, { ...other, base: second, message: "work\n" });
    await test.git("reset", "--quiet", "--hard", base);
    await approveRun({ base: second, commit });
    expect(await test.git("show", "--name-only", "--format=")).toBe(`${tasksPath}\nsrc/a.txt`);
  });

  it("leaves the run's own edits of the task list out, and reports that", async () => {
    test.put("trees/run/src/a.txt", lines(1, 41));
    test.put(`trees/run/${tasksPath}`, tasks.replaceAll("[ ]", "[x]").replace("# Tasks", "# Done"));
    const commit = await captured();
    // The branch changed the same lines. That is no conflict, because the run's version is not merged.
    test.put(`repo/${tasksPath}`, tasks.replace("# Tasks", "# Tasks of mine"));
    await test.commit("second");
    expect((await approveRun({ commit })).taskListLeftOut).toBe(true);
    await expectOneByte();
    expect(await test.git("status", "--porcelain")).toBe("");
  });

  it("includes the agent's own commits, with renames and deletions", async () => {
    const tree = test.at("trees/run");
    await test.git("-C", tree, "mv", "src/b.txt", "src/renamed.txt");
    await test.git("-C", tree, "commit", "--quiet", "-m", "by the agent");
    test.remove("trees/run/src/a.txt");
    await approveRun();
    expect(await test.git("ls-files", "src")).toBe("src/renamed.txt");
    expect(test.names("repo/src")).toEqual(["renamed.txt"]);
    expect(await test.git("rev-list", "--count", "HEAD")).toBe("2");
  });

  it("copes with line ends of Windows and names of every kind", async () => {
    const names = [
      "with space.txt",
      "line\nbreak.txt",
      "naïve 名.txt",
      '"quoted"\t.txt',
      "-n",
      ":(x)",
    ];
    const crlf = tasks.replaceAll("\n", "\r\n");
    test.put(`repo/${tasksPath}`, crlf);
    await test.commit("second");
    for (const name of names) test.put(`trees/run/${name}`, name);
    await approveRun();
    expect(test.read(`repo/${tasksPath}`)).toBe(crlf.replace("[ ] T007", "[X] T007"));
    for (const name of names) expect(test.read(`repo/${name}`)).toBe(name);
    expect(await test.git("status", "--porcelain")).toBe("");
  });

  it("runs no hook", async () => {
    for (const hook of ["reference-transaction", "post-checkout", "post-commit", "pre-commit"])
      test.put(`repo/.git/hooks/${hook}`, `#!/bin/sh\ntouch ${test.at("canary")}\n`, 0o755);
    test.put("trees/run/src/a.txt", "x\n");
    await approveRun();
    expect(test.exists("canary")).toBe(false);
  });

  it("completes an approval that a crash cut off before the branch moved", async () => {
    test.put("trees/run/src/a.txt", lines(1, 41));
    test.put("trees/run/src/new.txt", "new\n");
    const commit = await captured();
    // The state of the index and the files at the time of the crash.
    await test.git("read-tree", "-m", "-u", "HEAD", commit);
    test.put(`repo/${tasksPath}`, tasks.replace("[ ] T007", "[X] T007"));
    await test.git("add", tasksPath);
    await approveRun({ commit });
    await expectOneByte();
    expect(await test.git("status", "--porcelain")).toBe("");
    expect(test.read("repo/src/a.txt")).toBe(lines(1, 41));
  });

  it("works when the person's files were only touched", async () => {
    test.put("trees/run/src/a.txt", lines(1, 41));
    const commit = await captured();
    test.put("repo/src/a.txt", test.bytes("repo/src/a.txt"));
    await approveRun({ commit });
    expect(await test.git("status", "--porcelain")).toBe("");
  });
});

describe("approve refuses, and changes nothing", () => {
  it("a conflict, naming the file", async () => {
    test.put("trees/run/src/a.txt", lines(1, 40).replace("line 20\n", "theirs\n"));
    const commit = await captured();
    test.put("repo/src/a.txt", lines(1, 40).replace("line 20\n", "ours\n"));
    await test.commit("second");
    const problem = await refusal({ commit });
    expect(problem).toMatchObject({ code: "merge-conflict", detail: "src/a.txt" });
    expect(problem.message).toContain("src/a.txt");
  });

  it("a file with changes that are not committed", async () => {
    test.put("trees/run/src/a.txt", lines(1, 41));
    test.put("repo/src/a.txt", `mine\n${lines(1, 40)}`);
    expect(await refusal()).toMatchObject({ code: "local-changes", detail: "src/a.txt" });
    await test.git("add", "src/a.txt");
    expect(await refusal()).toMatchObject({ code: "local-changes", detail: "src/a.txt" });
  });

  it.each(["new.txt", "new.txt/inner.txt"])("an untracked file in the way of %s", async (path) => {
    test.put(`trees/run/${path}`, "theirs\n");
    test.put("repo/new.txt", "mine\n");
    expect(await refusal()).toMatchObject({ code: "local-changes", detail: "new.txt" });
  });

  it("an ignored file in the way, which git would replace", async () => {
    test.put("trees/run/.gitignore", "");
    test.put("trees/run/key.ignored", "theirs\n");
    test.put("repo/key.ignored", "mine\n");
    expect(await refusal()).toMatchObject({ code: "local-changes", detail: "key.ignored" });
  });

  it("an untracked folder in the way of a file, and a link in the way of a folder", async () => {
    test.put("trees/run/thing", "theirs\n");
    test.put("trees/run/out/a.txt", "theirs\n");
    test.put("repo/thing/x.ignored", "mine\n");
    test.link("repo/out", test.at("home"));
    const problem = await refusal();
    expect(problem.code).toBe("local-changes");
    expect(problem.detail?.split("\n").sort()).toEqual(["out", "thing/x.ignored"]);
  });

  it("another branch, and no branch", async () => {
    test.put("trees/run/src/a.txt", "x\n");
    await test.git("checkout", "--quiet", "-b", "other");
    const problem = await refusal();
    expect(problem.code).toBe("wrong-branch");
    expect(problem.message).toContain("Check out main");
    await test.git("checkout", "--quiet", "--detach");
    expect((await refusal()).code).toBe("detached-head");
  });

  it("a task that is done, or gone", async () => {
    test.put("trees/run/src/a.txt", "x\n");
    const commit = await captured();
    const task = { id: "T001", title: "Set up" };
    expect((await refusal({ commit, task })).code).toBe("task-missing");
    await test.git("rm", "--quiet", tasksPath);
    await test.commit("second");
    const specBlob = await test.git("rev-parse", "HEAD:specs/001-money/spec.md");
    expect((await refusal({ commit, specBlob })).code).toBe("task-missing");
  });

  it("a locked index, a locked branch, a merge under way", async () => {
    test.put("trees/run/src/a.txt", "x\n");
    const commit = await captured();
    for (const lock of ["index.lock", "refs/heads/main.lock"]) {
      test.put(`repo/.git/${lock}`, "");
      expect((await refusal({ commit })).code, lock).toBe("git-busy");
      test.remove(`repo/.git/${lock}`);
    }
    test.put("repo/.git/MERGE_HEAD", `${base}\n`);
    expect((await refusal({ commit })).code).toBe("local-changes");
  });

  it("a task list that leads out of the project, and takes the files back", async () => {
    test.put("trees/run/src/a.txt", lines(1, 41));
    test.put("trees/run/src/new.txt", "new\n");
    test.put("elsewhere.md", tasks);
    test.remove(`repo/${tasksPath}`);
    test.link(`repo/${tasksPath}`, test.at("elsewhere.md"));
    expect((await refusal()).code).toBe("outside-project");
    expect(test.read("elsewhere.md")).toBe(tasks);
  });

  it("a project that is not trusted", async () => {
    const given = await approval();
    await expect(approve({ ...test.repo, trusted: false }, given, tickTask)).rejects.toMatchObject({
      code: "not-trusted",
    });
  });
});
