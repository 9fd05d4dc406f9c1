// The supervisor over real git repositories and real logs, with a simulated pty host.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { RunId } from "@shared/base/ids";
import { aProject, aRun } from "@shared/base/testing";
import type { FeatureSummary } from "@shared/contracts/project";
import { besideWords } from "@shared/runs/beside-words";
import type { RunEvent } from "@shared/runs/event";
import type { RunSummary } from "@shared/runs/summary";
import { tickTask } from "@shared/tasks/tick-task";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { eventLogPath } from "../../run-folder/event-log";
import { findHome } from "../../settings/home";
import { processStartToken } from "../../system/process-tree";
import { approve } from "../git/approve";
import { setCheckpoint } from "../git/checkpoint-refs";
import { keptCheckpoints } from "../git/folded-checkpoints";
import { identity } from "../git/identity";
import { type TestRepository, testRepository } from "../git/testing";
import { openSupervisor } from "./open-supervisor";
import { openRunStore } from "./run-store";
import type { Supervisor } from "./supervisor";
import type { StartRequest } from "./supervisor-parts";
import { begun, cast, digest, ended, makeDecidedRun, playedHost } from "./testing";

const folder = "specs/001-money";
let test: TestRepository;
let problems: unknown[];
let host: ReturnType<typeof playedHost>;
let supervisor: Supervisor<string>;

beforeEach(async () => {
  test = await testRepository({
    [`${folder}/spec.md`]: "# Feature Specification: Money\n",
    [`${folder}/tasks.md`]: "# Tasks\n\n- [ ] T007 Round to even\n- [ ] T008 Other\n",
  });
  problems = [];
  host = playedHost();
  supervisor = await open();
});
afterEach(async () => {
  await supervisor.close();
  test.dispose();
});

const home = () => findHome({ SPECWRIGHT_HOME: test.at("data") }, "linux");
const open = () =>
  openSupervisor<string>({
    projectId: aProject("p"),
    home: home(),
    repository: () => ({ ...test.repo }),
    startHost: () => host.process,
    launcher: { program: () => ({ file: "/bin/true", args: [] }) },
    shell: "/bin/sh",
    env: { PATH: process.env["PATH"] },
    changed: () => undefined,
    report: (error) => problems.push(error),
  });

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

const start = async (feature = money, task = "T007"): Promise<RunSummary> =>
  supervisor.start(await requestFor(feature, task));

async function requestFor(feature: FeatureSummary, task: string): Promise<StartRequest> {
  return {
    feature,
    branch: { kind: "branch", name: "main", commit: await test.git("rev-parse", "main") },
    constitution: undefined,
    task,
    agent: { kind: "command", command: "true" },
    attended: true,
    size: { cols: 80, rows: 24 },
  };
}

const stateOf = (run: string) => supervisor.runs().find(({ id }) => id === run)?.state;
const reaches = (run: string, phase: string) =>
  vi.waitFor(() => expect(stateOf(run)?.phase).toBe(phase), { timeout: 60_000 });

/** A run in review whose agent wrote one file. */
async function reviewed(...what: Parameters<typeof start>): Promise<RunSummary> {
  const run = await start(...what);
  test.put(`data/worktrees/p/${run.id}/new.txt`, "new\n");
  test.put(`data/runs/p/${run.id}/session.cast`, cast);
  await host.write([begun(), ...ended]);
  host.closed();
  return supervisor.settled(run.id);
}

const branches = () => test.git("branch", "--list", "specwright/*");

describe("a start", () => {
  it("starts one run for a task, for any number of requests", async () => {
    const results = await Promise.allSettled([start(), start()]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(results).toContainEqual(
      expect.objectContaining({ reason: expect.objectContaining({ code: "task-busy" }) }),
    );
  });

  it("that fails leaves no tree and no branch", async () => {
    vi.spyOn(host.process, "post").mockImplementation(() => {
      throw new Error("no terminals left");
    });
    await expect(start()).rejects.toThrow(/no terminals left/);
    const [run] = supervisor.runs();
    expect(run?.state.phase).toBe("start-failed");
    expect(test.exists(`data/worktrees/p/${run?.id}`)).toBe(false);
    expect(await branches()).toBe("");
    expect(problems).toEqual([]);
  });

  it("of a missing agent makes no files, and says how to install the agent", async () => {
    const request = await requestFor(money, "T007");
    const agent = { kind: "command", command: "CODE=1 no-such-agent run" } as const;
    await expect(supervisor.start({ ...request, agent })).rejects.toMatchObject({
      code: "agent-missing",
      message: expect.stringContaining("no-such-agent"),
    });
    expect(supervisor.runs()).toEqual([]);
    expect(await branches()).toBe("");
  });

  it("copies the files named by .worktreeinclude, and passes their secrets to the terminal", async () => {
    test.put("repo/.git/info/exclude", ".env\n");
    test.put("repo/.env", "API_KEY=secret-of-a-file-1\n");
    test.put("repo/.worktreeinclude", ".env\n");
    const run = await start();
    expect(test.read(`data/worktrees/p/${run.id}/.env`)).toBe("API_KEY=secret-of-a-file-1\n");
    expect(host.session().secrets).toEqual(["secret-of-a-file-1"]);
    const written = test.read(`data/runs/p/${run.id}/assignment.json`);
    expect(JSON.parse(written)).toMatchObject({ secretFiles: [".env"] });
    expect(written).not.toContain("secret-of-a-file-1");
  });

  it("leaves copied files out of the change, with a note, when the agent forces them in", async () => {
    test.put("repo/.git/info/exclude", ".env\n");
    test.put("repo/.env", "API_KEY=secret-of-a-file-1\n");
    test.put("repo/.worktreeinclude", ".env\n");
    const run = await start();
    const tree = test.at(`data/worktrees/p/${run.id}`);
    test.put(`data/worktrees/p/${run.id}/new.txt`, "new\n");
    await test.git("-C", tree, "add", "-f", ".env");
    test.put(`data/runs/p/${run.id}/session.cast`, cast);
    await host.write([begun(), ...ended]);
    host.closed();
    const { state } = await supervisor.settled(run.id);
    if (state.phase !== "review") throw new Error(state.phase);
    expect(besideWords(state.change)).toEqual([
      expect.stringContaining("Not in the change: .env ("),
    ]);
    expect((await supervisor.change(run.id)).files.map(({ path }) => path)).toEqual(["new.txt"]);
    await supervisor.approve(run.id, state.change.commit);
    expect(await test.git("log", "--all", "--format=", "--name-only")).not.toContain(".env");
    expect(test.exists(`data/worktrees/p/${run.id}`)).toBe(false);
    expect(test.read("repo/.env")).toBe("API_KEY=secret-of-a-file-1\n");
    expect(problems).toEqual([]);
  });

  it("that is cut off by the end of the app leaves nothing running", async () => {
    const starting = start();
    const refused = expect(starting).rejects.toMatchObject({ code: "cancelled" });
    await supervisor.close();
    await refused;
    expect(host.posted).toEqual([]);
    expect(await branches()).toBe("");
  });
});

describe("the checkpoints of a run", () => {
  const checkpointRefNames = () =>
    test.git("for-each-ref", "--format=%(refname)", "refs/specwright/checkpoints/");
  const types = async (run: string) =>
    (await supervisor.events(aRun(run))).map(({ event }) => event.type);

  it("are in its log before its change is collected, also those that the host did not write, and are kept after it", async () => {
    const run = await reviewed();
    const kept = await keptCheckpoints(test.repo, run.id);
    const told = (await supervisor.events(run.id)).flatMap(({ event }) =>
      event.type === "checkpoint" ? event : [],
    );
    expect(told.map(({ seq, commit }) => [seq, commit])).toEqual([...kept]);
    expect(told.at(-1)?.files).toEqual([{ path: "new.txt", status: "added" }]);
    expect((await types(run.id)).slice(-2)).toEqual(["checkpoint", "change-captured"]);
    await supervisor.discard(run.id);
    expect(await keptCheckpoints(test.repo, run.id)).toEqual(kept);
    expect(await checkpointRefNames()).toBe(`refs/specwright/checkpoints/${run.id}/all`);
    expect(problems).toEqual([]);
  });

  it("of a run of an earlier version are gathered when the project is opened, except for an active run", async () => {
    const run = await reviewed();
    const kept = await keptCheckpoints(test.repo, run.id);
    const goesOn = await supervisor.start(await requestFor(money, "T008"));
    await test.git("update-ref", "-d", `refs/specwright/checkpoints/${run.id}/all`);
    for (const [seq, commit] of kept) await setCheckpoint(test.repo, run.id, seq, commit);
    for (const id of [goesOn.id, "unknown"])
      await setCheckpoint(test.repo, id, 7, kept.get(1) ?? "");
    const later = await open();
    const wanted = [`${run.id}/all`, `${goesOn.id}/7`, "unknown/7"];
    await vi.waitFor(
      async () =>
        expect((await checkpointRefNames()).split("\n")).toEqual(
          wanted.map((name) => `refs/specwright/checkpoints/${name}`),
        ),
      { timeout: 20_000 },
    );
    await later.close();
    expect(await keptCheckpoints(test.repo, run.id)).toEqual(kept);
    expect(problems).toEqual([]);
  });

  it("fail without the run", async () => {
    test.put("repo/.git/refs/specwright/checkpoints", "in the way");
    const run = await reviewed();
    expect(run.state.phase).toBe("review");
    expect(await types(run.id)).not.toContain("checkpoint");
    expect(problems).toEqual([expect.objectContaining({ code: expect.any(String) })]);
  });
});

describe("a run that repeats another", () => {
  it("gives the agent the same prompt on the current tree, for the same task only", async () => {
    const run = await reviewed();
    const prompt = test.read(`data/runs/p/${run.id}/prompt.md`);
    await supervisor.sendBack(run.id, "Something else.");
    test.put("repo/other.txt", "since\n");
    const base = await test.commit("since");
    const again = await supervisor.start({
      ...(await requestFor(money, "T007")),
      repeats: run.id,
    });
    expect(again.base).toBe(base);
    expect(test.read(`data/runs/p/${again.id}/prompt.md`)).toBe(prompt);
    expect(supervisor.created(again.id).repeats).toBe(run.id);
    const other = supervisor.start({ ...(await requestFor(money, "T008")), repeats: run.id });
    await expect(other).rejects.toMatchObject({ code: "bad-request" });
  });
});

describe("a run that continues another one from a checkpoint", () => {
  const again = async (from: { run: RunId; checkpoint: string }, task = "T007") =>
    supervisor.start({ ...(await requestFor(money, task)), from });
  /** A run that was sent back, and its only checkpoint. */
  const sentBack = async () => {
    const run = await reviewed();
    await supervisor.sendBack(run.id, "Go on.");
    const [checkpoint = ""] = (await keptCheckpoints(test.repo, run.id)).values();
    return { run: run.id, checkpoint };
  };

  it("begins with the checkpoint's files, uncommitted, on the current branch", async () => {
    const from = await sentBack();
    test.put("repo/other.txt", "since\n");
    const base = await test.commit("since");
    const run = await again(from);
    expect(run.base).toBe(base);
    const tree = `data/worktrees/p/${run.id}`;
    expect(test.read(`${tree}/new.txt`)).toBe("new\n");
    expect(test.read(`${tree}/other.txt`)).toBe("since\n");
    expect(await test.git("-C", test.at(tree), "status", "--porcelain")).toBe("?? new.txt");
    expect(supervisor.created(run.id).startedFrom).toEqual(from);
    expect(host.session().env["SPECWRIGHT_PROMPT"]).toContain("already holds");
    test.put(`data/runs/p/${run.id}/session.cast`, cast);
    await host.write([begun(), ...ended]);
    host.closed();
    const { state } = await supervisor.settled(run.id);
    if (state.phase !== "review") throw new Error(state.phase);
    expect((await supervisor.change(run.id)).files.map(({ path }) => path)).toEqual(["new.txt"]);
    await supervisor.approve(run.id, state.change.commit);
    expect(await test.git("ls-tree", "-r", "--name-only", "main")).toContain("new.txt");
  });

  it("is refused for another task, for an unknown commit, and for files that have changed since", async () => {
    const from = await sentBack();
    const count = supervisor.runs().length;
    const bad = { code: "bad-request" };
    await expect(again({ ...from, checkpoint: "1".repeat(40) })).rejects.toMatchObject(bad);
    await expect(again(from, "T008")).rejects.toMatchObject(bad);
    test.put("repo/new.txt", "another\n");
    await test.commit("in the way");
    await expect(again(from)).rejects.toMatchObject({
      code: "merge-conflict",
      message: expect.stringContaining("new.txt since"),
    });
    expect(supervisor.runs()).toHaveLength(count);
  });
});

describe("a run in another format", () => {
  it("goes from its numbered task to one ticked byte", async () => {
    const place = ".kiro/specs/money";
    const tasks = "- [ ] 1. Money\n  - [ ] 1.1 Round\n  - [ ] 1.2 Add\n";
    test.put(`repo/${place}/requirements.md`, "# Requirements\n");
    test.put(`repo/${place}/tasks.md`, tasks);
    await test.commit("kiro");
    const kiro = { ...money, id: "kiro.money", format: "kiro", number: "", folder: place } as const;
    const run = await reviewed(kiro, "1.1");
    expect(run.id).toMatch(/^\d{8}-\d{6}-1-1-[0-9a-f]{4}$/);
    expect(host.session().env["SPECWRIGHT_PROMPT"]).toContain(`${place}/requirements.md`);
    const { state } = run;
    if (state.phase !== "review") throw new Error(state.phase);
    await supervisor.approve(run.id, state.change.commit);
    expect(test.read(`repo/${place}/tasks.md`)).toBe(tasks.replace("[ ] 1.1", "[x] 1.1"));
    expect(await test.git("log", "-1", "--format=%B")).toContain(`Spec: ${place}/requirements.md@`);
  });
});

describe("a run whose host died", () => {
  it("has the state of its log, also for events that the host did not report", async () => {
    const run = await start();
    await host.write([begun()]);
    await host.write(ended, false);
    host.die();
    await reaches(run.id, "review");
    expect(stateOf(run.id)).toMatchObject({ how: "finished", recording: { digest } });
  });

  it.runIf(process.platform === "linux")("leaves no processes behind", async () => {
    const run = await start();
    await host.write([begun()]);
    test.put(`data/runs/p/${run.id}/session.cast`, "");
    const left = spawn("sleep", ["600"], { env: { ...process.env, SPECWRIGHT_RUN: run.id } });
    const gone = once(left, "exit");
    host.die();
    await gone;
    await reaches(run.id, "review");
    expect(stateOf(run.id)).toMatchObject({ how: "interrupted" });
  });

  it("gets a finished record: the torn line is cut and mentioned, and the record verifies", async () => {
    const run = await start();
    const recorder = { app: "1.2.3", format: 1 };
    await host.write([{ ...begun(), recorder }]);
    test.put(`data/runs/p/${run.id}/session.cast`, `${cast}[0.1, "o", "half`);
    host.lost();
    await reaches(run.id, "review");
    expect(stateOf(run.id)).toMatchObject({ how: "interrupted", recording: { digest, cut: 16 } });
    const { ok, checks } = await supervisor.verify(run.id);
    expect(ok).toBe(true);
    expect(checks.map(({ text }) => text).join()).toContain("16 of an unfinished line were cut");
    expect(checks.map(({ text }) => text).join()).toContain("The manifest is whole");
  });

  it("is cleaned up when its session had not begun", async () => {
    const run = await start();
    host.die();
    await reaches(run.id, "start-failed");
    await vi.waitFor(async () => expect(await branches()).toBe(""), 60_000);
    expect(problems).toEqual([]);
  });
});

describe("another process's run", () => {
  it("is collected by that process only, as long as it runs", async () => {
    const other = spawn("sleep", ["600"]);
    const { pid = 0 } = other;
    const run = await reviewed();
    const store = openRunStore(home(), aProject("p"));
    const [first] = await store.events(run.id);
    if (first?.event.type !== "run-created") throw new Error("no run");
    const owner = { pid, started: processStartToken(pid) ?? "", seconds: 0 };
    const created = await store.create(aRun("theirs"), {
      ...first.event,
      run: aRun("theirs"),
      owner,
    });
    let now = await store.append(created, begun(pid));
    for (const event of ended) now = await store.append(now, event);
    await supervisor.refresh();
    await supervisor.settled(aRun("theirs"));
    expect(stateOf("theirs")?.phase).toBe("ended");
    const gone = once(other, "exit");
    other.kill("SIGKILL");
    await gone;
    await supervisor.refresh();
    await reaches("theirs", "review");
  });
});

describe("an approval that was not logged", () => {
  it("is finished when it is asked for again, and can no longer be discarded", async () => {
    const run = await reviewed();
    if (run.state.phase !== "review") throw new Error("not in review");
    const shown = run.state.change.commit;
    const { commit } = await approve(
      test.repo,
      {
        run: run.id,
        branch: "main",
        base: run.base,
        commit: shown,
        task: run.task,
        tasksPath: `${folder}/tasks.md`,
        specPath: `${folder}/spec.md`,
        specBlob: await test.git("rev-parse", `HEAD:${folder}/spec.md`),
        recording: digest,
        by: await identity(test.repo.top),
      },
      tickTask,
    );
    await expect(supervisor.discard(run.id)).rejects.toThrow(/on main already/);
    expect(await supervisor.approve(run.id, shown)).toEqual({ commit });
    expect(stateOf(run.id)).toMatchObject({ phase: "approved", commit });
    expect(await test.git("rev-list", "--count", "main")).toBe("2");
    expect(test.exists(join("data/worktrees/p", run.id))).toBe(false);
  });
});

describe("an approval", () => {
  it("puts the change on the branch and removes the tree", async () => {
    const run = await reviewed();
    if (run.state.phase !== "review") throw new Error("not in review");
    const { commit } = await supervisor.approve(run.id, run.state.change.commit);
    expect(await test.git("show", "main:new.txt")).toBe("new");
    expect(await test.git("rev-parse", "main")).toBe(commit);
    expect(await branches()).toBe("");
    expect(problems).toEqual([]);
  });

  it("is refused for a changed recording", async () => {
    const run = await reviewed();
    if (run.state.phase !== "review") throw new Error("not in review");
    test.put(`data/runs/p/${run.id}/session.cast`, cast.replace("hello", "hallo"));
    await expect(supervisor.approve(run.id, run.state.change.commit)).rejects.toMatchObject({
      code: "recording-damaged",
    });
    expect(await test.git("rev-parse", "main")).toBe(run.base);
    expect(stateOf(run.id)?.phase).toBe("review");
  });
});

it("the tree of a decided run that a crash left standing is removed at the next opening", async () => {
  const run = await reviewed();
  if (run.state.phase !== "review") throw new Error("not in review");
  const store = openRunStore(home(), aProject("p"));
  const [first] = await store.events(run.id);
  if (first?.event.type !== "run-created") throw new Error("no run");
  let now = await store.create(aRun("left"), {
    ...first.event,
    run: aRun("left"),
    owner: { ...first.event.owner, started: "gone" },
  });
  const { commit, files, added, removed } = run.state.change;
  for (const event of [
    begun(),
    ...ended,
    { type: "change-captured", commit, files, added, removed },
    { type: "discarded", keptAs: "refs/specwright/kept/left", by: "Test Person" },
  ] satisfies RunEvent[])
    now = await store.append(now, event);
  const later = await open();
  await later.close();
  expect(test.exists(`data/worktrees/p/${run.id}`)).toBe(false);
  expect(await test.git("show", "refs/specwright/kept/left:new.txt")).toBe("new");
  expect(await branches()).toBe("");
});

it("makes no port for a terminal that is not live here", async () => {
  const run = await reviewed();
  const port = vi.fn(() => "port");
  expect(() => supervisor.attach(run.id, port)).toThrow(/not live here/);
  expect(port).not.toHaveBeenCalled();
});

it("a run that is shown is what its log says, whatever the index says", async () => {
  const runs = home().runs(aProject("p"));
  const id = "20260101-000000-T001-abcd";
  await makeDecidedRun(runs, aRun(id));
  const log = eventLogPath(join(runs, id));
  // As old as the index wants it, to be believed.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 10_000 });
  await (await open()).close();
  const index = await readFile(home().runIndex(aProject("p")), "utf8");
  const [header = "", , line = ""] = index.split("\n");
  const forged = line.slice(line.indexOf("\t") + 1).replaceAll("sent-back", "discarded");
  await writeFile(
    home().runIndex(aProject("p")),
    `${header}\n${crc32(forged).toString(16)}\t${forged}\n`,
  );
  const later = await open();
  vi.useRealTimers();
  const phase = () => later.find(aRun(id))?.state.phase;
  expect(phase()).toBe("discarded");
  expect(await later.events(aRun(id))).toHaveLength(
    (await readFile(log, "utf8")).trim().split("\n").length,
  );
  expect(phase()).toBe("sent-back");
  await later.close();
});
