import { describe, expect, it } from "vitest";
import { aRun } from "../base/testing";
import type { RunState, RunSummary } from "../runs/summary";
import { readDocument } from "./analysis";
import { trailOf } from "./trail";

const documents = [
  readDocument({
    path: "specs/001-small/spec.md",
    text: "- **FR-001**: System MUST read.\n- **FR-002**: System MUST write.\n",
  }),
  readDocument({
    path: "specs/001-small/tasks.md",
    text: "- [x] T001 Read in src/a.ts (FR-001)\n- [ ] T002 Read more (FR-001)\n- [ ] T003 Write (depends on T002)\n",
  }),
];

const outcome = {
  how: "finished",
  agentEnd: { by: "exit" as const, code: 0 },
  validation: { result: "none" },
  recording: { digest: "d", bytes: 1, duration: 1 },
  change: { commit: "c", files: 1, added: 1, removed: 0 },
} as const;

function run(
  id: string,
  task: string,
  createdAt: string,
  state: RunState,
  requirements = [""],
): RunSummary {
  return {
    id: aRun(id),
    feature: "001-small",
    task: { id: task, title: task },
    requirements: requirements.map((it) => ({ id: it, text: "" })),
    agent: { kind: "built-in" },
    model: "scripted",
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

const approved: RunState = { phase: "approved", ...outcome, commit: "0b0f0d6", branch: "main" };
const runs = [
  run("r1", "T001", "2026-11-01", approved),
  run("r2", "T002", "2026-11-02", { phase: "review", ...outcome }),
  run("r3", "T009", "2026-11-03", { phase: "preparing" }, ["FR-002"]),
];

describe("trailOf", () => {
  it("follows a requirement to its tasks, runs and commits", () => {
    const trail = trailOf(documents, runs, "FR-001");
    expect(trail?.tasks).toEqual(
      [
        { id: "T001", name: "Read", word: "with evidence", tone: "done" },
        { id: "T002", name: "Read more", word: "review", tone: "review" },
      ].map((task) => expect.objectContaining({ id: task.id, word: task.word, tone: task.tone })),
    );
    expect(trail?.runs.map(({ id, word, commit }) => [id, word, commit])).toEqual([
      ["r2", "review", undefined],
      ["r1", "approved", "0b0f0d6"],
    ]);
  });

  it("finds runs for a requirement whose task was removed", () => {
    expect(trailOf(documents, runs, "FR-002")).toMatchObject({
      tasks: [],
      runs: [{ id: "r3", task: "T009" }],
    });
  });

  it("follows a task back to the statements that it serves", () => {
    expect(trailOf(documents, runs, "T001")).toMatchObject({
      definition: { kind: "task" },
      tasks: [{ id: "T001" }],
      runs: [{ id: "r1" }],
      serves: [{ id: "FR-001", text: "System MUST read." }],
    });
    expect(trailOf(documents, [], "T003")).toMatchObject({ tasks: [{ word: "waits for T002" }] });
    expect(trailOf(documents, runs, "T009")).toBeUndefined();
  });
});
