import { documentSchema } from "@shared/editor/schema";
import { Node } from "@tiptap/pm/model";
import { EditorState, TextSelection } from "@tiptap/pm/state";
import { expect, it } from "vitest";
import { readDocument, writeDocument } from "../keeping/rich-text";
import { isList, type ListFormat, turnList } from "./list-kinds";

/** The text after the format's command, with the cursor after the first "here"; undefined when no list changes. */
function turned(text: string, format: ListFormat): string | undefined {
  const document = readDocument(text);
  if (document.kind !== "rich") throw new Error(document.why);
  const doc = Node.fromJSON(documentSchema, document.content);
  let at = -1;
  doc.descendants((node, position) => {
    const found = node.isText ? (node.text ?? "").indexOf("here") : -1;
    if (at < 0 && found >= 0) at = position + found + 4;
  });
  const selection = TextSelection.create(doc, at);
  const before = EditorState.create({ doc, selection });
  const transaction = turnList(before, format);
  if (!transaction) return undefined;
  const after = before.apply(transaction);
  const numbers = typeof after.doc.child(1).attrs["start"] === "number";
  expect(isList(after, "orderedList")).toBe(numbers);
  expect(after.selection.$from.parent.textContent).toContain("here");
  expect(after.selection.$from.parentOffset).toBe(selection.$from.parentOffset);
  const written = writeDocument(document, after.doc);
  return written.ok ? written.text : written.why;
}

it.each<[string, ListFormat, string, string | undefined]>([
  [
    "numbers get boxes and stay",
    "taskList",
    "3) one __b__\n4) here\n   more\n5) end\n",
    "3) [ ] one __b__\n4) [ ] here\n   more\n5) [ ] end\n",
  ],
  ["one number for all stays so", "taskList", "1. here\n1. b\n", "1. [ ] here\n1. [ ] b\n"],
  ["bullets get boxes", "taskList", "* here *a*\n* b\n", "* [ ] here *a*\n* [ ] b\n"],
  [
    "tasks get numbers and keep their boxes",
    "orderedList",
    "- [x] here\n- [~] b\n- [ ] c\n",
    "1. [x] here\n2. [~] b\n3. [ ] c\n",
  ],
  ["numbered tasks lose their numbers", "orderedList", "2. [X] here\n", "- [X] here\n"],
  ["numbered tasks become bulleted ones", "bulletList", "2. [x] here\n3. b\n", "- [x] here\n- b\n"],
  ["bulleted tasks lose their boxes", "bulletList", "* [x] here\n* b\n", "* here\n* b\n"],
  ["bullets become numbers", "orderedList", "- here\n- b\n", "1. here\n2. b\n"],
  ["numbers become bullets", "bulletList", "7. here\n8. b\n", "- here\n- b\n"],
  [
    "only the list at the cursor is turned",
    "taskList",
    "1. out\n   1. here\n   2. in\n2. out\n",
    "1. out\n   1. [ ] here\n   2. [ ] in\n2. out\n",
  ],
  ["the same button again is for taking the items out", "taskList", "1. [ ] here\n", undefined],
  ["no list is turned", "taskList", "here\n", undefined],
])("%s", (_, format, before, after) => {
  expect(turned(`Above.\n\n${before}\nBelow *it*.\n`, format)).toBe(
    after && `Above.\n\n${after}\nBelow *it*.\n`,
  );
});
