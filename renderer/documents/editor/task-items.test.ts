import { documentSchema } from "@shared/editor/schema";
import { Node } from "@tiptap/pm/model";
import { sinkListItem } from "@tiptap/pm/schema-list";
import { EditorState, TextSelection } from "@tiptap/pm/state";
import { expect, it } from "vitest";
import { readDocument } from "../keeping/rich-text";
import { numberNested, taskBefore } from "./task-items";

/**
 * @param offset of the cursor in the first "done"
 * @returns the tasks after Enter
 */
function enter(text: string, offset: number): unknown[] | undefined {
  const document = readDocument(text);
  if (document.kind !== "rich") throw new Error(document.why);
  const doc = Node.fromJSON(documentSchema, document.content);
  let at = -1;
  doc.descendants((node, position) => {
    if (at < 0 && node.isText && node.text === "done") at = position + offset;
  });
  const selection = TextSelection.create(doc, at);
  const transaction = taskBefore(EditorState.create({ doc, selection }));
  if (!transaction) return undefined;
  const tasks: unknown[] = [];
  transaction.doc.descendants((node) => {
    if (node.type.name === "taskItem") tasks.push([node.attrs["checked"], node.textContent]);
  });
  return tasks;
}

it("a new task before a ticked one is not ticked, and the ticked one stays ticked", () => {
  expect(enter("- [x] done\n- [ ] next\n", 0)).toEqual([
    [false, ""],
    [true, "done"],
    [false, "next"],
  ]);
  expect(enter("- [x] done\n", 2)).toBeUndefined();
  expect(enter("- done\n", 0)).toBeUndefined();
});

it.each([
  ["a numbered task", "1. [ ] one\n2. [ ] done\n", 1],
  ["a task with a bullet", "- [ ] one\n- [ ] done\n", null],
])("a task moved into %s takes its numbering", (_, text, start) => {
  const document = readDocument(text);
  if (document.kind !== "rich") throw new Error(document.why);
  const doc = Node.fromJSON(documentSchema, document.content);
  const state = EditorState.create({ doc, selection: TextSelection.atEnd(doc) });
  const item = documentSchema.nodes["taskItem"];
  if (!item) throw new Error("no tasks");
  let nested: unknown;
  sinkListItem(item)(state, (tr) => {
    numberNested(tr);
    nested = tr.doc.firstChild?.firstChild?.lastChild?.attrs["start"];
  });
  expect(nested).toBe(start);
});
