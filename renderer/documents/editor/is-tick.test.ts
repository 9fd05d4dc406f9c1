import { documentSchema } from "@shared/editor/schema";
import { Node } from "@tiptap/pm/model";
import { EditorState, type Transaction } from "@tiptap/pm/state";
import { describe, expect, it } from "vitest";
import { isTick } from "./is-tick";

const task = (text: string, checked = false) => ({
  type: "taskItem",
  attrs: { checked },
  content: [{ type: "paragraph", content: [{ type: "text", text }] }],
});
const doc = Node.fromJSON(documentSchema, {
  type: "doc",
  content: [{ type: "taskList", content: [task("one"), task("two", true)] }],
});

const judged = (change: (transaction: Transaction) => Transaction) =>
  isTick(change(EditorState.create({ doc }).tr));
const ticked = (transaction: Transaction, at: number) =>
  transaction.setNodeMarkup(at, undefined, {
    checked: transaction.doc.nodeAt(at)?.attrs["checked"] !== true,
  });

describe("isTick", () => {
  it("recognizes ticks of one task or of several", () => {
    expect(judged((transaction) => ticked(transaction, 1))).toBe(true);
    expect(judged((transaction) => ticked(ticked(transaction, 1), 8))).toBe(true);
  });

  it("recognizes nothing else as a tick", () => {
    expect(judged((transaction) => transaction)).toBe(false);
    expect(judged((transaction) => transaction.insertText("x", 3))).toBe(false);
    expect(judged((transaction) => ticked(transaction.insertText("x", 3), 1))).toBe(false);
    expect(judged((transaction) => ticked(ticked(transaction, 1), 1))).toBe(false);
    expect(judged((transaction) => transaction.delete(1, 8))).toBe(false);
  });
});
