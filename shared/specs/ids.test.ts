import { describe, expect, test } from "vitest";
import { taskName } from "../tasks/name";
import { nextTaskId } from "../tasks/next-id";
import { parseTasks } from "../tasks/parse-tasks";
import { readDocument } from "./analysis/documents";
import { traceTasks } from "./analysis/traces";
import { findDefinition } from "./definitions";
import { idPattern, isId, isMentionable } from "./ids";

/** Each form of a task's ID, with the next ID. */
const forms = [
  ["T012", "T013"],
  ["T1000", "T1001"],
  ["T012a", "T012b"],
  ["T012.3", "T012.4"],
  ["T1.1", "T1.2"],
  ["T-7", "T-8"],
  ["T-07", "T-08"],
  ["T_12", "T_13"],
  ["TASK-012", "TASK-013"],
  ["TASK012b", "TASK012c"],
  ["T012-b", "T012-c"],
] as const;
const list = (id: string, more = "") => `- [ ] T900 a\n- [ ] ${id} Do b${more}\n`;

const readTasks = (text: string) => readDocument({ path: "specs/001-a/tasks.md", text });

describe.each(forms)("the ID %s", (id, next) => {
  test("names a task", () => {
    expect(parseTasks(list(id)).tasks[1]?.id).toBe(id);
  });

  test("is recognised in a dependency, also when no task has it", () => {
    expect(parseTasks(`${list(id)}- [ ] T901 c (depends on ${id})\n`).tasks[2]?.dependsOn).toEqual([
      id,
    ]);
    expect(parseTasks(`- [ ] T901 c (depends on ${id})\n`).tasks[0]?.dependsOn).toEqual([id]);
    expect(parseTasks(`${list(id)}- [ ] T901 c (not after ${id})\n`).tasks[2]?.dependsOn).toEqual(
      [],
    );
  });

  test("is found in prose as a whole", () => {
    const found = [...`See ${id}, and (${id}); ${id}.`.matchAll(new RegExp(idPattern, "g"))];
    expect(found.map(([it]) => it)).toEqual([id, id, id]);
  });

  test("is followed by the next", () => {
    expect(nextTaskId(`${id} Do b`, [`${id} Do b`])).toBe(next);
    expect(nextTaskId(`${id} Do b`, [`${id} Do b`, `${next} Do c`])).not.toBe(next);
  });

  test("leads to its task", () => {
    const tasks = readTasks(list(id));
    expect(findDefinition([tasks], id)).toMatchObject({ kind: "task", id, line: 2 });
  });

  test("is traced when a line names a requirement with it", () => {
    const tasks = readTasks(`${list(id)}\n## Coverage\n\n| FR-001 | ${id} |\n`);
    expect(traceTasks(tasks).tasks.get("FR-001")).toEqual([id]);
  });

  test("is left out of a task’s short name", () => {
    expect(taskName(`Write the reader (${id})`)).toBe("Write the reader");
  });

  test("is an ID by itself, and can be named by a commit", () => {
    expect([isId(id), isMentionable(id)]).toEqual([true, true]);
  });
});

describe("the number 1.2 of an outline", () => {
  const path = "openspec/changes/a/tasks.md";
  const text = "## 1. A\n\n- [ ] 1.1 Do a\n- [ ] 1.2 Do b\n\n## Coverage\n\n| FR-001 | 1.2 |\n";

  test("names a task, leads to it, is traced and followed by the next", () => {
    const document = readDocument({ path, text });
    expect(document.tasks?.tasks.map(({ id }) => id)).toEqual(["1.1", "1.2"]);
    expect(findDefinition([document], "1.2")).toMatchObject({ kind: "task", id: "1.2" });
    expect(traceTasks(document).tasks.get("FR-001")).toEqual(["1.2"]);
    expect(nextTaskId("1.2 Do b", ["1.1 Do a", "1.2 Do b"])).toBe("1.3");
    expect(isId("1.2")).toBe(true);
  });

  test("is no ID in prose or in a commit’s message, where it is a version or an amount", () => {
    expect("Needs version 1.2 of it".match(new RegExp(idPattern))).toBeNull();
    expect(isMentionable("1.2")).toBe(false);
  });
});

test.each(["T4", "t1", "T-shirt", "T4 instance", "T3.2xlarge", "1.2", "US", "FR", "CHK1"])(
  "%s is no ID in prose",
  (text) => {
    expect(`a ${text} b`.match(new RegExp(`(?:${idPattern})(?![A-Za-z0-9])`))).toBeNull();
  },
);

test("the ends of a range, and a file’s name, are not part of an ID", () => {
  const first = (text: string) => new RegExp(idPattern).exec(text)?.[0];
  expect(first("T001-003")).toBe("T001");
  expect(first("T001–T003")).toBe("T001");
  expect(first("T012.md")).toBe("T012");
  expect(first("T012. Then")).toBe("T012");
});

test("a range of parts includes only those parts", () => {
  const tasks = ["T012", "T012.1", "T012.2", "T012.3", "T012.4"].map((id) => `- [ ] ${id} [P] x\n`);
  expect(
    parseTasks(`${tasks.join("")}- [ ] T013 [P] y (depends on T012.1–T012.3)\n`).tasks[5]
      ?.dependsOn,
  ).toEqual(["T012.1", "T012.2", "T012.3"]);
});
