import { documentSchema } from "@shared/editor/schema";
import { Node } from "@tiptap/pm/model";
import { EditorState, NodeSelection, TextSelection } from "@tiptap/pm/state";
import { describe, expect, it } from "vitest";
import { placeIn, sourceBeside } from "./raw-editing";

describe("a source block that Enter opens", () => {
  it("has the cursor at its end when the block ends the document, so that typed text comes last", () => {
    const raw = { type: "rawBlock", attrs: { source: "<!-- c -->", reason: "a comment" } };
    const doc = Node.fromJSON(documentSchema, { type: "doc", content: [raw, raw] });
    expect(placeIn(NodeSelection.create(doc, 0))).toBe("start");
    expect(placeIn(NodeSelection.create(doc, 1))).toBe("end");
  });
});

describe("Backspace and Delete beside a source block", () => {
  const raw = { type: "rawBlock", attrs: { source: "<!-- c -->", reason: "a comment" } };
  const text = (words: string) => ({
    type: "paragraph",
    ...(words === "" ? {} : { content: [{ type: "text", text: words }] }),
  });
  const stateAt = (cursor: number, ...content: object[]) => {
    const doc = Node.fromJSON(documentSchema, { type: "doc", content });
    return EditorState.create({ doc, selection: TextSelection.create(doc, cursor) });
  };

  it("select the block first, because its source is no text that one key may remove", () => {
    const after = sourceBeside(stateAt(2, raw, text("one")), "before");
    expect(after?.docChanged).toBe(false);
    expect(after?.selection).toMatchObject({ from: 0, to: 1 });
    expect(sourceBeside(stateAt(4, text("one"), raw), "after")?.selection).toMatchObject({
      from: 5,
      to: 6,
    });
  });

  it("are left to the editor within a text, in an empty paragraph and beside other blocks", () => {
    expect(sourceBeside(stateAt(3, raw, text("one")), "before")).toBeUndefined();
    expect(sourceBeside(stateAt(2, raw, text("one")), "after")).toBeUndefined();
    expect(sourceBeside(stateAt(2, raw, text("")), "before")).toBeUndefined();
    expect(sourceBeside(stateAt(6, text("one"), text("two")), "before")).toBeUndefined();
  });
});
