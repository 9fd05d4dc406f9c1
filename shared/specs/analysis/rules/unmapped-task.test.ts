import { expect, it } from "vitest";
import { check, lines } from "../testing";
import { unmappedTask } from "./unmapped-task";

const spec = "### User Story 1 - a\n\n- **FR-001**: System MUST read.\n";

it("finds tasks without a purpose, except in phases that serve all stories", () => {
  const tasks = `## Phase 1: Setup

- [ ] T001 a

## Phase 2: User Story 1 - a

- [ ] T002 [US1] b
- [ ] T003 c

## Phase 3: More

- [ ] T004 d (FR-001)
- [ ] T005 e (FR-001)
- [ ] T006 f
`;
  expect(lines(check(unmappedTask, { "spec.md": spec, "tasks.md": tasks }))).toEqual([
    "tasks.md:14:7 LOW T006 names no requirement and no story.",
  ]);
});

it("ignores a list that maps few of its tasks", () => {
  const tasks = "- [ ] T001 a (FR-001)\n- [ ] T002 b\n- [ ] T003 c\n";
  expect(check(unmappedTask, { "spec.md": spec, "tasks.md": tasks })).toEqual([]);
});

it("finds stories that do not exist", () => {
  const tasks = "- [ ] T001 [P] [US01] a\n- [ ] T002 [US2] b\n";
  expect(lines(check(unmappedTask, { "spec.md": spec, "tasks.md": tasks }))).toEqual([
    "tasks.md:2:13 HIGH T002 is for US2, but the spec has no such story.",
  ]);
});
