import { describe, expect, test } from "vitest";
import { parseTasks } from "../parse-tasks";

const others = "- [ ] T001 [P] a\n- [ ] T002 [P] b\n- [ ] T003 [P] c\n";
/** The waits of a task, from its description and the lines below it. */
const waitsOf = (description: string): readonly string[] | undefined =>
  parseTasks(`${others}- [ ] T010 [P] ${description}\n`).tasks.find(({ id }) => id === "T010")
    ?.dependsOn;

const first = ["T001"];
const both = ["T001", "T002"];
const three = ["T001", "T002", "T003"];

describe("a task waits for the tasks that its description names", () => {
  test.each([
    ["d (depends on T001, T002)", both],
    ["d depends upon T001", first],
    ["d needs T001..T002", both],
    ["[depends: T001, T002] d", both],
    ["d [deps T001]", first],
    ["d (deps: T001)", first],
    ["d (Depends: T001)", first],
    ["d **Dependencies**: T001", first],
    ["d **Dependencies:** **T001** & `T002`", both],
    ["d dependsOn: [T001, T002]", both],
    ["d depends_on=T001", first],
    ["d Prerequisite: T001", first],
    ["d Prereqs: T001; T002", both],
    ["d (depends on both T001 and T002)", both],
    ["d (depends on all of T001, T002 and T003)", three],
    ["d requires T001", first],
    ["d, blocked by T001/T002", both],
    ["d blockedBy: T001", first],
    ["d once T001 is merged", first],
    ["d after completion of T001", first],
    ["d (after T001–T003)", three],
    ["d (depends on tasks T001-T003)", three],
    ["d (depends on T001 through T003)", three],
    ["d (depends on T001-003)", three],
    ["d (waits for T001 (the table), T002 (the reader))", both],
    ["d depends on the rate table (T001)", first],
    ["d (depends on T001; T002)", both],
    ["d (depends on T001; T002 uses its output)", first],
    ["d (depends on t001)", first],
    ["d ← T001", first],
    ["d (T001 must be complete)", first],
    ["d hängt von T001 ab", first],
    ["d (abhängig von T001 und T002)", both],
    ["d – Voraussetzung: T001", first],
    ["d, nach T001", first],
    ["d dépend de T001 et T002", both],
    ["d (après T001)", first],
    ["d Prérequis : T001", first],
    ["d depende de T001 y T002", both],
    ["d (después de T001)", first],
    ["d depende da T001 e da T002", both],
    ["d Pré-requisitos: T001", first],
    ["d（依赖 T001、T002）", both],
    ["d，依赖于T001和T002", both],
    ["d，T001完成后", first],
    ["d 前置任务：T001", first],
    ["d（T001に依存）", first],
    ["d（T001とT002の完了後）", both],
    ["d 依存関係: T001", first],
    ["d (T001에 의존)", first],
    ["d (T001 완료 후)", first],
    ["d 선행 작업: T001, T002", both],
    ["d (зависит от T001 и T002)", both],
    ["d Зависимости: T001", first],
    ["d (после T001)", first],
  ])("%s", (description, ids) => {
    expect(waitsOf(description)).toEqual(ids);
  });
});

describe("a remark below a task applies to that task", () => {
  test.each([
    ["d\n  - Depends on: T001", first],
    ["d\n  - **Dependencies**: T001; T002", both],
    ["d\n    * blocked by T001", first],
    ["d long text that is wrapped\n  and depends on T001", first],
    ["d long text that is wrapped (depends on\nT001, T002)", both],
    ["d\n\n  Depends on T001 and T002.", both],
    ["d\n  - Dependencies:\n    - T001\n    - T002", both],
    ["d\n  - a step\n    Requires: T001", first],
    ["d\n  - passes after T001 is there", []],
    ["d\n\nT010 is last and depends on T001", []],
    ["d\n- another item depends on T001", []],
  ])("%j", (description, ids) => {
    expect(waitsOf(description)).toEqual(ids);
  });
});

describe("a denied dependency is no wait", () => {
  test.each([
    "d (does not depend on T001)",
    "d, which doesn’t depend on T001 or T002",
    "d no longer depends on T001",
    "d has no dependency on T001",
    "d, independent of T001",
    "d without depending on T001",
    "d (not blocked by T001)",
    "d Dependencies: None",
    "d **Dependencies**: none (T001 is optional)",
    "d depends on nothing",
    "d ~~(depends on T001)~~",
    "d hängt nicht von T001 ab",
    "d (keine Abhängigkeit von T001)",
    "d ne dépend pas de T001",
    "d no depende de T001",
    "d não depende de T001",
    "d（不依赖 T001）",
    "d（T001に依存しない）",
    "d (T001에 의존하지 않음)",
    "d (не зависит от T001)",
    "d as in T001",
    "d, see T001 and T002",
    "d on a T4 instance; requires T4",
    "d in src/T001/after.ts",
    "d (blocks nothing; T001 is done)",
  ])("%s", (description) => {
    expect(waitsOf(description)).toEqual([]);
  });
});

describe("IDs", () => {
  const waits = (text: string) => parseTasks(text).tasks.at(-1)?.dependsOn;

  test("of any form are returned as written", () => {
    expect(waits("- [ ] T001a x\n- [ ] T002 y (depends on T001a)\n")).toEqual(["T001a"]);
    expect(waits("- [ ] T1.1 x\n- [ ] T1.2 y (depends on T1.1)\n")).toEqual(["T1.1"]);
    expect(waits("- [ ] TASK-001 x\n- [ ] TASK-002 y (after TASK-001)\n")).toEqual(["TASK-001"]);
    expect(waits("- [ ] T-01 x\n- [ ] T-02 y (needs T-01)\n")).toEqual(["T-01"]);
    expect(waits("- [ ] T1000 x\n- [ ] T1001 y (needs T1000)\n")).toEqual(["T1000"]);
  });

  test("of a range are those that the list has between its ends", () => {
    const list = "- [ ] T001 a\n- [ ] T001a b\n- [ ] T003 c\n- [ ] T009 d (depends on T001–T003)\n";
    expect(waits(list)).toEqual(["T001", "T001a", "T003"]);
  });

  test("of no task are returned as well", () => {
    expect(waits("- [ ] T001 a (depends on T099)\n")).toEqual(["T099"]);
    expect(waits("- [ ] T001 a (depends on T090–T099)\n")).toEqual(["T090", "T099"]);
  });

  test("of other tasks make the other task wait", () => {
    const { tasks } = parseTasks("- [ ] T001 a (blocks T002)\n- [ ] T002 [P] b\n");
    expect(tasks[1]?.dependsOn).toEqual(["T001"]);
  });
});

describe("a section on dependencies", () => {
  const list = "## Phase 1: A\n\n- [ ] T005 [P] a\n- [ ] T006 [P] b\n- [ ] T010 [P] c\n\n";
  const waits = (section: string) =>
    parseTasks(`${list}${section}\n`).tasks.map(({ dependsOn }) => dependsOn);

  test.each([
    ["## Dependencies\n\n- T005 → T006 → T010", [[], ["T005"], ["T006"]]],
    ["## Dependencies\n\nT005, T006 -> T010 (the reader)", [[], [], ["T005", "T006"]]],
    ["## Dependencies\n\nT010 ← T005", [[], [], ["T005"]]],
    ["### Task Dependencies\n- T010 depends on T005, T006", [[], [], ["T005", "T006"]]],
    ["## Dependencies\n- **T010**: T005, T006", [[], [], ["T005", "T006"]]],
    ["## Dependencies\n- T006 and T010 require T005.", [[], ["T005"], ["T005"]]],
    ["## Dependencies\n- T005 blocks T006, T010", [[], ["T005"], ["T005"]]],
    ["## Dependencies\n- T006 depends on T005; T010 depends on T006", [[], ["T005"], ["T006"]]],
    [
      "## Dependencies\n\n| Task | Depends on |\n|---|---|\n| T010 | T005, T006 |\n| T006 | - |",
      [[], [], ["T005", "T006"]],
    ],
    ["**Dependencies**:\n\n- T006 depends on T005", [[], ["T005"], []]],
    ["## Abhängigkeiten\n- T006 hängt von T005 ab", [[], ["T005"], []]],
    ["## 依赖关系\n- T006 依赖 T005", [[], ["T005"], []]],
    ["## Dependencies\n- T010 has no dependencies\n- T006 does not depend on T005", [[], [], []]],
    [
      "## Dependencies\n- Setup (Phase 1): no dependencies\n- T005 and T006 can run together",
      [[], [], []],
    ],
    ["## Notes\n- T006 → T010", [[], [], []]],
  ])("%j", (section, ids) => {
    expect(waits(section)).toEqual(ids);
  });
});
