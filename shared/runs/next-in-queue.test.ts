import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aRun } from "../base/testing";
import { parseTasks } from "../tasks/parse-tasks";
import { nextInQueue, type QueueView } from "./next-in-queue";
import { placesOfMachine, type QueuedTask, queueIdSchema } from "./queued-task";
import type { RunState, RunSummary } from "./summary";

const list = parseTasks(`## Phase 1: Setup

- [x] T001 Prepare src/base.js
- [ ] T002 [P] Write src/a.js
- [ ] T003 [P] Write src/b.js
- [ ] T004 [P] Write src/a.js again
- [ ] T005 [P] Write src/c.js (depends on T003)
- [ ] T006 [P] Write src/d.js (depends on T007)
- [ ] T007 [P] Write src/e.js (depends on T006)
`);

let numbers = 0;
const queued = (task: string, more: Partial<QueuedTask> = {}): QueuedTask => ({
  id: queueIdSchema.parse(`q-${(++numbers).toString(16).padStart(12, "0")}`),
  feature: "001-a",
  task,
  title: task,
  agent: { kind: "command", command: "true" },
  recordsInput: false,
  seen: { line: "" },
  addedAt: "2026-01-01T00:00:00.000Z",
  insists: false,
  ...more,
});

const running: RunState = { phase: "running", step: "agent", pid: 1 };
const waiting: RunState = { ...running, waiting: { by: "agent", text: "Which one?" } };
const review: RunState = {
  phase: "review",
  how: "finished",
  validation: { result: "none" },
  recording: { digest: "", bytes: 0, duration: 0 },
  agentEnd: { by: "exit", code: 0 },
  change: { commit: "", files: 1, added: 1, removed: 0 },
};
const run = (task: string, state: RunState, more: Partial<RunSummary> = {}): RunSummary => ({
  id: aRun(`r-${task}`),
  state,
  feature: "001-a",
  task: { id: task, title: task },
  requirements: [],
  agent: { kind: "command", command: "true" },
  model: "",
  branch: "main",
  base: "",
  runBranch: "",
  worktree: "",
  validations: [],
  createdAt: "",
  updatedAt: "",
  ...more,
});

const look = (
  entries: readonly QueuedTask[],
  runs: readonly RunSummary[] = [],
  more: Partial<QueueView> = {},
) => {
  const { start, waits } = nextInQueue({
    entries,
    runs,
    paused: false,
    places: { most: 8, perAgent: {} },
    listOf: (feature) => (feature === "001-a" ? list : undefined),
    ...more,
  });
  const reasons = Object.fromEntries(entries.map(({ id, task }) => [task, waits.get(id)]));
  return { start: start?.task, reasons };
};

describe("the next task of a queue", () => {
  it("is the first one that nothing stands in the way of", () => {
    const { start, reasons } = look([queued("T005"), queued("T003"), queued("T002")]);
    expect(start).toBe("T003");
    expect(reasons["T005"]).toBe("T005 depends on T003.");
    expect(reasons["T002"]).toBe("Starts in a moment.");
  });

  it("waits for a task with a run that names one of its files, also in review and in another feature", () => {
    expect(look([queued("T004")], [run("T002", running)])).toEqual({
      start: undefined,
      reasons: { T004: "T002 works on src/a.js." },
    });
    expect(look([queued("T004")], [run("T002", review)]).start).toBeUndefined();
    const other = { listOf: () => list };
    expect(look([queued("T004")], [run("T002", running, { feature: "002-b" })], other).start).toBe(
      undefined,
    );
  });

  it("does not wait for a file that a task only names which nobody has started", () => {
    expect(look([queued("T004")]).start).toBe("T004");
  });

  it("waits for a place; a run that waits for the person takes none", () => {
    const places = { places: { most: 1, perAgent: {} } };
    expect(look([queued("T003")], [run("T002", running)], places).reasons["T003"]).toBe(
      "Another run goes on.",
    );
    expect(look([queued("T003")], [run("T002", waiting)], places).start).toBe("T003");
    expect(look([queued("T003")], [run("T002", review)], places).start).toBe("T003");
  });

  it("waits for a place of its agent, while another agent's task starts", () => {
    const perAgent = { places: { most: 8, perAgent: { command: 1 } } };
    const builtIn = queued("T003", { agent: { kind: "built-in" } });
    const entries = [queued("T005", { insists: true }), builtIn];
    const { start, reasons } = look(entries, [run("T002", running)], perAgent);
    expect(start).toBe("T003");
    expect(reasons["T005"]).toBe("1 of this agent's runs go on, and no more than 1 may.");
  });

  it("starts nothing while the queue is paused, and says what else stands in the way", () => {
    const { start, reasons } = look([queued("T002"), queued("T005")], [], { paused: true });
    expect(start).toBeUndefined();
    expect(reasons).toEqual({ T002: "The queue is paused.", T005: "T005 depends on T003." });
  });

  it("starts a task that should wait when the person insists, but never beside a writer of its file", () => {
    expect(look([queued("T005", { insists: true })]).start).toBe("T005");
    expect(look([queued("T006", { insists: true })]).start).toBe("T006");
    expect(look([queued("T004", { insists: true })], [run("T002", running)]).start).toBeUndefined();
  });

  it("names a task that is done, gone, in a circle, refused or has a run", () => {
    const entries = [
      queued("T001"),
      queued("T099"),
      queued("T006"),
      queued("T002", { refused: "Its validation is another one now." }),
      queued("T003"),
      queued("T004", { feature: "009-gone" }),
    ];
    const { start, reasons } = look(entries, [run("T003", review)]);
    expect(start).toBeUndefined();
    expect(reasons).toMatchObject({
      T001: "T001 is done.",
      T099: "T099 is not in the task list any more.",
      T002: "Its validation is another one now.",
      T003: "T003 has a run that is not decided yet.",
      T004: "The feature 009-gone has no task list any more.",
    });
    expect(reasons["T006"]).toContain("T006");
  });

  it("accounts for every entry: one starts or has a reason, and no two runs share a file or a place too many", () => {
    const ids = ["T002", "T003", "T004", "T005", "T006", "T007"];
    fc.assert(
      fc.property(
        fc.shuffledSubarray(ids),
        fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
        fc.integer({ min: 1, max: 4 }),
        (order, insists, most) => {
          const entries = order.map((id, index) =>
            queued(id, { insists: insists[index] ?? false }),
          );
          const runs: RunSummary[] = [];
          let rest: readonly QueuedTask[] = entries;
          for (;;) {
            const { start, waits } = nextInQueue({
              entries: rest,
              runs,
              paused: false,
              places: { most, perAgent: {} },
              listOf: () => list,
            });
            expect(waits.size + (start ? 1 : 0)).toBe(rest.length);
            if (start === undefined) break;
            runs.push(run(start.task, running));
            rest = rest.filter(({ id }) => id !== start.id);
          }
          expect(runs.length).toBeLessThanOrEqual(most);
          const both = runs.filter(({ task }) => task.id === "T002" || task.id === "T004");
          expect(both.length).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

describe("the places of a machine", () => {
  it("follow its cores and its memory", () => {
    const gigabytes = 1024 ** 3;
    expect(placesOfMachine(8, 32 * gigabytes)).toBe(8);
    expect(placesOfMachine(16, 8 * gigabytes)).toBe(4);
    expect(placesOfMachine(1, 1 * gigabytes)).toBe(2);
  });
});
