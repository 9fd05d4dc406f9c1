import { expect, it } from "vitest";
import { check, lines } from "../testing";
import { openChecklist } from "./open-checklist";

const list = "# Checklist\n\n- [x] CHK001 a\n- [ ] CHK002 b\n- [ ] CHK003 c\n";

it("treats a checklist as a gate: open before the work, skipped once the work has begun", () => {
  const before = { "checklists/ux.md": list, "tasks.md": "- [ ] T001 a\n" };
  expect(lines(check(openChecklist, before))).toEqual([
    "checklists/ux.md:4:3 MEDIUM 2 of 3 items are not ticked: CHK002 and CHK003.",
  ]);
  const during = { "checklists/ux.md": list, "tasks.md": "- [X] T001 a\n" };
  expect(lines(check(openChecklist, during))).toEqual([
    "checklists/ux.md:4:3 HIGH Tasks are being done, but 2 of 3 items are not ticked: CHK002 and CHK003.",
  ]);
});

it("accepts a finished checklist, and ignores lists elsewhere", () => {
  const done = "- [x] One\n- [X] Two\n\n`- [ ] not this`\n";
  expect(check(openChecklist, { "checklists/requirements.md": done })).toEqual([]);
  expect(check(openChecklist, { "notes.md": list })).toEqual([]);
});
