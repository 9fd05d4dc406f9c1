import { documentSchema as schema } from "@shared/editor/schema";
import { history, undo } from "@tiptap/pm/history";
import { type Command, EditorState, TextSelection } from "@tiptap/pm/state";
import { expect, it } from "vitest";
import { joinedFromList, joinedToList, meetingLists } from "./list-joins";
import { blocksOf } from "./markdown-content";
import { fromFile } from "./replace";
import { toCell } from "./tables";

/** @param at "|one": the cursor before "one"; "one|": after "one" */
function stateOf(markdown: string, at: string): EditorState {
  const doc = schema.node("doc", null, blocksOf(markdown, schema));
  const words = at.replace("|", "");
  let cursor = -1;
  doc.descendants((node, position) => {
    const index = node.text?.indexOf(words) ?? -1;
    if (cursor < 0 && index >= 0) cursor = position + index + at.indexOf("|");
  });
  const plugins = [history(), meetingLists()];
  return EditorState.create({ doc, selection: TextSelection.create(doc, cursor), plugins });
}

/** Each text with its box, and "|" at the cursor. */
function shown({ doc, selection }: EditorState): string[] {
  const lines: string[] = [];
  doc.descendants((node, position, parent) => {
    if (!node.isTextblock) return;
    const { textContent: text } = node;
    const at = selection.from - position - 1;
    const here = selection.empty && at >= 0 && at <= text.length;
    const box = { true: "[x] ", false: "[ ] " }[String(parent?.attrs["checked"])] ?? "";
    lines.push(box + (here ? `${text.slice(0, at)}|${text.slice(at)}` : text));
  });
  return lines;
}

const after = (markdown: string, at: string, act: typeof joinedToList) => {
  const state = stateOf(markdown, at);
  const made = act(state);
  return made && shown(state.apply(made));
};

it("Backspace after a list joins the last text", () => {
  const text = "- [x] T001 one\n\nT002 two\n\n- [ ] T003 three\n";
  expect(after(text, "|T002", joinedToList)).toEqual(["[x] T001 one| T002 two", "[ ] T003 three"]);
  expect(after("- one\n\ntwo\n", "|two", joinedToList)).toEqual(["one|two"]);
  expect(after("- one\n\n## two\n", "|two", joinedToList)).toEqual(["one|two"]);
  expect(after("- one\n  - in\n\ntwo\n", "|two", joinedToList)).toEqual(["one", "in|two"]);
});

it("Backspace elsewhere is left to the editor", () => {
  for (const [text, at] of [
    ["one\n\ntwo\n", "|two"],
    ["- one\n\ntwo\n", "t|wo"],
    ["- one\n- two\n", "|two"],
    ["- ```\n  one\n  ```\n\ntwo\n", "|two"],
    ["- one\n\n  <!-- source -->\n\ntwo\n", "|two"],
  ] as const)
    expect(after(text, at, joinedToList), text).toBeUndefined();
});

it("Delete before a task takes the task's box first, and joins the text by a second key", () => {
  const text = "- [ ] T001 one\n- [x] T002 two\n- [ ] T003 three\n";
  const state = stateOf(text, "one|");
  const [first] = [joinedFromList(state)];
  const boxless = first && state.apply(first);
  expect(boxless && shown(boxless)).toEqual(["[ ] T001 one|", "T002 two", "[ ] T003 three"]);
  const second = boxless && joinedFromList(boxless);
  expect(boxless && second && shown(boxless.apply(second))).toEqual([
    "[ ] T001 one| T002 two",
    "[ ] T003 three",
  ]);
});

it("Delete at the end of a list joins the text after the list, which becomes no item", () => {
  expect(after("- [x] one\n\ntwo\n", "one|", joinedFromList)).toEqual(["[x] one|two"]);
  expect(after("- one\n\ntwo\n\n- three\n", "one|", joinedFromList)).toEqual(["one|two", "three"]);
  for (const text of ["- one\n- two\n", "- one\n\n## two\n", "- one\n\n<!-- x -->\n\ntwo\n"])
    expect(after(text, "one|", joinedFromList), text).toBeUndefined();
});

/** The number of blocks after the second block was deleted, and after undo. */
function withoutSecond(markdown: string, meta?: string): [number, number] {
  const state = stateOf(markdown, "|one");
  const from = state.doc.firstChild?.nodeSize ?? 0;
  const deletion = state.tr.delete(from, from + (state.doc.maybeChild(1)?.nodeSize ?? 0));
  const next = state.apply(meta === undefined ? deletion : deletion.setMeta(meta, true));
  let undone = next;
  undo(next, (transaction) => {
    undone = next.apply(transaction);
  });
  return [next.doc.childCount, undone.doc.childCount];
}

it("two lists of one kind become one when the text between them is deleted", () => {
  expect(withoutSecond("- one\n\ntext\n\n- two\n")).toEqual([1, 3]);
  expect(withoutSecond("- [ ] one\n\n## text\n\n- [x] two\n")).toEqual([1, 3]);
  expect(withoutSecond("1. one\n\ntext\n\n1. two\n")).toEqual([1, 3]);
  expect(withoutSecond("1. one\n\ntext\n\n1) two\n")).toEqual([2, 3]);
  expect(withoutSecond("- one\n\ntext\n\n- [ ] two\n")).toEqual([2, 3]);
  expect(withoutSecond("- one\n\ntext\n\n- two\n", fromFile)[0]).toBe(2);
  // Lists that met before stay apart.
  expect(withoutSecond("- one\n\n* two\n\n- three\n")[0]).toBe(1);
  const state = stateOf("- one\n\n* two\n\ntext\n", "|text");
  expect(state.apply(state.tr.insertText("more ")).doc.childCount).toBe(3);
});

it("Tab and Shift+Tab put the cursor at the end of a cell, and select nothing", () => {
  const table = "| a | b |\n|---|---|\n| one | two |\n";
  const press = (at: string, direction: 1 | -1) => {
    let state = stateOf(table, at);
    const command: Command = toCell(direction);
    const isDone = command(state, (transaction) => {
      state = state.apply(transaction);
    });
    return [isDone, ...shown(state).filter((line) => line.includes("|"))];
  };
  expect(press("t|wo", -1)).toEqual([true, "one|"]);
  expect(press("o|ne", -1)).toEqual([true, "b|"]);
  expect(press("o|ne", 1)).toEqual([true, "two|"]);
  expect(press("|a", -1)).toEqual([true, "|a"]);
  expect(press("two|", 1)).toEqual([false, "two|"]);
});
