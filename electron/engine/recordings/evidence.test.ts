// Files that a run's own programs can write are no evidence. These tests run the supervisor over real
// repositories, with a simulated pty host.

import { execFileSync } from "node:child_process";
import { rm, symlink } from "node:fs/promises";
import { aProject } from "@shared/base/testing";
import type { FeatureSummary } from "@shared/contracts/project";
import type { RunEvent } from "@shared/runs/event";
import type { RunSummary } from "@shared/runs/summary";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readEvents } from "../../run-folder/event-log";
import { seal } from "../../run-folder/sealed-line";
import { findHome } from "../../settings/home";
import { type TestRepository, testRepository } from "../git/testing";
import { openSupervisor } from "../runs/open-supervisor";
import type { Supervisor } from "../runs/supervisor";
import { begun, cast, digest, ended, playedHost } from "../runs/testing";

// Each test is a whole run with some dozens of git processes, which takes long on a busy machine.

const folder = "specs/001-money";
let test: TestRepository;
let problems: unknown[];
let host: ReturnType<typeof playedHost>;
let supervisor: Supervisor<string>;

beforeEach(async () => {
  test = await testRepository({
    [`${folder}/spec.md`]: "# Feature Specification: Money\n",
    [`${folder}/tasks.md`]: "# Tasks\n\n- [ ] T007 Round to even\n",
    "kept.txt": "kept\n",
  });
  problems = [];
  host = playedHost();
  supervisor = await open();
});
afterEach(async () => {
  await supervisor.close();
  test.dispose();
});

const open = () =>
  openSupervisor<string>({
    projectId: aProject("p"),
    home: findHome({ SPECWRIGHT_HOME: test.at("data") }, "linux"),
    repository: () => ({ ...test.repo }),
    startHost: () => host.process,
    launcher: { program: () => ({ file: "/bin/true", args: [] }) },
    shell: "/bin/sh",
    env: { PATH: process.env["PATH"] },
    changed: () => undefined,
    report: (error) => problems.push(error),
  });
/** Restarts the app. */
async function reopen() {
  await supervisor.close();
  host = playedHost();
  supervisor = await open();
}

const money: FeatureSummary = {
  id: "001-money",
  format: "spec-kit",
  number: "001",
  title: "Money",
  folder,
  documents: [],
  tasksDone: 0,
  tasksTotal: 1,
  progress: { step: "implement", questions: 0, phases: [] },
};
const start = async (): Promise<RunSummary> =>
  supervisor.start({
    feature: money,
    branch: { kind: "branch", name: "main", commit: await test.git("rev-parse", "main") },
    constitution: undefined,
    task: "T007",
    agent: { kind: "command", command: "true" },
    attended: true,
    size: { cols: 80, rows: 24 },
  });
const inTree = (run: RunSummary, path: string) => `data/worktrees/p/${run.id}/${path}`;
const inFolder = (run: RunSummary, path = "") => `data/runs/p/${run.id}/${path}`;
const stateOf = (run: RunSummary) => supervisor.runs().find(({ id }) => id === run.id)?.state;
const shownOf = (run: RunSummary): string => {
  const state = stateOf(run);
  if (state?.phase !== "review") throw new Error(`The run is in ${state?.phase}.`);
  return state.change.commit;
};

/** A run in review whose agent wrote one file. */
async function reviewed(events: readonly RunEvent[] = ended): Promise<RunSummary> {
  const run = await start();
  test.put(inTree(run, "new.txt"), "new\n");
  test.put(inFolder(run, "session.cast"), cast);
  await host.write([begun(), ...events]);
  host.closed();
  return supervisor.settled(run.id);
}

/**
 * Rewrites a run's log as a consistent hash chain over changed events.
 * @param change returns the new content of an event
 */
function forge(run: RunSummary, change: (line: Record<string, unknown>) => unknown): void {
  let prev = "";
  const lines = test
    .read(inFolder(run, "events.jsonl"))
    .trimEnd()
    .split("\n")
    .map((text, seq) => {
      const { hash: _, ...line } = JSON.parse(text);
      const sealed = seal({ ...line, event: change(line.event), seq, prev });
      prev = sealed.hash;
      return `${sealed.line}\n`;
    });
  test.put(inFolder(run, "events.jsonl"), lines.join(""));
}

describe("a record that was rewritten from its beginning to its end", () => {
  const failed: RunEvent[] = [
    { type: "agent-ended", end: { by: "exit", code: 1 } },
    { type: "session-ended", how: "finished", digest, bytes: cast.length, duration: 1 },
  ];
  const succeed = (event: Record<string, unknown>) =>
    event["type"] === "agent-ended" ? { ...event, end: { by: "exit", code: 0 } } : event;

  it("is found by the app's journal, also after a restart, and cannot be approved", async () => {
    const run = await reviewed(failed);
    forge(run, succeed);
    const texts = async () =>
      (await supervisor.verify(run.id)).checks.flatMap(({ ok, text }) => (ok ? [] : text));
    expect(await texts()).toEqual([expect.stringContaining("not those that the app heard of")]);
    await reopen();
    expect(stateOf(run)).toMatchObject({ agentEnd: { by: "exit", code: 0 } });
    expect(await texts()).toEqual([expect.stringContaining("not those that the app heard of")]);
    await expect(supervisor.approve(run.id, shownOf(run))).rejects.toMatchObject({
      code: "recording-damaged",
    });
  });

  it("is found when the journal is rewritten too while the app is open", async () => {
    const run = await reviewed(failed);
    forge(run, succeed);
    const journal = `data/journals/p/${run.id}.jsonl`;
    const { events } = await readEvents(test.at(inFolder(run)));
    test.put(journal, events.map(({ seq, hash }) => `${JSON.stringify({ seq, hash })}\n`).join(""));
    expect((await supervisor.verify(run.id)).ok).toBe(false);
    test.remove(journal);
    const { ok, checks } = await supervisor.verify(run.id);
    expect(ok).toBe(false);
    expect(checks.map(({ text }) => text).join()).toContain("while the app was open");
  });

  it("is found when the journal is missing after a restart, because the run's log mentions it", async () => {
    const run = await reviewed();
    test.remove(`data/journals/p/${run.id}.jsonl`);
    await reopen();
    expect((await supervisor.verify(run.id)).ok).toBe(false);
    // A run from before journals existed has no such event, and can be decided.
    forge(run, ({ sealed: _, ...event }) => event);
    const { ok, checks } = await supervisor.verify(run.id);
    expect(checks.map(({ text }) => text).join()).toContain("Not sealed");
    expect(ok).toBe(true);
  });

  it("is not vouched for by events that the app appends after its restart", async () => {
    const run = await start();
    test.put(inTree(run, "new.txt"), "new\n");
    test.put(inFolder(run, "session.cast"), cast);
    await host.write([begun()]);
    // No app is listening when the session ends.
    await host.write(ended, false);
    host.lost();
    await supervisor.settled(run.id);
    const { checks } = await supervisor.verify(run.id);
    expect(checks).toContainEqual({
      ok: false,
      text: expect.stringContaining("while the app was not there"),
    });
    await expect(supervisor.approve(run.id, shownOf(run))).rejects.toMatchObject({
      code: "recording-damaged",
    });
  });
});

describe("a run with a validation", () => {
  const passed: RunEvent[] = [
    { type: "validation-started", index: 0, command: "true" },
    { type: "validation-ended", index: 0, end: { by: "exit", code: 0 } },
    { type: "session-ended", how: "finished", digest, bytes: cast.length, duration: 1 },
  ];

  /** A run whose tree was changed between the commit of the agent's work (made before the validation) and the end. */
  async function validated(meanwhile: (run: RunSummary) => void) {
    const run = await start();
    test.put(inTree(run, "new.txt"), "shown\n");
    test.put(inTree(run, ".gitignore"), "modules/\n");
    test.put(inTree(run, "modules/m.txt"), "set up\n");
    test.put(inFolder(run, "session.cast"), cast);
    await host.write([begun(), { type: "agent-ended", end: { by: "exit", code: 0 } }]);
    const taken = await host.agentOver();
    if (!("commit" in taken)) throw new Error(taken.failed);
    meanwhile(run);
    await host.write([{ type: "snapshot-taken", commit: taken.commit }, ...passed]);
    host.closed();
    await supervisor.settled(run.id);
    return { run, commit: taken.commit };
  }

  it("shows and merges the commit that was made before the validation, without later changes", async () => {
    const { run, commit } = await validated((it) => {
      expect(test.read(inTree(it, "modules/m.txt"))).toBe("set up\n");
      test.put(inTree(it, "new.txt"), "swapped\n");
      test.put(inTree(it, "kept.txt"), "written by the validation\n");
      test.put(inTree(it, "report.xml"), "<report/>\n");
    });
    expect(stateOf(run)).toMatchObject({
      phase: "review",
      validation: { result: "passed" },
      change: { commit, files: 2, since: { paths: ["kept.txt", "new.txt"], more: 0 } },
    });
    await supervisor.approve(run.id, commit);
    expect(await test.git("show", "main:new.txt")).toBe("shown");
    expect(await test.git("show", "main:kept.txt")).toBe("kept");
    expect(await test.git("ls-tree", "-r", "--name-only", "main")).not.toContain("report.xml");
    // The later changes are kept under a ref.
    expect(await test.git("show", `refs/specwright/kept/${run.id}:new.txt`)).toBe("swapped");
  });

  it("adds no check when the validation changed no tracked file", async () => {
    const { run } = await validated((it) => test.put(inTree(it, "report.xml"), "<report/>\n"));
    expect(stateOf(run)).toMatchObject({ change: { since: { paths: [], more: 0 } } });
  });

  it("reports changes of the repository outside of the run's tree", async () => {
    const { run } = await validated(() => undefined);
    expect(stateOf(run)).toMatchObject({ change: { around: [] } });
    await supervisor.discard(run.id);
    const moved = await validated(() => {
      execFileSync("git", ["commit", "--quiet", "--allow-empty", "-m", "by an agent"], {
        cwd: test.repo.top,
      });
      test.put("repo/.git/hooks/post-checkout", "#!/bin/sh\n");
    });
    expect(stateOf(moved.run)).toMatchObject({
      change: {
        around: [
          { what: "branch", name: "main", from: moved.run.base },
          { what: "hook", name: "hooks/post-checkout" },
        ],
      },
    });
  });
});

describe("a run that can only be discarded", () => {
  const leftOf = async (run: RunSummary) => (await supervisor.discard(run.id)).left;
  const isGone = async (run: RunSummary) => {
    expect(test.exists(inTree(run, ""))).toBe(false);
    expect(await test.git("branch", "--list", "specwright/*")).toBe("");
    expect(await test.git("show", `refs/specwright/kept/${run.id}:new.txt`)).toBe("new");
    expect(supervisor.damaged()).toEqual([]);
    await supervisor.discard(run.id).then(
      () => expect.unreachable(),
      (error: unknown) => expect(error).toMatchObject({ code: expect.stringMatching(/^run-/) }),
    );
  };

  it.each(["at once", "after a restart"])(
    "can be discarded although its log contains an invalid line, %s",
    async (when) => {
      const run = await reviewed();
      const log = inFolder(run, "events.jsonl");
      test.put(log, `${test.read(log)}garbage\n`);
      if (when === "after a restart") {
        await reopen();
        expect(supervisor.damaged()).toMatchObject([
          { id: run.id, reason: expect.stringContaining("not valid JSON") },
        ]);
      }
      expect(await leftOf(run)).toContain(`set-aside/p/${run.id}`);
      await isGone(run);
      expect(test.read(`data/set-aside/p/${run.id}/events.jsonl`)).toContain("garbage");
    },
  );

  it.each(["a link", "missing"])("can be discarded although its folder is %s", async (kind) => {
    const run = await reviewed();
    await rm(test.at(inFolder(run)), { recursive: true });
    if (kind === "a link") await symlink(test.at("repo"), test.at(`data/runs/p/${run.id}`));
    await reopen();
    expect(supervisor.damaged().map(({ id }) => id)).toEqual([run.id]);
    await leftOf(run);
    await isGone(run);
    expect(test.exists("repo/kept.txt")).toBe(true);
  });

  it("is reported and can be discarded when its branch contains objects that git refuses", async () => {
    const run = await start();
    test.put(inFolder(run, "session.cast"), cast);
    const tree = test.at(inTree(run, ""));
    const git = (args: string[], input?: string) =>
      execFileSync("git", args, { cwd: tree, encoding: "utf8", input }).trim();
    const blob = git(["hash-object", "-w", "--stdin"], "[core]\n");
    const inner = git(["mktree"], `100644 blob ${blob}\tconfig\n`);
    const root = git(["mktree"], `040000 tree ${inner}\t.GIT\n`);
    const commit = git(["commit-tree", root, "-p", "HEAD", "-m", "hostile"]);
    git(["update-ref", "HEAD", commit]);
    await host.write([begun(), ...ended]);
    host.closed();
    await supervisor.settled(run.id);
    const left = await leftOf(run);
    if (left !== undefined) expect(left).toContain(test.at(`data/worktrees/p/${run.id}`));
    expect(["discarded", "dismissed"]).toContain(stateOf(run)?.phase);
    expect((await start()).task.id).toBe("T007");
  });

  it("is finished when it failed without a change, so that its task can start again", async () => {
    const run = await start();
    test.put(inFolder(run, "session.cast"), cast);
    await host.write([
      begun(),
      { type: "agent-ended", end: { by: "exit", code: 2 } },
      ...ended.slice(1),
    ]);
    host.closed();
    await supervisor.settled(run.id);
    expect(stateOf(run)).toMatchObject({ phase: "review", change: { files: 0 } });
    expect((await start()).id).not.toBe(run.id);
    expect(await leftOf(run)).toBeUndefined();
    expect(stateOf(run)?.phase).toBe("discarded");
  });
});
