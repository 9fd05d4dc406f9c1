import { describe, expect, it } from "vitest";
import { check, lines } from "../testing";
import { uncoveredRequirement } from "./uncovered-requirement";

const spec = Array.from(
  { length: 4 },
  (_, at) => `- **FR-00${at + 1}**: System MUST ${at}.\n`,
).join("");

describe("uncovered-requirement", () => {
  it("finds requirements that no task names, when tasks name most of them", () => {
    const tasks = "- [ ] T001 a (FR-001–FR-002)\n- [ ] T002 b\n  - also FR-003\n";
    expect(lines(check(uncoveredRequirement, { "spec.md": spec, "tasks.md": tasks }))).toEqual([
      "spec.md:4:5 HIGH FR-004 has no task.",
    ]);
  });

  it("accepts a table that names both", () => {
    const tasks = "- [ ] T001 a\n\n| FR-001 to FR-004 | T001 |\n";
    expect(check(uncoveredRequirement, { "spec.md": spec, "tasks.md": tasks })).toEqual([]);
  });

  it("reports once when tasks name few requirements, or none", () => {
    const few = "- [ ] T001 a (FR-002)\n";
    expect(lines(check(uncoveredRequirement, { "spec.md": spec, "tasks.md": few }))).toEqual([
      "spec.md:1:5 MEDIUM Tasks name 1 of 4 requirements; they do not name FR-001, FR-003 and FR-004.",
    ]);
    const none = "# Tasks\n\n- [ ] T001 a\n";
    expect(lines(check(uncoveredRequirement, { "spec.md": spec, "tasks.md": none }))).toEqual([
      "tasks.md:1:1 MEDIUM No task names a requirement, so it cannot be told what is covered.",
    ]);
  });

  it("finds a story without a task, when tasks have story tags", () => {
    const stories = "### User Story 1 - a\n\n### User Story 2 - b\n\n### User Story 3 - c\n";
    const tasks = "## Phase 1: User Story 3\n\n- [ ] T001 [US1] a\n- [ ] T002 b\n";
    expect(lines(check(uncoveredRequirement, { "spec.md": stories, "tasks.md": tasks }))).toEqual([
      "spec.md:3:5 HIGH User story 2 has no task.",
    ]);
    const both = tasks.replace("[US1]", "[US1][US2]");
    expect(check(uncoveredRequirement, { "spec.md": stories, "tasks.md": both })).toEqual([]);
  });

  it("reports nothing before there are tasks, and nothing for withdrawn requirements", () => {
    expect(check(uncoveredRequirement, { "spec.md": spec })).toEqual([]);
    const old = "- **FR-001**: a\n- **FR-002**: ~~b~~\n- **FR-003**: Superseded by FR-001.\n";
    const tasks = "- [ ] T001 a (FR-001)\n";
    expect(check(uncoveredRequirement, { "spec.md": old, "tasks.md": tasks })).toEqual([]);
  });
});
