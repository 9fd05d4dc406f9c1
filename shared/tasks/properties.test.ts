import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aRun } from "../base/testing";
import type { RunState, RunSummary } from "../runs/summary";
import { projectBoard } from "./board";
import { buildGraph } from "./graph";
import { parseTasks } from "./parse-tasks";
import { tickTask, untickTask } from "./tick-task";

const ids = fc.integer({ min: 1, max: 12 }).map((number) => `T${String(number).padStart(3, "0")}`);

const taskLine = fc
  .record({
    indent: fc.constantFrom("", "", "", "  ", "    "),
    bullet: fc.constantFrom("-", "-", "*", "+"),
    mark: fc.constantFrom(" ", " ", "x", "X"),
    id: ids,
    parallel: fc.constantFrom("", "[P] "),
    story: fc.constantFrom("", "[US1] ", "[US2] "),
    file: fc.constantFrom("", " in src/a.ts", " in `src/b.ts`", " in docs/"),
    waits: fc.oneof(
      fc.constant(""),
      fc
        .array(ids, { minLength: 1, maxLength: 3 })
        .map((named) => ` (depends on ${named.join(", ")})`),
    ),
  })
  .map(
    ({ indent, bullet, mark, id, parallel, story, file, waits }) =>
      `${indent}${bullet} [${mark}] ${id} ${parallel}${story}Do it${file}${waits}`,
  );

const otherLine = fc.constantFrom(
  "",
  "## Phase 1: Setup",
  "## Phase 2: Foundational",
  "## Phase 3: User Story 1 - A",
  "## Phase 4: User Story 2 - B",
  "## Phase 5: Polish",
  "```",
  "<!--",
  "-->",
  "---",
  "**Validation**: `npm test`",
  "  - Validation: `x`",
  "- plain",
);

/** Texts like a tasks.md, including broken ones, with any line ends. */
const anyTasksText: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom("", "\uFEFF"),
    fc.array(
      fc.tuple(
        fc.oneof(
          { weight: 5, arbitrary: taskLine },
          { weight: 2, arbitrary: otherLine },
          fc.string(),
        ),
        fc.constantFrom("\n", "\n", "\n", "\r\n", "\r"),
      ),
      { maxLength: 24 },
    ),
  )
  .map(([mark, lines]) => mark + lines.flat().join(""));

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

describe("any task list", () => {
  it("changes only the box of the named task", () => {
    fc.assert(
      fc.property(anyTasksText, (text) => {
        for (const task of parseTasks(text).tasks) {
          expect(" xX").toContain(text.charAt(task.box));
          const edit = tickTask(text, task.id);
          if (!edit) continue;
          expect(edit.offset).toBe(task.box);
          expect(edit.text.slice(0, edit.offset)).toBe(text.slice(0, edit.offset));
          expect(edit.text.charAt(edit.offset)).toBe("X");
          expect(edit.text.slice(edit.offset + 1)).toBe(text.slice(edit.offset + 1));
          expect(untickTask(edit.text, task.id)?.text).toBe(text);
          const before = parseTasks(text).tasks.filter(({ id }) => id !== task.id);
          const after = parseTasks(edit.text).tasks.filter(({ id }) => id !== task.id);
          expect(after).toEqual(before);
        }
      }),
    );
  });

  it("never starts a task before those it names, nor two on one file, and omits none", () => {
    fc.assert(
      fc.property(anyTasksText, fc.subarray(["T001", "T002", "T003", "T004"]), (text, busy) => {
        const list = parseTasks(text);
        const graph = buildGraph(list, new Set(busy));
        const open = new Set(list.tasks.filter(({ done }) => !done).map(({ id }) => id));
        const files = graph.startable.flatMap((task) => task.files.filter((f) => !f.endsWith("/")));
        expect(new Set(files).size).toBe(files.length);
        for (const task of graph.startable) {
          expect(task.done).toBe(false);
          expect(task.dependsOn.filter((id) => open.has(id))).toEqual([]);
        }
        for (const { task, waits, stuck } of graph.nodes) {
          const reasons = [
            task.done,
            graph.startable.includes(task),
            busy.includes(task.id),
            waits.length > 0,
            stuck !== undefined,
          ];
          expect(reasons).toContain(true);
        }
        if (open.size > 0 && graph.problems.length === 0 && busy.length === 0)
          expect(graph.startable.length).toBeGreaterThan(0);
      }),
    );
  });

  it("has each task in exactly one column, and Ready contains the startable tasks", () => {
    const anyRun = fc
      .tuple(fc.constantFrom("T001", "T002", "T003", "T009"), fc.constantFrom(...states), fc.nat(3))
      .map(([id, state, day]) => run(id, state, `2026-01-0${day + 1}`));
    fc.assert(
      fc.property(anyTasksText, fc.array(anyRun, { maxLength: 6 }), (text, runs) => {
        const list = parseTasks(text);
        const board = projectBoard(list, runs);
        const lines = board.columns.flatMap(({ cards }) => cards.map(({ task }) => task.line));
        expect(lines.sort((a, b) => a - b)).toEqual(list.tasks.map(({ line }) => line));
        const ready = board.columns.find(({ name }) => name === "Ready")?.cards ?? [];
        expect(ready.map(({ task }) => task.id)).toEqual(board.wave.tasks);
      }),
    );
  });
});
