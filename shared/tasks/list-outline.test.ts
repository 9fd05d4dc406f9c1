import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { projectBoard } from "./board";
import { parseTasks } from "./parse-tasks";
import { tickTask, untickTask } from "./tick-task";

const openSpec = "openspec/changes/add-limits/tasks.md";
const kiro = ".kiro/specs/limits/tasks.md";

const change = `## 1. Limits

- [x] 1.1 Read the limit from src/config.ts
- [ ] 1.2 Refuse more
  - Say which

## 2. Words

- [ ] 2.1 Write docs/limits.md
- [ ] Tell everybody
\`\`\`
- [ ] 9.9 code
\`\`\`
`;

const plan = `# Implementation Plan

- [-] 1. Set up
- [ ] 2. Limit requests
  - [x] 2.1 Count them
    - in memory
    - _Requirements: 1.1, 1.2_
  - [~] 2.2 Refuse them
  - [ ]* 2.3 Write tests
- [ ] 3 Release
`;

describe("task lists of OpenSpec and Kiro", () => {
  it("are read by their numbers, under their headings", () => {
    const list = parseTasks(change, openSpec);
    expect(list.phases.map(({ title }) => title)).toEqual(["1. Limits", "2. Words"]);
    expect(list.tasks.map(({ id, title, done, phase }) => [id, title, done, phase])).toEqual([
      ["1.1", "Read the limit from src/config.ts", true, 0],
      ["1.2", "Refuse more", false, 0],
      ["2.1", "Write docs/limits.md", false, 1],
      ["line 10", "Tell everybody", false, 1],
    ]);
    expect(list.tasks[2]?.files).toEqual(["docs/limits.md"]);
    expect(parseTasks(change, "specs/001-a/tasks.md").tasks).toEqual([]);
  });

  it("treat a task with tasks below it as their phase", () => {
    const list = parseTasks(plan, kiro);
    expect(list.tasks.map(({ id, done }) => [id, done])).toEqual([
      ["1", false],
      ["2.1", true],
      ["2.2", false],
      ["2.3", false],
      ["3", false],
    ]);
    expect(list.phases.map(({ title }) => title)).toEqual(["2. Limit requests"]);
    expect(list.tasks[3]?.title).toBe("Write tests (optional)");
  });

  it("show boxes without a number on the board, but never start them", () => {
    const board = projectBoard(parseTasks(change, openSpec), []);
    const words = board.columns.flatMap(({ name, cards }) =>
      cards.map(({ task, word }) => [name, task.id, word]),
    );
    expect(words).toEqual([
      ["Blocked", "2.1", "waits for 1.2"],
      ["Blocked", "line 10", "no number"],
      ["Ready", "1.2", "ready"],
      ["Done", "1.1", "by hand"],
    ]);
  });

  it("are ticked by one character, in the format's own form", () => {
    const ticked = tickTask(change, "1.2", openSpec);
    expect(ticked?.text).toBe(change.replace("- [ ] 1.2", "- [x] 1.2"));
    expect(untickTask(ticked?.text ?? "", "1.2", openSpec)?.text).toBe(change);
    expect(tickTask(plan, "2.2", kiro)?.text).toBe(plan.replace("[~] 2.2", "[x] 2.2"));
    expect(tickTask(change, "line 10", openSpec)).toBeUndefined();
    expect(tickTask(change, "1.2")).toBeUndefined();
  });

  it("are read with any content", () => {
    const pieces = fc.constantFrom("- [ ] ", "1.", "1.1 ", "- [x]* ", "## ", "\n", "\r\n", "  ");
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
        const text = parts.join("");
        for (const task of parseTasks(text, kiro).tasks) {
          expect(text.slice(task.box - 1, task.box + 2)).toMatch(/^\[.\]$/);
          expect(text.split(/\r\n|\n|\r/)[task.line - 1]).toBe(task.raw);
        }
      }),
    );
  });
});
