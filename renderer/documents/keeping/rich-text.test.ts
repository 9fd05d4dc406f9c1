import { parseDocument } from "@shared/markdown/parse-document";
import { getSchema } from "@tiptap/core";
import { Node } from "@tiptap/pm/model";
import { EditorState } from "@tiptap/pm/state";
import { describe, expect, it } from "vitest";
import { documentExtensions } from "../editor/extensions";
import { type RichDocument, readDocument, readSketch, sketchOf, writeDocument } from "./rich-text";

const schema = getSchema(documentExtensions(async () => null));

const rich = (text: string, firstId?: number): RichDocument => {
  const document = readDocument(text, firstId);
  if (document.kind === "source") throw new Error(`not rich: ${text}`);
  return document;
};
const docOf = (document: RichDocument) => Node.fromJSON(schema, document.content);

const everything = `---
title: x
---

# Title with **\`bold code\`** and [\`code\`](a.md "t")

Soft
line  
hard ~~gone~~ ![alt](a.png)

* one
    1. nested

- [ ] T001 open
- [X] T002 done
  - [ ] nested

> quoted

| a | b |
|:--|--:|
| 1 | \`x\` |

\`\`\`ts title="x"
code
\`\`\`

<!-- a comment -->

A note[^1].

[^1]: Here.
***
`;

describe("the engine in the editor", () => {
  it("gives back the same bytes for a document that went through the editor's schema", () => {
    for (const text of [everything, everything.replaceAll("\n", "\r\n"), "", "\uFEFF# x", "x"]) {
      const document = rich(text);
      expect(writeDocument(document, docOf(document))).toEqual({ ok: true, text });
    }
  });

  it("changes one line for one edit", () => {
    const document = rich(everything);
    const state = EditorState.create({ doc: docOf(document) });
    let at = 0;
    state.doc.descendants((node, position) => {
      if (node.isText && node.text === "T001 open") at = position;
    });
    const edited = state.apply(state.tr.insertText("still ", at + 5)).doc;
    expect(writeDocument(document, edited)).toEqual({
      ok: true,
      text: everything.replace("T001 open", "T001 still open"),
    });
  });

  it("says why an edit cannot be saved", () => {
    const document = rich("# x\n");
    const cell = schema.node("tableHeader", { colspan: 2 }, [schema.node("paragraph")]);
    const merged = schema.node("doc", null, [
      schema.node("table", null, [schema.node("tableRow", null, [cell])]),
    ]);
    const produced = writeDocument(document, merged);
    expect(produced).toMatchObject({ ok: false });
    if (!produced.ok) expect(produced.why).toMatch(/^[A-Z].*\.$/);
  });

  it("restores an edit from its sketch", async () => {
    const parse = async (text: string) => parseDocument(text);
    const document = rich(everything, 40);
    const state = EditorState.create({ doc: docOf(document) });
    const edited = state.apply(
      state.tr.insert(0, schema.node("paragraph", null, [schema.text("New")])),
    );
    const stored = sketchOf(document, edited.doc);
    const again = await readSketch(stored, parse);
    expect(again && writeDocument(again.document, again.doc)).toEqual(
      writeDocument(document, edited.doc),
    );
    const on = JSON.stringify({ text: "x", ids: [0], nextId: 1 });
    for (const strange of [
      { on, changes: "nonsense" },
      { on, changes: JSON.stringify({ blocks: [{ type: "nothing" }] }) },
      { on: on.replace("[0]", "[]"), changes: JSON.stringify({ blocks: [0] }) },
    ])
      expect(await readSketch(strange, parse)).toBeUndefined();
  });
});
