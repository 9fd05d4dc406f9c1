import { documentSchema as schema } from "@shared/editor/schema";
import { parseDocument } from "@shared/markdown/parse-document";
import { toEditor } from "@shared/markdown/to-editor";
import { history, redo, undo } from "@tiptap/pm/history";
import type { Node } from "@tiptap/pm/model";
import { EditorState, Selection, TextSelection, type Transaction } from "@tiptap/pm/state";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { replaceDocument } from "./replace";
import { uniqueSlices } from "./slices";

const docOf = (text: string, firstId = 0): Node =>
  schema.nodeFromJSON(toEditor(parseDocument(text, firstId)));
const stateOf = (text: string) =>
  EditorState.create({ doc: docOf(text), plugins: [history(), uniqueSlices()] });

/** The position after some words. */
function behind(doc: Node, words: string): number {
  let found = -1;
  doc.descendants((node, position) => {
    const at = node.text?.indexOf(words) ?? -1;
    if (found < 0 && at >= 0) found = position + at + words.length;
  });
  return found;
}
const typed = (state: EditorState, words: string, text: string): EditorState => {
  const at = behind(state.doc, words);
  const put = state.tr.setSelection(TextSelection.create(state.doc, at)).insertText(text);
  return state.apply(put);
};
const textOf = (state: EditorState) => state.doc.textBetween(0, state.doc.content.size, "\n");
const run = (
  state: EditorState,
  command: (state: EditorState, dispatch: (transaction: Transaction) => void) => boolean,
): EditorState => {
  let next = state;
  command(state, (transaction) => {
    next = state.apply(transaction);
  });
  return next;
};

describe("a text from outside", () => {
  const base = "# A\n\nOne two three.\n\n- first\n- second\n- third\n\nEnd.\n";

  it("keeps the cursor's place, even in a block that it changes", () => {
    for (const words of ["two", "second", "End"]) {
      const state = typed(stateOf(base), words, " mine");
      const theirs = base
        .replace("One", "Number one")
        .replace("first\n- second", "zeroth\n- first, too\n- second")
        .replace("third", "third!")
        .replace("End.", "New.\n\nThe End.");
      const next = state.apply(
        replaceDocument(state, docOf(theirs.replace(words, `${words} mine`), 50)),
      );
      expect(textOf(next)).toContain(`${words} mine`);
      const { $from } = next.selection;
      expect($from.parent.textBetween(0, $from.parentOffset)).toMatch(/ mine$/);
    }
  });

  it("is not undone together with the typing before and after it", () => {
    let state = typed(stateOf(base), "three", " MINE");
    const theirs = base.replace("One", "Number one").replace("- second", "- new\n- second");
    state = state.apply(replaceDocument(state, docOf(theirs.replace("three", "three MINE"), 50)));
    state = typed(state, "third", " LATER");
    state = run(state, undo);
    expect(textOf(state)).toBe(textOf(stateOf(theirs.replace("three", "three MINE"))));
    state = run(state, undo);
    expect(textOf(state)).toBe(textOf(stateOf(theirs)));
    state = run(run(state, redo), redo);
    expect(textOf(state)).toContain("three MINE");
    expect(textOf(state)).toContain("third LATER");
  });

  it("keeps content that no file contains: empty blocks, a space at the end", () => {
    let state = typed(stateOf(`${base}- [ ] T1 task\n`), "One two three.", " ");
    state = state.apply(state.tr.insert(0, schema.node("paragraph")));
    state = state.apply(state.tr.split(behind(state.doc, "second"), 2));
    const theirs = base.replace("One", "Number one").replace("- third\n", "- third\n- fourth\n");
    state = state.apply(
      replaceDocument(
        state,
        docOf(`${theirs.replace("- third", "- \n- third")}- [ ] T1 task\n`, 50),
      ),
    );
    const texts = (node: Node) => node.content.content.map((child) => child.textContent);
    expect(texts(state.doc).slice(0, 3)).toEqual(["", "A", "Number one two three. "]);
    expect(texts(state.doc.child(3))).toEqual(["first", "second", "", "third", "fourth"]);
  });

  it("is undone like any edit when the person chose it", () => {
    const state = stateOf(base);
    const chosen = state.apply(
      replaceDocument(state, docOf(base.replace("two", "2"), 50), "person"),
    );
    expect(textOf(chosen)).toContain("One 2 three");
    expect(textOf(run(chosen, undo))).toBe(textOf(state));
  });
});

it("any document becomes any other", () => {
  const block = fc.constantFrom(
    "One two.",
    "One *two* three.",
    "# Heading",
    "## Heading two",
    "- a\n- b",
    "- a\n- new\n- b\n  - c",
    "- [ ] T1 a\n- [x] T2 b",
    "- [x] T1 a\n- [x] T2 b c",
    "1. a\n2. b",
    "> quoted\n>\n> - a",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "| a | b |\n|---|---|\n| 1 | 3 |\n| 4 | 5 |",
    "| a | b | c |\n|---|---|---|\n| 1 | 3 | x |",
    "```js\ncode\n```",
    "```\ncode more\n```",
    "---",
    "<!-- raw -->",
    "<!-- other -->",
  );
  const text = fc.array(block, { maxLength: 6 }).map((blocks) => `${blocks.join("\n\n")}\n`);
  fc.assert(
    fc.property(text, text, fc.nat(200), (one, two, at) => {
      const state = stateOf(one);
      const place = state.doc.resolve(at % (state.doc.content.size + 1));
      const placed = state.apply(state.tr.setSelection(Selection.near(place)));
      const next = docOf(two, 100);
      expect(placed.apply(replaceDocument(placed, next)).doc.toJSON()).toEqual(next.toJSON());
    }),
    { numRuns: 80 },
  );
});
