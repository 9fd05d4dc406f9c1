import { documentSchema as schema } from "@shared/editor/schema";
import { Node } from "@tiptap/pm/model";
import { EditorState, TextSelection, type Transaction } from "@tiptap/pm/state";
import { describe, expect, it, vi } from "vitest";
import { blocksOf } from "./markdown-content";
import { alignColumns, alignmentAt, moveColumn, moveRow } from "./table-formats";

const markdown = "| a | b |\n|---|:-:|\n| c | d |\n| e | f |\n";

/** A state with the cursor before a cell's letter. */
function at(letter: string): EditorState {
  const doc = schema.node("doc", null, blocksOf(markdown, schema));
  let position = 0;
  doc.descendants((node, start) => {
    if (node.text === letter) position = start;
  });
  return EditorState.create({ doc, selection: TextSelection.create(doc, position) });
}

const rows = ({ doc }: { doc: EditorState["doc"] }) =>
  doc.child(0).content.content.map((row) => row.textContent);
const cellAt = (state: EditorState) => state.selection.$from.parent.textContent;
const changed = (state: EditorState, make: (state: EditorState) => Transaction | undefined) => {
  const transaction = make(state);
  return transaction && state.apply(transaction);
};

describe("a table's rows and columns", () => {
  it("move by one, with the cursor", () => {
    const up = changed(at("f"), (state) => moveRow(state, -1));
    expect(up && [rows(up), cellAt(up)]).toEqual([["ab", "ef", "cd"], "f"]);
    const left = changed(at("d"), (state) => moveColumn(state, -1));
    expect(left && [rows(left), cellAt(left)]).toEqual([["ba", "dc", "fe"], "d"]);
    expect(left && alignmentAt(left)).toBe("center");
  });

  it("do not move the header, or out of the table", () => {
    expect(moveRow(at("c"), -1)).toBeUndefined();
    expect(moveRow(at("a"), 1)).toBeUndefined();
    expect(moveRow(at("e"), 1)).toBeUndefined();
    expect(moveColumn(at("a"), -1)).toBeUndefined();
    expect(moveColumn(at("b"), 1)).toBeUndefined();
  });

  it("are aligned as a column, and a second call removes the alignment", () => {
    const right = changed(at("c"), (state) => alignColumns(state, "right"));
    expect(right && alignmentAt(right)).toBe("right");
    const none = right && changed(right, (state) => alignColumns(state, "right"));
    expect(none && alignmentAt(none)).toBeNull();
    none?.doc.check();
    expect(right && cellAt(right)).toBe("c");
    expect(right?.doc.child(0).child(2).child(0).attrs["align"]).toBe("right");
  });

  it("are aligned in one step; the alignment is read from the header alone", () => {
    const state = at("c");
    expect(alignColumns(state, "left")?.steps).toHaveLength(1);
    const lookUp = vi.spyOn(Node.prototype, "nodeAt");
    expect(alignmentAt(at("d"))).toBe("center");
    expect(lookUp).not.toHaveBeenCalled();
    lookUp.mockRestore();
  });
});
