import { describe, expect, test } from "vitest";
import { parseTasks } from "../parse-tasks";

const others = Array.from({ length: 9 }, (_, index) => `- [ ] T00${index + 1} [P] x\n`).join("");

/** "2<1 3<1.2": T002 waits for T001, T003 for both; "!" for a doubt. */
const readSection = (line: string): string => {
  const text = /^[-|]/.test(line) ? line : `- ${line}`;
  const { tasks, unclear } = parseTasks(`${others}\n## Dependencies\n\n${text}\n`);
  const number = (id: string) => Number(id.slice(1));
  return tasks
    .filter(({ dependsOn }) => dependsOn.length > 0)
    .map(({ id, dependsOn }) => `${number(id)}<${dependsOn.map(number).toSorted().join(".")}`)
    .concat(unclear.length > 0 ? ["!"] : [])
    .join(" ");
};

describe("a line of a section on dependencies", () => {
  test.each([
    ["T001 must complete before T002, T002 before T003", "2<1 3<2"],
    ["T001 (migration) before T003 (models reference it)", "3<1"],
    ["T004-T006 (all tests) MUST complete and FAIL before T007-T008", "7<4.5.6 8<4.5.6"],
    ["**T001** must complete before T002, T003 (types needed)", "2<1 3<1"],
    ["T001 and T002 precede T003; T004 follows T003 because both own README.md", "3<1.2 4<3"],
    ["T007 follows T006.", "7<6"],
    ["T004 precedes T005. T005 and T002 precede T006. T007 follows T006.", "5<4 6<2.5 7<6"],
    ["T006: Depends on T002 confirming FAIL; unblocks T007", "6<2 7<6"],
    ["T001 → T002", "2<1"],
    ["T001 then T002", "2<1"],
    ["First T001, then T002, then T003", "2<1 3<2"],
    ["T003 blocked until T001 lands", "3<1"],
    ["T003 can't start before T001", "3<1"],
    ["T003 cannot begin until T001 and T002 are done", "3<1.2"],
    ["Once T001 is done, T002 and T003 can start", "2<1 3<1"],
    ["After T001: T002, T003", "2<1 3<1"],
    ["T005 depends on T001 - the table; T002 - the reader", "5<1.2"],
    ["T005: T001 - the table; T002 - the reader", "5<1.2"],
    ["T005 depends on T001–T004 except T003", "5<1.2.4"],
    ["T005 was blocked by T001, now unblocked", ""],
    ["T002 and T003 do not depend on T001", ""],
    ["neither T002 nor T003 depends on T001", ""],
    ["T002, T003 are independent of T001", ""],
    ["T002 needs nothing; T003 needs T002", "3<2"],
    ["FR-001 → T001–T003; FR-002 → T004–T006", ""],
    ["FR-001 → T001, FR-002 → T002", ""],
    ["`T003 depends on T001` is how to write it", ""],
    ["T003 waits for T001; T004 waits for T003 and T002", "3<1 4<2.3"],
    ["T001–T003 in parallel, then T004", "4<1.2.3"],
    ["T002 unblocks T003", "3<2"],
    ["T003 is unblocked by T002", "3<2"],
    [
      "T001 blocks the calls (T005, T006) and the tests (T003). T005/T006 block the re-bless (T007).",
      "3<1 5<1 6<1 7<5.6",
    ],
    ["T001 blocks everything; T002 and T003 are independent", ""],
    ["T001 blocks everything: T002 and T003 are independent", ""],
    [
      "| Task | Depends on | Blocks |\n|---|---|---|\n| T002 | T001 | T003 |\n| T004 | none (T001 is optional) | - |",
      "2<1 3<2",
    ],
    ["| Task | Independent? |\n|---|---|\n| T002 | T001 |", ""],
    [
      "| Task | Depends on |\n|---|---|\n| T005 | T001–T004 except T003 |\n| T006 | not T001 |\n| T007 | T001 - the table; T002 |",
      "5<1.2.4 7<1.2",
    ],
    ["- T005:\n  - T001\n  - T002", "5<1.2"],
    ["- T005:\n  - depends on T001\n  - needs T002", "5<1.2"],
    ["- T005 depends on:\n  - T001 - the table\n  - T002 the reader", "5<1.2"],
    ["- **T005** depends on\n  T001 and T002", "5<1.2"],
    ["T003 ← T001", "3<1"],
    ["T001 → T002 ← T003", "2<1.3"],
    ["T009 (build) runs last", ""],
    ["T002 may need T001", "!"],
    ["T002 depends on T001?", "!"],
    ["US1: T001 → T002; tests T003/T004 follow.", "2<1"],
    ["T005 required by T006", "6<5"],
    ["T002 can run in parallel with T003 after T001", "2<1"],
    ["T002 hängt von T001 ab; T003 nicht vor T002", "2<1 3<2"],
    ["T002 依赖 T001，T003 不依赖 T001", "2<1"],
    ["T001 and T002 can run in parallel before T003", "3<1.2"],
    ["T001 must be done before T002 and T003 can start", "2<1 3<1"],
    ["T003 must not start before T001", "3<1"],
    ["T001 must exist before T003 (init)", "3<1"],
    ["T005 depends on T001, T006 depends on T002", "5<1 6<2"],
    ["T005 needs T001, but T006 does not", "5<1"],
  ])("%s", (line, read) => {
    expect(readSection(line)).toEqual(read);
  });
});

describe("a list below a label", () => {
  const waits = (below: string) =>
    parseTasks(`${others}- [ ] T010 [P] d\n${below}\n`).tasks.at(-1)?.dependsOn;

  test.each([
    ["  - Dependencies:\n    - T001 - the table\n    - T002 - the reader", ["T001", "T002"]],
    [
      "  - Dependencies:\n    - the table (T001)\n    - T002 the reader, see T003",
      ["T001", "T002"],
    ],
    ["  - Requires:\n    1. **T001**: the table\n    2. `T002`", ["T001", "T002"]],
    ["  **Depends on**:\n  - T001\n  - T002", ["T001", "T002"]],
    ["  - Blocked by:\n    - T001\n      - which is long\n    - T002", ["T001", "T002"]],
    ["  - Dependencies:\n    - none\n  - T001 is next", []],
    ["  - Dependencies:\n    - T001\n  - T002 is next", ["T001"]],
    ["  - Steps:\n    - passes after T001\n    - like T002", []],
  ])("%j", (below, ids) => {
    expect(waits(below)).toEqual(ids);
  });
});

describe("several statements that share one cue", () => {
  test.each([
    ["T002 depends on T001 and T003 on T002", "2<1 3<2"],
    ["T002 depends on T001, and T003 on T002.", "2<1 3<2"],
    ["T002 depends on T001, T003 on T002, T004 on T003", "2<1 3<2 4<3"],
    ["T002 depends on T001; T003 on T002", "2<1 3<2"],
    ["T002 depends on T001 while T003 on T002 and T001", "2<1 3<1.2"],
    ["T002 depends on T001 but T003 on T002", "2<1 3<2"],
    ["T002 depends on T001 (types) and T003 on T002 (reader)", "2<1 3<2"],
    ["T002 is blocked by T001 and T003 by T002", "2<1 3<2"],
    ["T002 waits for T001, T003 for T002", "2<1 3<2"],
    ["T001 is required by T002 and T003 by T004", "2<1 4<3"],
    ["T002 and T003 depend on T001, and T004 and T005 on T003", "2<1 3<1 4<3 5<3"],
    ["T002, T003 depend on T001; T004, T005 on T003", "2<1 3<1 4<3 5<3"],
    ["T002 hängt von T001 und T003 von T002 ab", "2<1 3<2"],
    ["T002 dépend de T001 et T003 de T002", "2<1 3<2"],
    ["T002 depende de T001 y T003 de T002", "2<1 3<2"],
    ["T002 зависит от T001, а T003 от T002", "2<1 3<2"],
    ["T002 hangt af van T001 en T003 van T002", "2<1 3<2"],
    ["T002 依赖 T001，T003 则依赖 T002", "2<1 3<2"],
    ["T002 depends on T001 and on T003", "2<1.3"],
    ["T004 depends on T001, on T002, and on T003", "4<1.2.3"],
    ["T002 depends on T001 and T003 not on T002", "2<1"],
    ["T002 depends on T001 and T003 and T004 on T002", "!"],
    ["T002 depends on T001 and T003 for T004", "2<1 !"],
    ["T002 does not depend on T001 and T003 on T002", "!"],
    ["T003 and T004 depend on T001 and T002 respectively", "3<1 4<2"],
    ["T003, T004 and T005 depend on T001 and T002 respectively", "!"],
  ])("%s", (line, read) => {
    expect(readSection(line)).toBe(read);
  });
});

describe("a clause keeps to its own tasks", () => {
  test.each([
    ["T002 depends on T001 and T003 does not", "2<1"],
    ["T002 depends on T001, T003 is independent", "2<1"],
    ["T001 blocks T002, T003 is independent", "2<1"],
    ["tests (T005) need all parts; docs (T007) can go after T006; T008 is last", "7<6"],
    ["T001 blocks everything; Polish waits on T003", ""],
    ["First (T001, T002 in one wave; T003 after) → Second (T004)", "4<1.2.3"],
    ["T006 depends on T002; unblocks T007", "6<2 7<6"],
  ])("%s", (line, read) => {
    expect(readSection(line)).toBe(read);
  });
});

describe("a statement that names no task is reported", () => {
  test.each([
    ["T001 blocks T002; T004 waits on all.", "2<1 !"],
    ["T008 depends on everything", "!"],
    ["Wave 1 (T001, T002) is first; T003 depends on both.", "!"],
    ["T001 lands first; T002 builds on it", "!"],
    ["tests depend on T003 (and T001 for T007)", "!"],
    ["T008 does not depend on everything", ""],
  ])("%s", (line, read) => {
    expect(readSection(line)).toBe(read);
  });
});
