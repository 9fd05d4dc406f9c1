import { documentSchema } from "@shared/editor/schema";
import { getSchema } from "@tiptap/core";
import { splitBlock } from "@tiptap/pm/commands";
import type { Node, Schema } from "@tiptap/pm/model";
import { EditorState, Selection, TextSelection, type Transaction } from "@tiptap/pm/state";
import { canSplit } from "@tiptap/pm/transform";
import type { DecorationSet } from "@tiptap/pm/view";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { documentExtensions } from "./extensions";
import { replaceDocument } from "./replace";
import { uniqueSlices } from "./slices";
import { decorateAll, specDecorations } from "./spec-decorations";
import { markdownTables } from "./tables";

const schema: Schema = getSchema(documentExtensions(async () => null));

const paragraph = (text: string, slice: number | null = null) =>
  schema.node("paragraph", { slice }, text === "" ? [] : [schema.text(text)]);
const docOf = (...blocks: Node[]) => schema.node("doc", null, blocks);
const slicesOf = (doc: Node) => doc.content.content.map((block) => block.attrs["slice"] as unknown);

const stateOf = (doc: Node) => EditorState.create({ doc, plugins: [uniqueSlices()] });

describe("the slice of a block", () => {
  it("stays with the first half of a block that is split", () => {
    let state = stateOf(docOf(paragraph("one two", 4), paragraph("three", 5)));
    state = state.apply(state.tr.setSelection(TextSelection.create(state.doc, 4)));
    splitBlock(state, (transaction: Transaction) => {
      state = state.apply(transaction);
    });
    expect(state.doc.childCount).toBe(3);
    expect(slicesOf(state.doc)).toEqual([4, null, 5]);
  });

  it("is not duplicated by a copy", () => {
    const state = stateOf(docOf(paragraph("one", 1), paragraph("two", 2)));
    const next = state.apply(state.tr.insert(0, paragraph("two", 2)));
    expect(slicesOf(next.doc)).toEqual([2, 1, null]);
  });

  it("is lost on the way through HTML", () => {
    const spec = schema.nodes["paragraph"]?.spec;
    expect(spec?.toDOM?.(paragraph("x", 3))).toEqual(["p", {}, 0]);
  });
});

describe("replaceDocument", () => {
  it("keeps the cursor in unchanged text", () => {
    const before = docOf(paragraph("one", 0), paragraph("two", 1), paragraph("three", 2));
    let state = stateOf(before);
    const inThree = 5 + 5 + 3;
    state = state.apply(state.tr.setSelection(TextSelection.create(state.doc, inThree)));
    const after = docOf(
      paragraph("one", 10),
      paragraph("two, longer", 11),
      paragraph("new", 12),
      paragraph("three", 13),
    );
    state = state.apply(replaceDocument(state, after));
    expect(state.doc.eq(after)).toBe(true);
    expect(state.selection.$from.parent.textContent).toBe("three");
    expect(state.selection.$from.parentOffset).toBe(2);
  });

  it("changes only slices where the text is the same", () => {
    const state = stateOf(docOf(paragraph("one", 0), paragraph("two", 1)));
    const transaction = replaceDocument(state, docOf(paragraph("one", 7), paragraph("two", 8)));
    expect(transaction.steps).toHaveLength(2);
    expect(slicesOf(transaction.doc)).toEqual([7, 8]);
  });

  it("always results in the other document", () => {
    const texts = fc.array(fc.constantFrom("c", "a", "aa", "ab", "b", "a\nb"), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(texts, texts, (one, two) => {
        const state = stateOf(docOf(...one.map((text, index) => paragraph(text, index))));
        const next = docOf(...two.map((text, index) => paragraph(text, 100 + index)));
        expect(state.apply(replaceDocument(state, next)).doc.toJSON()).toEqual(next.toJSON());
      }),
    );
  });
});

describe("the decorations", () => {
  const item = (text: string) =>
    schema.node("listItem", null, [
      schema.node("paragraph", null, [
        schema.text(text.slice(0, 3), [schema.mark("bold")]),
        schema.text(text.slice(3)),
      ]),
    ]);
  const lines = ["FR-001: do", "Given a When b", "When c\nd", "plain [NEEDS CLARIFICATION: x]"];

  const face = (set: DecorationSet) =>
    set
      .find()
      .map(({ from, to, spec, ...rest }) => JSON.stringify([from, to, spec, rest]))
      .sort();

  it("match the current document after any edits", () => {
    const plugin = specDecorations();
    const edit = fc.record({
      at: fc.nat(1000),
      length: fc.nat(12),
      insert: fc.constantFrom("", "F", "FR-002", ": ", "Given ", "x", "split"),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 8 }), (edits) => {
        const doc = docOf(
          schema.node("heading", { level: 3 }, [schema.text("Story (Priority: P1)")]),
          schema.node("bulletList", null, lines.map(item)),
          paragraph("a\nb"),
        );
        let state = EditorState.create({ doc, plugins: [plugin] });
        for (const { at, length, insert } of edits) {
          const size = state.doc.content.size;
          const from = Selection.near(state.doc.resolve(at % size)).from;
          const to = Math.min(from + length, size);
          const transaction = state.tr;
          if (insert === "split" && canSplit(state.doc, from, 2)) transaction.split(from, 2);
          else transaction.insertText(insert === "split" ? "" : insert, from, to);
          state = state.apply(transaction);
        }
        const shown = plugin.getState(state);
        expect(shown && face(shown)).toEqual(face(decorateAll(state.doc)));
      }),
    );
  });
});

describe("a table", () => {
  const cell = (name: "tableHeader" | "tableCell", text: string) =>
    schema.node(name, null, [paragraph(text)]);
  const row = (...cells: Node[]) => schema.node("tableRow", null, cells);

  it("has its header in the first row and nowhere else, after any change", () => {
    const table = schema.node("table", null, [
      row(cell("tableHeader", "a")),
      row(cell("tableCell", "b")),
    ]);
    const state = EditorState.create({ doc: docOf(table), plugins: [markdownTables()] });
    const mixed = row(cell("tableHeader", "new"));
    const first = state.apply(state.tr.insert(1, row(cell("tableCell", "new"))));
    const second = state.apply(state.tr.insert(table.nodeSize - 1, mixed));
    for (const { doc } of [first, second]) {
      const names = doc.child(0).content.content.map((child) => child.firstChild?.type.name);
      expect(names).toEqual(["tableHeader", "tableCell", "tableCell"]);
    }
  });
});

describe("the editor", () => {
  it("has exactly the nodes and marks of the schema", () => {
    // JSON leaves out the functions: the way in which a type is drawn may differ.
    const face = ({ nodes, marks }: Schema) =>
      [...Object.values(nodes), ...Object.values(marks)].map(({ name, spec }) =>
        JSON.stringify({ name, ...spec, parseDOM: undefined }),
      );
    expect(face(schema)).toEqual(face(documentSchema));
  });
});
