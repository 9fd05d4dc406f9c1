import { documentSchema as schema } from "@shared/editor/schema";
import type { Node } from "@tiptap/pm/model";
import { EditorState } from "@tiptap/pm/state";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diagrams } from "./diagrams";

const code = (language: string, text: string) =>
  schema.node("codeBlock", { language }, text === "" ? [] : [schema.text(text)]);
const paragraph = (text: string) => schema.node("paragraph", null, [schema.text(text)]);

describe("diagrams", () => {
  const plugin = diagrams();
  const places = (state: EditorState) =>
    plugin
      .getState(state)
      ?.find()
      .map(({ from }) => from);
  const stateOf = (doc: Node) => EditorState.create({ doc, plugins: [plugin] });

  it("come after the code blocks in their language, at every depth", () => {
    const item = schema.node("listItem", null, [paragraph("a"), code("Mermaid", "x")]);
    const doc = schema.node("doc", null, [
      code("mermaid", "graph"),
      code("ts", "mermaid"),
      schema.node("bulletList", null, [item]),
    ]);
    expect(places(stateOf(doc))).toEqual([7, 16 + 2 + 3 + 3]);
  });

  it("match the current document after any edits", () => {
    const edit = fc.record({
      at: fc.nat(),
      kind: fc.constantFrom("type", "delete", "language", "attribute", "insert"),
      language: fc.constantFrom("mermaid", "ts"),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 10 }), (edits) => {
        let state = stateOf(
          schema.node("doc", null, [paragraph("ab"), code("mermaid", "xy"), code("ts", "z")]),
        );
        for (const { at, kind, language } of edits) {
          const { tr, doc } = state;
          const index = at % doc.childCount;
          const block = doc.child(index);
          const start = doc.resolve(0).posAtIndex(index);
          if (kind === "type") tr.insertText("t", start + 1);
          if (kind === "delete" && doc.childCount > 1) tr.delete(start, start + block.nodeSize);
          if (kind === "insert") tr.insert(start, code(language, "n"));
          if (kind === "language" && block.type.name === "codeBlock")
            tr.setNodeMarkup(start, undefined, { language });
          if (kind === "attribute" && block.type.name === "codeBlock")
            tr.setNodeAttribute(start, "language", language);
          state = state.apply(tr);
        }
        expect(places(state)).toEqual(places(stateOf(state.doc)));
      }),
    );
  });
});
