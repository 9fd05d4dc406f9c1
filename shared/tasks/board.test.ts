import { describe, expect, it } from "vitest";
import { aRun } from "../base/testing";
import type { RunState, RunSummary } from "../runs/summary";
import { type Board, projectBoard } from "./board";
import { buildGraph, reasonToWait } from "./graph";
import { parseTasks } from "./parse-tasks";

const template = `## Phase 1: Setup
- [ ] T001 Create the project
- [ ] T002 [P] Configure lint
## Phase 2: Foundational
- [ ] T003 Read rows in src/read.ts
- [ ] T004 [P] Route
## Phase 3: User Story 1 - Import
- [ ] T005 [P] [US1] Model in src/a.ts
- [ ] T006 [P] [US1] Model in src/b.ts
- [ ] T007 [US1] Service in src/c.ts
## Phase 4: User Story 2 - Undo
- [ ] T008 [P] [US2] Undo in src/a.ts
- [ ] T009 [US2] Serve (depends on T007)
## Phase 5: Polish
- [ ] T010 [P] Write docs
`;

const tick = (text: string, ...ids: string[]) =>
  ids.reduce((now, id) => now.replace(`[ ] ${id}`, `[X] ${id}`), text);
const startable = (text: string, busy: string[] = []) =>
  buildGraph(parseTasks(text), new Set(busy)).startable.map(({ id }) => id);

describe("buildGraph", () => {
  it("orders by phase: stories side by side, Polish last", () => {
    expect(startable(template)).toEqual(["T001", "T002"]);
    expect(startable(tick(template, "T001"))).toEqual(["T002"]);
    expect(startable(tick(template, "T001", "T002"))).toEqual(["T003", "T004"]);
    const founded = tick(template, "T001", "T002", "T003", "T004");
    expect(startable(founded)).toEqual(["T005", "T006"]);
    expect(startable(tick(founded, "T005"))).toEqual(["T006", "T008"]);
    const almost = tick(founded, "T005", "T006", "T007", "T008");
    expect(startable(almost)).toEqual(["T009"]);
    expect(startable(tick(almost, "T009"))).toEqual(["T010"]);
  });

  it("divides the open tasks into waves and numbers the current one from the start", () => {
    const graph = buildGraph(parseTasks(tick(template, "T001", "T002")));
    expect(graph.waves.map((wave) => wave.map(({ id }) => id))).toEqual([
      ["T003", "T004"],
      ["T005", "T006"],
      ["T007", "T008"],
      ["T009"],
      ["T010"],
    ]);
    expect(graph.current).toBe(2);
  });

  it("separates two tasks that name the same file and gives the reason", () => {
    const founded = tick(template, "T001", "T002", "T003", "T004");
    const node = buildGraph(parseTasks(founded)).nodes[7];
    expect(node?.waits).toEqual([
      { on: "T005", why: "file", sentence: "T008 waits because T005 names src/a.ts too." },
    ]);
  });

  it("reserves the file for the busy task, not for the first in the list", () => {
    const founded = tick(template, "T001", "T002", "T003", "T004");
    expect(startable(founded, ["T008"])).toEqual(["T006"]);
  });

  it("reports a circle, and starts the tasks outside it", () => {
    const graph = buildGraph(
      parseTasks(
        "- [ ] T001 [P] a (depends on T002)\n- [ ] T002 [P] b (depends on T001)\n- [ ] T003 [P] c\n",
      ),
    );
    expect(graph.problems.map(({ kind, tasks }) => [kind, tasks])).toEqual([
      ["cycle", ["T001", "T002"]],
    ]);
    expect(graph.startable.map(({ id }) => id)).toEqual(["T003"]);
  });

  it("prefers a named dependency on a later task to the order", () => {
    const text =
      "## Phase 1\n- [ ] T001 a (depends on T002)\n- [ ] T002 b\n## Phase 2\n- [ ] T003 c\n";
    expect(startable(text)).toEqual(["T002"]);
    expect(buildGraph(parseTasks(text)).problems).toEqual([]);
    const across = "## Phase 1\n- [ ] T001 a (depends on T002)\n## Phase 2\n- [ ] T002 b\n";
    expect(startable(across)).toEqual(["T002"]);
  });

  it("starts no task that depends on a missing one, and no task after it", () => {
    const graph = buildGraph(
      parseTasks("- [ ] T001 a (depends on T099)\n- [ ] T002 b\n- [ ] T003 [P] c\n"),
    );
    expect(graph.problems.map(({ kind }) => kind)).toEqual(["missing"]);
    expect(graph.nodes[0]?.stuck).toBe("T001 depends on T099, which is not in the list.");
    expect(graph.startable.map(({ id }) => id)).toEqual(["T003"]);
  });

  it("makes no task wait for a box without a number", () => {
    const list =
      "## 1. A\n- [x] 1.1 Done\n  - [ ] a step\n- [ ] 1.2 Next\n## 2. B\n- [ ] 2.1 Last\n";
    const graph = buildGraph(parseTasks(list, "openspec/changes/x/tasks.md"));
    expect(graph.startable.map(({ id }) => id)).toEqual(["1.2"]);
    expect(graph.nodes.map(({ waits }) => waits.map(({ on }) => on))).toEqual([
      [],
      [],
      [],
      ["1.2"],
    ]);
  });

  it("gives the reason to wait, and none for a task that can start", () => {
    const list = parseTasks(
      "- [ ] T001 [P] a\n- [ ] T002 [P] b (depends on T001)\n- [ ] T003 [P] c (after T004)\n" +
        "- [ ] T004 [P] d (after T003)\n- [ ] T005 [P] e\n- [ ] T005 [P] f\n- [x] T006 g\n",
    );
    const why = (id: string) => reasonToWait(list, id, new Set());
    expect(["T001", "T002", "T003", "T005", "T006", "T099"].map(why)).toEqual([
      undefined,
      "T002 depends on T001.",
      "T003, T004 wait for each other.",
      "T005 is on more than one line.",
      undefined,
      undefined,
    ]);
  });

  it("examines each task a few times, even when all name one file or form one circle", () => {
    const size = 2_000;
    const task = (index: number, more: string) => `- [ ] T${size + index} [P] x ${more}`;
    const lists = {
      file: Array.from({ length: size }, (_, index) => task(index, "in src/a.ts")),
      files: Array.from({ length: size }, (_, at) => task(at, `in src/a.ts and src/f${at}.ts`)),
      circle: Array.from({ length: size }, (_, at) =>
        task(at, `(depends on T${size + ((at + 1) % size)})`),
      ),
    };
    for (const lines of Object.values(lists)) {
      const list = parseTasks(lines.join("\n"));
      let looks = 0;
      const counted = list.tasks.map(({ files, ...rest }) => ({
        ...rest,
        get files() {
          looks += 1;
          return files;
        },
      }));
      const { nodes, waves, problems } = buildGraph({ ...list, tasks: counted });
      expect(looks).toBeLessThan(size * 12);
      expect(waves.length + problems.length).toBe(lines === lists.circle ? 1 : size);
      // If each task's sentence named every task of the circle, the text would grow with the square of the
      // size.
      const said = nodes.reduce((sum, node) => sum + (node.stuck?.length ?? 0), 0);
      expect(said).toBeLessThan(size * 100);
    }
  });

  it("handles ten thousand tasks quickly", () => {
    const lines = Array.from(
      { length: 10_000 },
      (_, index) => `- [ ] T${10_000 + index} ${index % 2 ? "[P] " : ""}x in src/f${index % 50}.ts`,
    );
    const text = `## Phase 1\n${lines.slice(0, 5000).join("\n")}\n## Phase 2\n${lines.slice(5000).join("\n")}`;
    expect(buildGraph(parseTasks(text)).nodes).toHaveLength(10_000);
  });
});

const outcome = {
  how: "finished" as const,
  agentEnd: { by: "exit" as const, code: 0 },
  validation: { result: "passed" as const, command: "npm test" },
  recording: { digest: "d", bytes: 1, duration: 1 },
};
const change = { commit: "c", files: 3, added: 42, removed: 1 };
const states: RunState[] = [
  { phase: "preparing" },
  { phase: "start-failed", reason: "No worktree." },
  { phase: "running", step: "agent", pid: 1 },
  { phase: "running", step: "validation", pid: 1 },
  { phase: "ended", ...outcome },
  { phase: "review", ...outcome, change },
  { phase: "review", ...outcome, change, how: "interrupted" },
  { phase: "review", ...outcome, change, how: "stopped" },
  {
    phase: "review",
    ...outcome,
    change,
    validation: { result: "failed", command: "npm test", end: { by: "exit", code: 1 } },
  },
  { phase: "approved", ...outcome, change, commit: "c", branch: "main" },
  { phase: "sent-back", ...outcome, change, note: "Name the file.", keptAs: "r" },
  { phase: "discarded", ...outcome, change, keptAs: "r" },
];

function run(task: string, state: RunState, createdAt = "2026-01-01T00:00:00.000Z"): RunSummary {
  return {
    id: aRun(`${task}-${createdAt}`.replace(/[^A-Za-z0-9-]/g, "-")),
    feature: "001-a",
    task: { id: task, title: "" },
    requirements: [],
    agent: { kind: "built-in" },
    model: "scripted model",
    branch: "main",
    base: "b",
    runBranch: "r",
    worktree: "w",
    validations: [],
    createdAt,
    updatedAt: createdAt,
    state,
  };
}

const find = (board: Board, id: string) =>
  board.columns.flatMap(({ name, cards }) =>
    cards.filter(({ task }) => task.id === id).map((card) => [name, card.word] as const),
  );

describe("projectBoard", () => {
  it("describes the state of each kind of run in words", () => {
    const list = parseTasks("- [ ] T001 a\n");
    expect(
      states.map((state) => find(projectBoard(list, [run("T001", state)]), "T001")[0]),
    ).toEqual([
      ["Running", "preparing"],
      ["Ready", "did not start"],
      ["Running", "running"],
      ["Running", "validating"],
      ["Running", "finishing"],
      ["Review", "review"],
      ["Review", "interrupted"],
      ["Review", "stopped"],
      ["Review", "tests failed"],
      ["Ready", "not ticked"],
      ["Ready", "sent back"],
      ["Ready", "discarded"],
    ]);
  });

  it("distinguishes evidence from a tick by hand", () => {
    const list = parseTasks("- [X] T001 a\n- [X] T002 b\n");
    const approved = run("T001", {
      phase: "approved",
      ...outcome,
      change,
      commit: "c",
      branch: "main",
    });
    const later = run("T001", { phase: "discarded", ...outcome, change, keptAs: "r" }, "2026-02");
    const board = projectBoard(list, [later, approved]);
    expect(find(board, "T001")).toEqual([["Done", "with evidence"]]);
    expect(find(board, "T002")).toEqual([["Done", "by hand"]]);
    expect(board.wave).toEqual({ tasks: [], sentence: "All tasks are done." });
  });

  it("describes the wave, and the tasks that wait for a file", () => {
    const text = tick(template, "T001", "T002", "T003", "T004");
    const { wave } = projectBoard(parseTasks(text), []);
    expect(wave).toEqual({
      number: 3,
      tasks: ["T005", "T006"],
      sentence: "2 tasks can start together. T008 waits because T005 names src/a.ts too.",
    });
    const busy = projectBoard(parseTasks(template), [
      run("T001", { phase: "preparing" }),
      run("T002", { phase: "review", ...outcome, change }),
    ]);
    expect(busy.wave.sentence).toBe("Nothing more can start until one of T001, T002 is done.");
    expect(find(busy, "T003")).toEqual([["Blocked", "waits for T001"]]);
  });
});

describe("tasks in the queue", () => {
  it("are in the lane Running with what they wait for, and a refused start says why", () => {
    const list = parseTasks("- [ ] T001 A\n- [ ] T002 [P] B (depends on T001)\n- [ ] T003 [P] C\n");
    const queued = new Map([
      ["T002", { waits: "T002 depends on T001." }],
      ["T003", { waits: "No agent.", refused: "No agent." }],
    ]);
    const { columns } = projectBoard(list, [], queued);
    expect(columns.find(({ name }) => name === "Running")?.cards).toMatchObject([
      { word: "queued", detail: "T002 depends on T001.", queued: true },
      { word: "not started", tone: "stop", detail: "No agent.", queued: true },
    ]);
    expect(columns.find(({ name }) => name === "Ready")?.cards).toHaveLength(1);
  });
});
