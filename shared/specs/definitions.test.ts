import { describe, expect, it } from "vitest";
import { readDocument } from "./analysis";
import { findDefinition } from "./definitions";

const documents = [
  readDocument({
    path: "specs/001-small/spec.md",
    text: "### User Story 2 - Write (Priority: P1)\n\n- **FR-001**: System MUST **read**.\n- **SC-001**: 95 % in a second\n",
  }),
  readDocument({
    path: "specs/001-small/tasks.md",
    text: "# Tasks\n\n- [ ] T001 [P] [US2] Read in src/a.ts (FR-001)\n- [x] T002 Write\n  - also FR-001, SC-001\n",
  }),
  readDocument({
    path: "specs/001-small/checklists/ux.md",
    text: "- [x] CHK001 No [Gap] is left\n",
  }),
];

describe("findDefinition", () => {
  it("finds statements, their places, and the tasks that implement them", () => {
    expect(findDefinition(documents, "FR-001")).toEqual({
      id: "FR-001",
      kind: "requirement",
      text: "System MUST **read**.",
      path: "specs/001-small/spec.md",
      line: 3,
      tasks: ["T001", "T002"],
      serves: [],
    });
    expect(findDefinition(documents, "SC-001")).toMatchObject({
      kind: "criterion",
      tasks: ["T002"],
    });
    expect(findDefinition(documents, "US02")).toMatchObject({
      id: "US2",
      kind: "story",
      text: "Write",
      line: 1,
      tasks: ["T001"],
    });
  });

  it("finds tasks and the statements that they serve, and items of checklists", () => {
    expect(findDefinition(documents, "T001")).toMatchObject({
      kind: "task",
      text: "Read in src/a.ts (FR-001)",
      line: 3,
      serves: ["FR-001", "US2"],
    });
    expect(findDefinition(documents, "CHK001")).toMatchObject({
      kind: "item",
      text: "No [Gap] is left",
    });
  });

  it("finds nothing for an ID that no statement has", () => {
    for (const id of ["FR-002", "US1", "T003", "CHK002"])
      expect(findDefinition(documents, id)).toBeUndefined();
    expect(findDefinition([], "FR-001")).toBeUndefined();
  });
});
