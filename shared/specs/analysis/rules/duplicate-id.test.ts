import { expect, it } from "vitest";
import { check, lines, marked } from "../testing";
import { duplicateId } from "./duplicate-id";

it("finds IDs that occur twice, each at the second place", () => {
  const spec =
    "### User Story 1 - A\n\n### User Story 1 - B\n\n- **FR-001**: System MUST a.\n- FR-002: b\n- **FR-001**: c.\n";
  const found = check(duplicateId, {
    "spec.md": spec,
    "tasks.md": "- [ ] T001 a\n- [ ] **T001** b\n",
    "checklists/a.md": "- [ ] CHK001 a\n- [x] CHK001 b\n",
  });
  expect(lines(found)).toEqual([
    "spec.md:7:5 HIGH FR-001 stands on line 5 as well.",
    "spec.md:3:5 HIGH User story 1 stands on line 1 as well.",
    "tasks.md:2:9 HIGH T001 stands on line 1 as well.",
    "checklists/a.md:2:7 HIGH CHK001 stands on line 1 as well.",
  ]);
  expect(marked(found.slice(0, 2), spec)).toEqual(["FR-001", "User Story 1 - B"]);
});

it("allows an ID in code, in a comment and in other documents", () => {
  const spec = "- **FR-001**: a.\n\n```\n- **FR-001**: a.\n```\n\n<!-- - **FR-001**: -->\n";
  expect(check(duplicateId, { "spec.md": spec, "plan.md": "- **FR-001**: how\n" })).toEqual([]);
});
