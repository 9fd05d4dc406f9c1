import { describe, expect, it } from "vitest";
import { parseTasks } from "../tasks/parse-tasks";
import { progressOf as progressFrom, progressWords, shortPhase, stepWithRuns } from "./progress";
import { parseSpec } from "./spec";

const template = `# Feature Specification: [FEATURE NAME]

**Status**: Draft

## User Scenarios

### User Story 1 - [What someone can do] (Priority: P1)

## Requirements

- **FR-001**: System MUST [one thing that can be checked].
- **FR-002**: System MUST keep it for [NEEDS CLARIFICATION: how long?]
`;
const written = template.replace("[one thing that can be checked]", "say `[hello]`");
const clear = written.replace("[NEEDS CLARIFICATION: how long?]", "a day");
const plan =
  "# Plan: X\n\n**Date**: [DATE]\n\n## Summary\n\nWith a [library](https://x.example).\n";
const openPlan = "# Plan: X\n\n**Date**: today\n\n## Summary\n\n[What the spec asks for.]\n";
const progressOf = (sources: { spec?: string; plan?: string; tasks: typeof noTasks }) =>
  progressFrom({
    ...sources,
    spec:
      sources.spec === undefined
        ? undefined
        : { text: sources.spec, parsed: parseSpec(sources.spec) },
    plan: sources.plan,
  });
const noTasks = parseTasks("");
const tasks = parseTasks(
  "## Phase 1: Setup\n- [x] T001 a\n## Phase 2: User Story 1 - Pay (Priority: P1) 🎯 MVP\n- [ ] T002 b\n- [x] T003 c\n## Notes\n",
);

describe("progressOf", () => {
  const step = (spec?: string, planText?: string, list = noTasks) =>
    progressOf({
      ...(spec === undefined ? {} : { spec }),
      ...(planText === undefined ? {} : { plan: planText }),
      tasks: list,
    }).step;

  it("returns the next step", () => {
    expect(step()).toBe("specify");
    expect(step(template)).toBe("specify");
    expect(step(written)).toBe("clarify");
    expect(step(clear)).toBe("plan");
    expect(step(clear, openPlan)).toBe("plan");
    expect(step(clear, plan)).toBe("tasks");
    expect(step(clear, plan, tasks)).toBe("implement");
    expect(step(undefined, undefined, parseTasks("- [x] T001 a"))).toBe("done");
  });

  it("counts a small spec without numbers as written", () => {
    expect(step("# Rename a button\n\nThe button says Save.\n")).toBe("plan");
    expect(step("# Rename a button\n\n[What?]\n")).toBe("specify");
    expect(step("# Empty\n")).toBe("specify");
  });

  it("counts questions, and tasks by phase", () => {
    const progress = progressOf({ spec: written, plan, tasks });
    expect(progress.questions).toBe(1);
    expect(progress.phases).toEqual([
      { title: "Phase 1: Setup", line: 1, done: 1, total: 1 },
      { title: "Phase 2: User Story 1 - Pay (Priority: P1) 🎯 MVP", line: 3, done: 1, total: 2 },
    ]);
    expect(progress.phases.map(({ title }) => shortPhase(title))).toEqual(["Setup", "US1 Pay"]);
  });

  it("describes the progress in words", () => {
    const count = { done: 2, total: 3 };
    const words = (at: Parameters<typeof progressWords>[0]["step"], questions = 0, inReview = 0) =>
      progressWords({ step: at, questions }, count, inReview);
    expect(words("clarify", 1)).toBe("Clarify: 1 question open");
    expect(words("implement")).toBe("Implement: 2 of 3 tasks done");
    expect(words("implement", 2)).toBe("Implement: 2 of 3 tasks done, 2 questions open");
    expect(words("implement", 0, 2)).toBe("Review: 2 runs wait, 2 of 3 tasks done");
    expect(words("done")).toBe("All 3 tasks done");
    expect(stepWithRuns("implement", 0)).toBe("implement");
  });
});

describe("shortPhase", () => {
  it("keeps the distinctive part of a phase's title", () => {
    expect(shortPhase("Phase 2: Foundational (Blocking Prerequisites)")).toBe("Foundational");
    expect(shortPhase("1. Baseline inventory")).toBe("Baseline inventory");
    expect(shortPhase("Phase 1")).toBe("Phase 1");
  });
});
