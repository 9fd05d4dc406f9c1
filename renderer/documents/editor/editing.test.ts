import { getSchema } from "@tiptap/core";
import { splitBlock } from "@tiptap/pm/commands";
import type { Node, Schema } from "@tiptap/pm/model";
import { EditorState, TextSelection, type Transaction } from "@tiptap/pm/state";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { documentExtensions } from "./extensions";
import { replaceDocument } from "./replace";
import { uniqueSlices } from "./slices";

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

  it("is not doubled by a copy", () => {
    const state = stateOf(docOf(paragraph("one", 1), paragraph("two", 2)));
    const next = state.apply(state.tr.insert(0, paragraph("two", 2)));
    expect(slicesOf(next.doc)).toEqual([2, 1, null]);
  });

  it("does not survive a way through HTML", () => {
    const spec = schema.nodes["paragraph"]?.spec;
    expect(spec?.toDOM?.(paragraph("x", 3))).toEqual(["p", {}, 0]);
  });
});

describe("replaceDocument", () => {
  it("keeps the cursor in what did not change", () => {
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

  it("changes nothing but slices where the text is the same", () => {
    const state = stateOf(docOf(paragraph("one", 0), paragraph("two", 1)));
    const transaction = replaceDocument(state, docOf(paragraph("one", 7), paragraph("two", 8)));
    expect(transaction.steps).toHaveLength(2);
    expect(slicesOf(transaction.doc)).toEqual([7, 8]);
  });

  it("always arrives at the other document", () => {
    const texts = fc.array(fc.constantFrom("", "a", "aa", "ab", "b", "a\nb"), {
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
