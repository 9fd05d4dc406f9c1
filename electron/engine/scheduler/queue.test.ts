import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import { aRun } from "@shared/base/testing";
import type { QueueState } from "@shared/contracts/queue";
import type { QueuedTask } from "@shared/runs/queued-task";
import type { RunState, RunSummary } from "@shared/runs/summary";
import { parseTasks } from "@shared/tasks/parse-tasks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openQueue, type Queue, type QueueParts } from "./queue";

let folder: string;
const opened: Queue[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "specwright-queue-"));
});
afterEach(async () => {
  for (const queue of opened.splice(0)) await queue.close();
  await rm(folder, { recursive: true });
});

const running: RunState = { phase: "running", step: "agent", pid: 1 };

/** A project with three tasks: T002 depends on T001, T003 on nothing. Runs go on until `end`. */
function createProject() {
  let text = "- [ ] T001 A\n- [ ] T002 [P] B (depends on T001)\n- [ ] T003 [P] C\n";
  const runs: RunSummary[] = [];
  const made: RunSummary[] = [];
  const started: { task: string; anyway: string | undefined }[] = [];
  let validation = "npm test";
  let refusal: Problem | undefined;
  const states: QueueState[] = [];
  const digestOf = (task: string) => `${task} ${validation}`;
  const parts: QueueParts = {
    file: join(folder, "queues", "p.json"),
    places: () => ({ most: 1, perAgent: {}, ofMachine: 1, chosen: false }),
    runs: () => runs,
    runsOf: (_, task) => made.filter((run) => run.task.id === task),
    readList: async () => parseTasks(text),
    toStart: async (_, task) => ({
      digest: digestOf(task),
      branch: "main",
      base: "0".repeat(40),
      title: task,
      line: task,
      validation,
      notTaken: { submodules: { names: [], more: 0 } },
      sandbox: { kind: "bubblewrap", network: "open", hostSockets: "closed" },
    }),
    async start({ feature, task, agent }, shown, anyway) {
      if (refusal) throw refusal;
      expect(shown).toBe(digestOf(task));
      started.push({ task, anyway });
      const run: RunSummary = {
        id: aRun(`r-${task}`),
        state: running,
        feature,
        task: { id: task, title: task },
        requirements: [],
        agent,
        model: "",
        branch: "main",
        base: "",
        runBranch: "",
        worktree: "",
        validations: [],
        createdAt: new Date().toISOString(),
        updatedAt: "",
      };
      runs.push(run);
      made.push(run);
    },
    changed: (state) => void states.push(state),
    report: (error) => {
      throw error;
    },
  };
  return {
    parts,
    started,
    states,
    digestOf,
    async open() {
      const queue = await openQueue(parts);
      opened.push(queue);
      return queue;
    },
    end(task: string) {
      runs.splice(
        runs.findIndex((run) => run.task.id === task),
        1,
      );
      text = text.replace(`[ ] ${task}`, `[x] ${task}`);
    },
    changeValidation(to: string) {
      validation = to;
    },
    refuse(problem: Problem | undefined) {
      refusal = problem;
    },
  };
}

type Project = ReturnType<typeof createProject>;
const toQueue = (project: Project, task: string, more: Partial<QueuedTask> = {}) => ({
  feature: "001-a",
  task,
  agent: { kind: "built-in" } as const,
  recordsInput: false,
  insists: false,
  shown: project.digestOf(task),
  ...more,
});
const tasksOf = (state: QueueState) => state.entries.map(({ task }) => task);

describe("a queue", () => {
  it("starts each task when its dependencies are done and a place is free", async () => {
    const project = createProject();
    const queue = await project.open();
    await queue.add(["T002", "T001", "T003"].map((task) => toQueue(project, task)));
    await vi.waitFor(() => expect(project.started.map(({ task }) => task)).toEqual(["T001"]));
    await vi.waitFor(() =>
      expect(queue.state().entries).toMatchObject([
        { task: "T002", waits: "T002 depends on T001." },
        { task: "T003", waits: "Another run goes on." },
      ]),
    );
    project.end("T001");
    queue.look();
    await vi.waitFor(() => expect(project.started.map(({ task }) => task)).toContain("T002"));
    project.end("T002");
    queue.look();
    await vi.waitFor(() => expect(tasksOf(queue.state())).toEqual([]));
    expect(project.started.map(({ task }) => task)).toEqual(["T001", "T002", "T003"]);
    expect(project.states.at(-1)?.entries).toEqual([]);
  });

  it("keeps its entries, their order and the pause over a restart, in a file for the person only", async () => {
    const project = createProject();
    const first = await project.open();
    await first.pause(true);
    const { entries } = await first.add(["T001", "T003"].map((task) => toQueue(project, task)));
    const [a, b] = entries;
    if (!a || !b) throw new Error("Nothing was added.");
    await first.move(b.id, a.id);
    await first.close();
    const second = await project.open();
    expect(tasksOf(second.state())).toEqual(["T003", "T001"]);
    expect(second.state().paused).toBe(true);
    expect(project.started).toEqual([]);
    expect((await stat(project.parts.file)).mode & 0o777).toBe(0o600);
    await second.remove(b.id);
    await second.pause(false);
    await vi.waitFor(() => expect(project.started.map(({ task }) => task)).toEqual(["T001"]));
  });

  it("refuses what was not shown, and a task that it has already", async () => {
    const project = createProject();
    const queue = await project.open();
    await queue.pause(true);
    await expect(
      queue.add([toQueue(project, "T001"), { ...toQueue(project, "T003"), shown: "x" }]),
    ).rejects.toMatchObject({ code: "stale-approval" });
    expect(queue.state().entries).toEqual([]);
    await queue.add([toQueue(project, "T001")]);
    await expect(queue.add([toQueue(project, "T001")])).rejects.toMatchObject({
      code: "task-busy",
    });
  });

  it("does not start a task whose commands are others than the person saw, until the person looks", async () => {
    const project = createProject();
    const queue = await project.open();
    await queue.pause(true);
    const { entries } = await queue.add([toQueue(project, "T001"), toQueue(project, "T003")]);
    project.changeValidation("rm -rf /");
    await queue.pause(false);
    await vi.waitFor(() =>
      expect(queue.state().entries.map(({ waits }) => waits)).toEqual([
        "T001, its validation or the set-up is another than when it was added. Look at it again.",
        "T003, its validation or the set-up is another than when it was added. Look at it again.",
      ]),
    );
    expect(project.started).toEqual([]);
    const [entry] = entries;
    if (!entry) throw new Error("Nothing was added.");
    await expect(queue.retry(entry.id, "T001 npm test")).rejects.toMatchObject({
      code: "stale-approval",
    });
    await queue.retry(entry.id, project.digestOf("T001"));
    await vi.waitFor(() => expect(project.started.map(({ task }) => task)).toEqual(["T001"]));
  });

  it("keeps a task whose start is refused, with the reason, and goes on with the others", async () => {
    const project = createProject();
    const queue = await project.open();
    project.refuse(new Problem("agent-missing", "Codex was not found on this machine."));
    await queue.add([toQueue(project, "T001")]);
    await vi.waitFor(() =>
      expect(queue.state().entries[0]?.waits).toBe("Codex was not found on this machine."),
    );
    project.refuse(undefined);
    await queue.add([toQueue(project, "T003")]);
    await vi.waitFor(() => expect(project.started.map(({ task }) => task)).toEqual(["T003"]));
    await vi.waitFor(() => expect(tasksOf(queue.state())).toEqual(["T001"]));
  });

  it("starts a task that should wait when the person insists, and the run says why it should have waited", async () => {
    const project = createProject();
    const queue = await project.open();
    await queue.add([toQueue(project, "T002", { insists: true })]);
    await vi.waitFor(() =>
      expect(project.started).toEqual([{ task: "T002", anyway: "T002 depends on T001." }]),
    );
  });

  it("does not start a task again that was started before a crash, and starts one that was not", async () => {
    const project = createProject();
    const first = await project.open();
    await first.pause(true);
    await first.add([toQueue(project, "T001"), toQueue(project, "T003")]);
    await first.close();
    const kept = JSON.parse(await readFile(project.parts.file, "utf8"));
    const startedAt = new Date().toISOString();
    const entries = kept.entries.map((entry: object) => ({ ...entry, startedAt }));
    await writeFile(project.parts.file, JSON.stringify({ ...kept, paused: false, entries }));
    // The crash came after T001's run was made, and before T003's was. T001's run is over meanwhile.
    await project.parts.start(entries[0], project.digestOf("T001"), undefined);
    project.end("T001");
    const second = await project.open();
    await vi.waitFor(() =>
      expect(project.started.map(({ task }) => task)).toEqual(["T001", "T003"]),
    );
    await vi.waitFor(() => expect(tasksOf(second.state())).toEqual([]));
  });

  it("begins empty when its file cannot be read, says so and keeps the file", async () => {
    const project = createProject();
    const first = await project.open();
    await first.pause(true);
    await first.close();
    await writeFile(project.parts.file, "{");
    const second = await project.open();
    expect(second.state().wrong).toContain("could not be read");
    expect(await readFile(`${project.parts.file}.damaged`, "utf8")).toBe("{");
  });
});
