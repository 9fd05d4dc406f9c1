import { describe, expect, it } from "vitest";
import { parseTasks, validationOf } from "./parse-tasks";
import { tickTask, untickTask } from "./tick-task";

const sample = `---

description: "x"
- [ ] T900 in front matter
---

# Tasks: Rates

**Validation**: \`npm test\`

## Format: \`[ID] [P?] [Story] Description\`

<!--
- [ ] T901 in a comment
-->

## Phase 1: Setup (Shared Infrastructure)

- [X] T001 Create project structure in \`src/\`
* [x] T002 [P] Configure lint <!-- - [ ] T902 --> in biome.json

\`\`\`md
- [ ] T903 in code
\`\`\`

## Phase 2: Foundational (Blocking Prerequisites)

+ [ ] **T003** [P] [US2] Read FR-001 and SC-002a *(depends on T001, T002)* — \`src/read.ts\`
  - Validation: \`node --test test/read.test.ts\`
    - [ ] T004: Write ./src/write.ts:12 (after T001–T003)

## Dependencies & Execution Order

- T004 depends on nothing
`;

describe("parseTasks", () => {
  const list = parseTasks(sample);

  it("reads task lines and skips front matter, comments and code", () => {
    expect(list.tasks.map(({ id, done, parallel }) => [id, done, parallel])).toEqual([
      ["T001", true, false],
      ["T002", true, true],
      ["T003", false, true],
      ["T004", false, false],
    ]);
  });

  it("reads markers, files, requirements and dependencies from a line", () => {
    expect(list.tasks[2]).toMatchObject({
      story: "US2",
      title: "Read FR-001 and SC-002a *(depends on T001, T002)* — `src/read.ts`",
      raw: "+ [ ] **T003** [P] [US2] Read FR-001 and SC-002a *(depends on T001, T002)* — `src/read.ts`",
      line: 28,
      files: ["src/read.ts"],
      requirements: ["FR-001", "SC-002a"],
      dependsOn: ["T001", "T002"],
    });
    expect(list.tasks[3]).toMatchObject({
      files: ["src/write.ts"],
      dependsOn: ["T001", "T002", "T003"],
    });
  });

  it("returns the phases that have tasks", () => {
    expect(list.phases.map(({ title }) => title)).toEqual([
      "Phase 1: Setup (Shared Infrastructure)",
      "Phase 2: Foundational (Blocking Prerequisites)",
    ]);
    expect(list.tasks.map(({ phase }) => phase)).toEqual([0, 0, 1, 1]);
  });

  it("finds the validation for all tasks and the one of a task", () => {
    expect(list.tasks.map((task) => validationOf(list, task))).toEqual([
      "npm test",
      "npm test",
      "node --test test/read.test.ts",
      "npm test",
    ]);
  });

  it("does not apply a task's own validation to all tasks", () => {
    const { validation } = parseTasks("- [ ] T001 a\n  - Validation: `x`\n- [ ] T002 b\n");
    expect(validation).toBeUndefined();
  });

  it("reports IDs of several tasks", () => {
    expect(parseTasks("- [ ] T001 a\n- [ ] T002 b\n- [X] T001 c\n").duplicates).toEqual(["T001"]);
  });

  it("does not treat other lists as tasks", () => {
    const others =
      "- [P] = different files\n- [1] a note\n- T001 no box\n- [x](a.md) a link\n- [x]: b\n";
    expect(parseTasks(others)).toMatchObject({ tasks: [], unread: [] });
  });

  it("finds no files in addresses, products, versions and plain words", () => {
    const line = "- [ ] T001 Use Node.js v1.2 and/or https://example.org/a.ts e.g. [x], 3/4";
    expect(parseTasks(line).tasks[0]?.files).toEqual([]);
  });
});

describe("tickTask", () => {
  it("changes one character, with any line ends", () => {
    const text = "\uFEFF# T\r\n\r\n* [ ] T001 ä\r\n* [ ] T002 b";
    expect(tickTask(text, "T002")).toEqual({
      text: text.replace("[ ] T002", "[X] T002"),
      offset: 25,
    });
  });

  it("refuses a missing, a finished and an ambiguous task", () => {
    const text = "- [x] T001 a\n- [ ] T002 b\n- [ ] T002 c\n";
    expect(tickTask(text, "T001")).toBeUndefined();
    expect(tickTask(text, "T002")).toBeUndefined();
    expect(tickTask(text, "T003")).toBeUndefined();
    expect(untickTask(text, "T001")?.text).toBe(text.replace("[x]", "[ ]"));
  });
});
