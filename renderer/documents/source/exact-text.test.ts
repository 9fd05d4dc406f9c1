import { history, redo, undo } from "@codemirror/commands";
import { EditorState, type Transaction } from "@codemirror/state";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactText } from "./exact-text";
import { plainLines } from "./line-ends";

const texts = fc
  .array(fc.constantFrom("a", "b", "\n", "\r\n", "\r", "\uFEFF"), { maxLength: 30 })
  .map((all) => all.join(""));

/** A code editor without a window, and its exact text. */
function open(text: string) {
  const exact = exactText(text, "\r\n");
  let state = EditorState.create({ doc: exact.plain, extensions: [history()] });
  const dispatch = (transaction: Transaction) => {
    if (transaction.docChanged) exact.note(transaction.changes);
    state = transaction.state;
  };
  return {
    exact,
    shown: () => state.doc.toString(),
    edit(from: number, to: number, insert: string) {
      const [start = 0, end = 0] = [from, to]
        .map((place) => place % (state.doc.length + 1))
        .sort((a, b) => a - b);
      dispatch(state.update({ changes: { from: start, to: end, insert } }));
    },
    undo: () => undo({ state, dispatch }),
    redo: () => redo({ state, dispatch }),
  };
}

const edits = fc.array(
  fc.record({
    from: fc.nat(),
    to: fc.nat(),
    insert: fc.constantFrom("", "x", "\n", "a\nb"),
    back: fc.boolean(),
  }),
  { maxLength: 8 },
);

describe("the exact text of a code editor", () => {
  it("equals the shown text after any edits, apart from line ends", () => {
    fc.assert(
      fc.property(texts, edits, (text, all) => {
        const { exact, shown, edit, undo: back, redo: again } = open(text);
        for (const it of all) {
          edit(it.from, it.to, it.insert);
          if (it.back) back();
        }
        again();
        const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
        expect(plainLines(exact.read())).toBe(mark + shown());
      }),
    );
  });

  it("is the original again after every edit is undone", () => {
    fc.assert(
      fc.property(texts, edits, (text, all) => {
        const { exact, edit, undo: back } = open(text);
        for (const { from, to, insert } of all) {
          edit(from, to, insert);
          exact.read();
        }
        for (let left = 20; left > 0 && back(); left -= 1);
        expect(exact.read()).toBe(text);
      }),
    );
  });

  it("converts offsets to the shown text and back", () => {
    const { exact, edit } = open("\uFEFFa\r\nb\nc");
    edit(1, 1, "\nx");
    expect(exact.read()).toBe("\uFEFFa\r\nx\r\nb\nc");
    expect(exact.toExact(4)).toBe("\uFEFFa\r\nx\r\n".length);
    expect(exact.toPlain(exact.toExact(4))).toBe(4);
    expect(exact.toPlain(0)).toBe(0);
  });
});
