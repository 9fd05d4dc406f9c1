import { documentSchema as schema } from "@shared/editor/schema";
import { history, undo } from "@tiptap/pm/history";
import { EditorState, TextSelection } from "@tiptap/pm/state";
import { describe, expect, it } from "vitest";
import { blocksOf } from "./markdown-content";
import { NextTask, secondId, taskAfter, withoutTask } from "./next-task";

/** A document with the cursor after some of its words. */
function stateOf(markdown: string, words: string): EditorState {
  const doc = schema.node("doc", null, blocksOf(markdown, schema));
  let at = 0;
  doc.descendants((node, position) => {
    const index = node.text?.indexOf(words) ?? -1;
    if (at === 0 && index !== -1) at = position + index + words.length;
  });
  const plugins = NextTask.config.addProseMirrorPlugins?.call({} as never) ?? [];
  return EditorState.create({
    doc,
    plugins: [...plugins, history()],
    selection: TextSelection.create(doc, at),
  });
}

/** The text after Enter, with `|` at the cursor. */
function afterEnter(markdown: string, words: string): string | undefined {
  const state = stateOf(markdown, words);
  const made = taskAfter(state);
  if (!made) return undefined;
  const { doc, selection } = state.apply(made);
  const lines: string[] = [];
  doc.descendants((node, position) => {
    if (!node.isTextblock) return;
    const at = selection.from - position - 1;
    const here = at >= 0 && at <= node.content.size;
    const { textContent: text } = node;
    lines.push(here ? `${text.slice(0, at)}|${text.slice(at)}` : text);
  });
  return lines.join("\n");
}

describe("Enter after a task", () => {
  it("makes a task with the next ID, after the first task's nested content", () => {
    expect(afterEnter("- [ ] T001 one\n- [ ] T002 two\n", "one")).toBe(
      "T001 one\nT003 |\nT002 two",
    );
    expect(afterEnter("- [x] T001 one\n  - Validation: x\n", "one")).toBe(
      "T001 one\nValidation: x\nT002 |",
    );
    expect(afterEnter("- [ ] 1.1 one\n- [ ] 1.2 two\n\n## 2\n\n- [ ] 2.1 three\n", "one")).toBe(
      "1.1 one\n1.3 |\n1.2 two\n2\n2.1 three",
    );
  });

  it("writes the task in the list's style, unticked", () => {
    const state = stateOf("- [x] **T001** one\n", "one");
    const made = taskAfter(state);
    const item = made?.doc.firstChild?.child(1);
    expect(item?.attrs["checked"]).toBe(false);
    expect(item?.firstChild?.firstChild?.marks.map(({ type }) => type.name)).toEqual(["bold"]);
  });

  it("knows the ID after [P] and [US1]", () => {
    expect(afterEnter("- [ ] [P] T001 one\n- [ ] [US1] T002 two\n", "two")).toBe(
      "[P] T001 one\n[US1] T002 two\nT003 |",
    );
    const state = stateOf("- [ ] [P] **T001** one\n", "one");
    const item = taskAfter(state)?.doc.firstChild?.child(1);
    expect(item?.firstChild?.firstChild?.marks.map(({ type }) => type.name)).toEqual(["bold"]);
  });

  it("works as usual elsewhere", () => {
    expect(afterEnter("- [ ] Buy milk\n- [ ] T001 one\n", "milk")).toBeUndefined();
    expect(afterEnter("- [ ] T001 one two\n", "one")).toBeUndefined();
    expect(afterEnter("- T001 one\n", "one")).toBeUndefined();
    expect(afterEnter("- [ ] T001 one\n\n  More.\n", "More.")).toBeUndefined();
  });

  it("is undone in one step, and taken back by Backspace", () => {
    const state = stateOf("- [ ] T001 one\n- [ ] T002 two\n", "one");
    const made = taskAfter(state);
    const after = made ? state.apply(made) : state;
    let undone = after;
    undo(after, (transaction) => {
      undone = after.apply(transaction);
    });
    expect(undone.doc.eq(state.doc)).toBe(true);
    const back = withoutTask(after);
    expect(back?.doc.eq(state.doc)).toBe(true);
    expect(back?.selection.from).toBe(state.selection.from);
    // With words in it, or with the cursor elsewhere, it is an ordinary task.
    expect(withoutTask(after.apply(after.tr.insertText("x")))).toBeUndefined();
    const moved = TextSelection.create(after.doc, after.selection.from - 1);
    expect(withoutTask(after.apply(after.tr.setSelection(moved)))).toBeUndefined();
  });

  it("yields to an ID that the person types", () => {
    const state = stateOf("- [ ] T001 one\n", "one");
    const made = taskAfter(state);
    const after = made ? state.apply(made) : state;
    const typed = (text: string) => after.apply(after.tr.insertText(text));
    const words = after.selection.from;
    for (const id of ["T002 ", "T017 ", "DB-3 ", "[T002] ", "T002: "])
      expect(secondId(typed(id))).toBe(words);
    for (const text of ["", "Write", "3", "T002 x", "T"])
      expect(secondId(typed(text))).toBeUndefined();
    // Words before the task change nothing.
    const later = typed("T002 ");
    expect(secondId(later.apply(later.tr.insertText("more ", 4)))).toBe(words + 5);
    // An ID typed in an older task refers to another task.
    const elsewhere = TextSelection.create(later.doc, 5);
    const back = later.apply(later.tr.setSelection(elsewhere));
    const again = TextSelection.create(later.doc, later.selection.from);
    expect(secondId(back.apply(back.tr.setSelection(again)))).toBeUndefined();
  });
});
