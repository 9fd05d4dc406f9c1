import { documentSchema } from "@shared/editor/schema";
import { Node } from "@tiptap/pm/model";
import { EditorState } from "@tiptap/pm/state";
import { expect, it } from "vitest";
import { readDocument } from "../keeping/rich-text";
import { idAt, questionsIn, specDecorations } from "./spec-decorations";

function open(text: string): EditorState {
  const document = readDocument(text);
  const doc = Node.fromJSON(documentSchema, document.kind === "rich" ? document.content : {});
  return EditorState.create({ doc, plugins: [specDecorations()] });
}

/** The position before some words. */
function before(state: EditorState, words: string): number {
  let found = -1;
  state.doc.descendants((node, position) => {
    const at = node.isText ? (node.text ?? "").indexOf(words) : -1;
    if (at !== -1) found = position + at;
  });
  return found;
}

it("finds the ID at the cursor, and the ID of the item around it", () => {
  const state = open(
    "See SC-002 here.\n\n- **FR-001**: System MUST, as FR-002 says, read.\n  - Inner.\n\n* [ ] T001 Do (FR-001)\n",
  );
  const at = (words: string, plus = 0) => idAt(state, before(state, words) + plus)?.text;
  expect(at("SC-002")).toBe("SC-002");
  expect(at("SC-002", 6)).toBe("SC-002");
  expect(at(" here", 2)).toBeUndefined();
  expect(at("FR-002", 3)).toBe("FR-002");
  expect(at("read")).toBe("FR-001");
  expect(at("Inner")).toBe("FR-001");
  expect(at("Do (")).toBe("T001");
});

it("finds no ID in code and in links", () => {
  const state = open("`FR-001` [FR-002](a.md) FR-003\n");
  expect(idAt(state, before(state, "FR-001") + 2)).toBeUndefined();
  expect(idAt(state, before(state, "FR-002") + 2)).toBeUndefined();
  expect(idAt(state, before(state, "FR-003") + 2)?.text).toBe("FR-003");
});

it("lists the open questions, after edits too", () => {
  const state = open("a [NEEDS CLARIFICATION: one?]\n\nb [NEEDS CLARIFICATION: two?] c\n");
  expect(questionsIn(state).map(({ text }) => text)).toEqual([
    "[NEEDS CLARIFICATION: one?]",
    "[NEEDS CLARIFICATION: two?]",
  ]);
  const at = before(state, " c");
  const edited = state.apply(
    state.tr.insertText("NOW [NEEDS CLARIFICATION] ", at).insertText("x", 1),
  );
  const questions = questionsIn(edited);
  expect(questions.map(({ text }) => text)).toEqual([
    "[NEEDS CLARIFICATION: one?]",
    "[NEEDS CLARIFICATION: two?]",
    "[NEEDS CLARIFICATION]",
  ]);
  for (const { from, to, text } of questions) expect(edited.doc.textBetween(from, to)).toBe(text);
});

it("keeps the decorations of a ticked task", () => {
  const state = open("- [ ] T001 Do [NEEDS CLARIFICATION: what?]\n- [ ] T002 FR-001\n");
  const task = state.doc.firstChild?.firstChild;
  const ticked = state.apply(
    state.tr.setNodeMarkup(1, undefined, { ...task?.attrs, checked: true }),
  );
  expect(ticked.doc.firstChild?.firstChild?.attrs["checked"]).toBe(true);
  expect(idAt(ticked, before(ticked, "T001"))?.text).toBe("T001");
  expect(questionsIn(ticked)).toEqual(questionsIn(state));
});
