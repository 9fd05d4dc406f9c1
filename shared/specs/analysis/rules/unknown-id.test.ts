import { expect, it } from "vitest";
import { check, lines } from "../testing";
import { unknownId } from "./unknown-id";

const spec = "- **FR-001**: System MUST read.\n- **SC-001**: 95 % in a second.\n";

it("finds named requirements and tasks that do not exist, once for each document", () => {
  const found = check(unknownId, {
    "spec.md": `${spec}\nSee FR-009.\n`,
    "plan.md": "Per FR-001, FR-007 and again FR-007.\n",
    "tasks.md": "- [ ] T001 Read (FR-001, FR-008)\n- [ ] T002 Write (depends on T001, T009)\n",
  });
  expect(lines(found)).toEqual([
    "spec.md:4:5 MEDIUM FR-009 is named here, but the spec has no such requirement.",
    "plan.md:1:13 MEDIUM FR-007 is named here, but the spec has no such requirement.",
    "tasks.md:1:26 HIGH FR-008 is named here, but the spec has no such requirement.",
    "tasks.md:2:36 HIGH T002 depends on T009, which is not in the list.",
  ]);
});

it("ignores other specs' requirements, code, and documents without numbers", () => {
  const tasks = "- [ ] T001 As FR-009 of spec 014 says\n- [ ] T002 Print `FR-009`\n";
  expect(check(unknownId, { "spec.md": spec, "tasks.md": tasks })).toEqual([]);
  expect(check(unknownId, { "spec.md": "# Spec\n", "tasks.md": "- [ ] T001 (FR-001)\n" })).toEqual(
    [],
  );
});
