import fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmTaskListItemFromMarkdown } from "mdast-util-gfm-task-list-item";
import { gfmTaskListItem } from "micromark-extension-gfm-task-list-item";
import { describe, expect, it, test } from "vitest";
import { projectBoard } from "./board";
import { joinLists, parseTasks, type TaskList } from "./parse-tasks";
import { tickTask, untickTask } from "./tick-task";

const ids = (text: string) => parseTasks(text).tasks.map(({ id }) => id);
const reasons = (text: string) =>
  parseTasks(text).unread.map(({ line, reason }) => `${line}: ${reason}`);
const counted = ({ tasks, groups, unread }: TaskList) =>
  tasks.length + groups.length + unread.length;

describe("a task's ID", () => {
  test.each([
    ["T001 x", "T001", "x"],
    ["T001a x", "T001a", "x"],
    ["T010B x", "T010B", "x"],
    ["T003.1 x", "T003.1", "x"],
    ["T003-2 x", "T003-2", "x"],
    ["T1.1 x", "T1.1", "x"],
    ["T-01 x", "T-01", "x"],
    ["T_7 x", "T_7", "x"],
    ["T1000 x", "T1000", "x"],
    ["TASK-001 x", "TASK-001", "x"],
    ["TASK-002a: x", "TASK-002a", "x"],
    ["Task T004: x", "T004", "x"],
    ["**T001** x", "T001", "x"],
    ["**T001:** x", "T001", "x"],
    ["**T001**: x", "T001", "x"],
    ["__T001__ x", "T001", "x"],
    ["`T001` x", "T001", "x"],
    ["[T001] x", "T001", "x"],
    ["**[T001]** x", "T001", "x"],
    ["[T001](#t001) x", "T001", "x"],
    ["(T001) x", "T001", "x"],
    ["T001 - x", "T001", "x"],
    ["T001 – x", "T001", "x"],
    ["T001. x", "T001", "x"],
    ["T001) x", "T001", "x"],
    ["T001\u00a0x", "T001", "x"],
    ["~~T001 x~~", "T001", "~~x~~"],
    ["**T001 Set up** x", "T001", "**Set up** x"],
    ["[P] T001 x", "T001", "x"],
    ["[US1] **T001** x", "T001", "x"],
    ["T001", "T001", ""],
  ])("is read from %j", (rest, id, title) => {
    const list = parseTasks(`- [ ] ${rest}\n`);
    expect(list.tasks.map((task) => [task.id, task.title])).toEqual([[id, title]]);
    expect(list.unread).toEqual([]);
  });

  test.each(["1. [ ]", "2) [ ]", "12. [ ]", "+ [ ]", "* [ ]", "-\t[ ]", "-   [ ]", "  - [ ]"])(
    "is recognised after the sign %j",
    (sign) => {
      expect(ids(`${sign} T002 x\n`)).toEqual(["T002"]);
    },
  );

  test.each(["~", "-", "/", ">", "!", "<", "?", "*"])(
    "is recognised after the box [%s]",
    (sign) => {
      const text = `- [${sign}] T002 x\n`;
      const list = parseTasks(text);
      expect(list.tasks).toMatchObject([{ id: "T002", done: false, sign }]);
      expect(projectBoard(list, []).columns[1]?.cards[0]?.word).toBe(`marked [${sign}]`);
      expect(projectBoard(list, []).wave.sentence).toBe("T002 can start.");
      const ticked = tickTask(text, "T002");
      expect(ticked).toEqual({ text: "- [X] T002 x\n", offset: 3 });
      expect(untickTask("- [X] T002 x\n", "T002")?.text).toBe("- [ ] T002 x\n");
    },
  );
});

describe("a line that looks like a task and was not understood", () => {
  const row = "The line is a table row, but a task is a list item. Write “- [ ] T012 …”.";
  test.each([
    ["- [ ] write tests", "It does not begin with a task’s ID, such as T012."],
    ["- [ ] CHK001 all is well", "It does not begin with a task’s ID, such as T012."],
    ["- [ ] T001-T003 x", "It names several tasks. Give each a line of its own."],
    ["- [ ] T001, T002 x", "It names several tasks. Give each a line of its own."],
    ["- [ ] T001/T002 x", "It names several tasks. Give each a line of its own."],
    ["- [y] T001 x", "The sign in [y] is not known. Write [ ] or [x]."],
    ["- [✓] T001 x", "The sign in [✓] is not known. Write [ ] or [x]."],
    ["> - [ ] T001 x", "The line is in a quotation. Remove the >."],
    ["- [ ]T001 x", "A space is missing after the box. Write “- [ ] T012 …”."],
    ["-[ ] T001 x", "A space is missing before the box. Write “- [ ] T012 …”."],
    ["- [] T001 x", "The box has one character between its brackets: [ ] or [x]."],
    ["- [ x ] T001 x", "The box has one character between its brackets: [ ] or [x]."],
    ["[ ] T001 x", "No list sign stands before the box. Write “- [ ] T012 …”."],
    ["### [x] T001 x", "The line is a heading, but a task is a list item. Write “- [ ] T012 …”."],
    ["| [ ] | T001 |", "The line is a table row, but a task is a list item. Write “- [ ] T012 …”."],
    ["- T001 [ ] x", "The box is after the ID. Write “- [ ] T012 …”."],
    ["| - [ ] T001 | x |", row],
    ["• [ ] T001 x", "The sign before the box is no list sign. Write “- [ ] T012 …”."],
    ["– [x] T001 x", "The sign before the box is no list sign. Write “- [ ] T012 …”."],
    ["a. [ ] T001 x", "The sign before the box is no list sign. Write “- [ ] T012 …”."],
    ["(1) [ ] T001 x", "The sign before the box is no list sign. Write “- [ ] T012 …”."],
    ["- ［ ］ T001 x", "The brackets are not [ and ]. Write “- [ ] T012 …”."],
    ["- 【x】T001 x", "The brackets are not [ and ]. Write “- [ ] T012 …”."],
    ["- ( ) T001 x", "The brackets are not [ and ]. Write “- [ ] T012 …”."],
    ["- {x} T001 x", "The brackets are not [ and ]. Write “- [ ] T012 …”."],
    ["- [done] T001 x", "The box has one character between its brackets: [ ] or [x]."],
    ["- [\u200b ] T001 x", "The box has one character between its brackets: [ ] or [x]."],
    ["- **[ ]** T001 x", "The box’s bracket has a sign before it. Write “- [ ] T012 …”."],
    ["**[ ] T001** x", "The box’s bracket has a sign before it. Write “- [ ] T012 …”."],
    ["- \\[ ] T001 x", "The box’s bracket has a sign before it. Write “- [ ] T012 …”."],
    ["- [x]: T001 x", "A space is missing after the box. Write “- [ ] T012 …”."],
    ['- <input type="checkbox"> T001 x', "The box is HTML. Write “- [ ] T012 …”."],
    ["<ul><li>[ ] T001 x</li></ul>", "The box is HTML. Write “- [ ] T012 …”."],
    [
      "- :white_check_mark: T001 x",
      "The line has a symbol instead of a box. Write “- [ ] T012 …”.",
    ],
    ["- ☐ T001 x", "The line has a symbol instead of a box. Write “- [ ] T012 …”."],
    ["    - [ ] T001 x", "The line is indented like code. Remove some of the spaces."],
  ])("is reported: %j", (line, reason) => {
    expect(parseTasks(`# Tasks\n\n${line}\n`).tasks).toEqual([]);
    expect(reasons(`# Tasks\n\n${line}\n`)).toEqual([`3: ${reason}`]);
  });

  it("is counted on the board, which then never reports that all is done", () => {
    const { wave } = projectBoard(parseTasks("- [x] T001 x\n- [ ] tests\n- [x] more\n"), []);
    expect(wave.sentence).toBe(
      "All tasks that were understood are done. 2 lines were not understood.",
    );
    expect(projectBoard(parseTasks("- [ ] tests\n"), []).wave.sentence).toBe(
      "1 line was not understood.",
    );
  });
});

test.each([
  "- [P] marks tasks that can run in parallel",
  "- [US1] T001 is the first of this story",
  "- [see here](a.md) T001",
  "- (optional) T001 can be left out",
  "- T001 is done first",
  "- [x](a.md) is a link",
  "- **[link](a.md)** and `[ ]` in code",
  "— a dash [ ] and words",
  "- :warning: nothing here",
])("a line about tasks is not a task: %s", (line) => {
  expect(parseTasks(`# Tasks\n\n${line}\n`)).toMatchObject({ tasks: [], unread: [] });
});

test("IDs that differ only in case are duplicates", () => {
  expect(parseTasks("- [ ] t001 a\n- [ ] T001 b\n- [ ] T002 c\n").duplicates).toEqual([
    "t001",
    "T001",
  ]);
});

describe("code and comments", () => {
  it("contain no tasks", () => {
    const text =
      "```md\r\n- [ ] T090 a\r\n```\r\n\r\n<!--\r\n- [ ] T091 b\r\n-->\r\n\r\n- [ ] T001 c\r\n";
    expect(ids(text)).toEqual(["T001"]);
    expect(reasons(text)).toEqual([]);
  });

  it("end with the list item or the quotation that contains them", () => {
    expect(ids("- [ ] T001 a\n  ```sh\n  npm test\n- [ ] T002 b\n")).toEqual(["T001", "T002"]);
    expect(ids("- [ ] T001 a\n  <!-- note\n\n- [ ] T002 b\n")).toEqual(["T001", "T002"]);
    expect(ids("1. [ ] T001 a\n\n   - x\n     ~~~\n   - [ ] T002 b\n")).toEqual(["T001", "T002"]);
    expect(ids("> ```\n> code\n\n- [ ] T001 a\n")).toEqual(["T001"]);
    expect(ids("- [ ] T001 a\n  ```\n\n  - [ ] T003 c\n  ```\n- [ ] T002 b\n")).toEqual([
      "T001",
      "T002",
    ]);
  });

  it("are reported for each hidden box when they are never closed", () => {
    const text = "- [ ] T001 a\n\n```sh\n- [ ] T002 b\n- [x] T003 c\nx\n";
    expect(ids(text)).toEqual(["T001"]);
    expect(reasons(text)).toEqual([
      "4: The line is in a code block that begins on line 3 and is never closed.",
      "5: The line is in a code block that begins on line 3 and is never closed.",
    ]);
    expect(reasons("<!-- a\n- [ ] T001 b\n")).toEqual([
      "2: The line is in a comment that begins on line 1 and is never closed.",
    ]);
  });
});

describe("the lists of a feature's layers", () => {
  const list = "- [ ] 0.1 Before\n## 1. Work\n- [ ] 1.1 Build src/a.ts\n- [ ] 1.2 Test it\n";
  const paths = ["backend", "frontend"].map((layer) => `openspec/changes/x/${layer}/tasks.md`);
  const joined = joinLists(paths.map((path) => parseTasks(list, path)));

  it("are on one board, with IDs of their own", () => {
    expect(joined.tasks.map(({ id }) => id)).toEqual([
      "backend/0.1",
      "backend/1.1",
      "backend/1.2",
      "frontend/0.1",
      "frontend/1.1",
      "frontend/1.2",
    ]);
    expect(joined.duplicates).toEqual([]);
    expect(joined.phases.map(({ title }) => title)).toEqual([
      "backend",
      "backend: 1. Work",
      "frontend",
      "frontend: 1. Work",
    ]);
  });

  it("do not wait for each other", () => {
    expect(projectBoard(joined, []).wave.tasks).toEqual(["backend/0.1", "frontend/0.1"]);
  });

  it("are ticked in their own file", () => {
    expect(tickTask(list, "backend/1.1", paths[0])?.text).toBe(list.replace("[ ] 1.1", "[x] 1.1"));
    expect(tickTask(list, "frontend/1.1", paths[0])).toBeUndefined();
  });
});

/** The number of boxes that GitHub's Markdown finds: boxes with a space or an x. */
function boxesOf(markdown: string): number {
  const tree = fromMarkdown(markdown, {
    extensions: [gfmTaskListItem()],
    mdastExtensions: [gfmTaskListItemFromMarkdown()],
  });
  let count = 0;
  const visit = (node: { type: string; checked?: boolean | null; children?: unknown[] }) => {
    if (node.type === "listItem" && typeof node.checked === "boolean") count += 1;
    for (const child of node.children ?? []) visit(child as typeof node);
  };
  visit(tree);
  return count;
}

describe("every box is counted", () => {
  const sign = fc.constantFrom("-", "*", "+", "1.", "1)");
  // Only 1 can interrupt a paragraph; other numbers follow a blank line.
  const topSign = fc.constantFrom("2)", "10.", "007.");
  const mark = fc.constantFrom(" ", " ", "x", "X", "~", "-", "/", ">", "!", "?");
  const beginning = fc.constantFrom(
    ...["T001", "T001a", "T003.1", "TASK-001", "**T004**", "[T005]", "`T006`", "T-01", "T1000"],
    ...[
      "1.1",
      "1.1.1",
      "2.",
      "[P] T007",
      "T008–T009",
      "CHK001",
      "write",
      "FR-001",
      "`code`",
      "_a_",
    ],
  );
  /** An item with nested items, indented as Markdown requires. */
  const itemOf = (inner: fc.Arbitrary<string[]>): fc.Arbitrary<string[]> =>
    fc
      .record({
        sign,
        mark: fc.option(mark, { freq: 5 }),
        beginning,
        more: fc.constantFrom("", "goes on", "```\n- [ ] T099 code\n```", "<!-- - [ ] T098 -->"),
        inner: fc.array(inner, { maxLength: 2 }),
        loose: fc.boolean(),
      })
      .map(({ sign, mark, beginning, more, inner, loose }) => {
        const pad = " ".repeat(sign.length + 1);
        const box = mark === null ? "" : `[${mark}] `;
        const below = [...more.split("\n").filter(Boolean), ...inner.flat()];
        return [
          `${sign} ${box}${beginning} words`,
          ...(loose && below.length > 0 ? [""] : []),
          ...below.map((line) => (line === "" ? "" : pad + line)),
        ];
      });
  const item = itemOf(itemOf(itemOf(fc.constant([]))));
  const block = fc.oneof(
    { weight: 2, arbitrary: topSign.map((number) => `${number} [ ] T003 words`) },
    { weight: 6, arbitrary: item.map((lines) => lines.join("\n")) },
    fc.constantFrom(
      "## Phase 1: A",
      "Words.",
      "```\n- [ ] T097 code\n```",
      "<!--\n- [ ] T096\n-->",
    ),
    item.map((lines) => lines.map((line) => `> ${line}`).join("\n")),
  );
  const list = fc
    .tuple(fc.array(block, { maxLength: 5 }), fc.constantFrom("\n", "\r\n"))
    .map(([blocks, end]) => `${blocks.join("\n\n")}\n`.replaceAll("\n", end));

  test.each(["specs/001-a/tasks.md", "openspec/changes/a/tasks.md", ".kiro/specs/a/tasks.md"])(
    "as a task, a group or a line that was not understood: %s",
    (path) => {
      fc.assert(
        fc.property(list, (text) => {
          const plain = text.replace(/\[[~/>!?-]\]/g, "[ ]");
          expect(counted(parseTasks(text, path))).toBe(boxesOf(plain));
        }),
        { numRuns: 60 },
      );
    },
  );
});
