import { documentSchema as schema } from "@shared/editor/schema";
import type { Node } from "@tiptap/pm/model";
import { EditorState, NodeSelection, TextSelection } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { foldedSections, foldHeading, sectionsOf, toggleFold } from "./folds";

const raw = (source: string) => schema.node("rawBlock", { source, reason: "HTML" });
const paragraph = (text: string) => schema.node("paragraph", null, [schema.text(text)]);
const docOf = (...blocks: Node[]) => schema.node("doc", null, blocks);
const details = raw("<details>\n<summary>More</summary>");
const end = raw("</details>");

describe("sections", () => {
  it("are the ranges between matching tags, also nested", () => {
    const doc = docOf(details, paragraph("a"), raw("<details>"), end, end, paragraph("b"));
    expect(sectionsOf(doc)).toEqual([
      { header: 0, body: 1, end: 7 },
      { header: 4, body: 5, end: 6 },
    ]);
  });

  it("are not made by tags that open and close in one block, or that never close", () => {
    expect(sectionsOf(docOf(raw("<details>x</details>"), details, paragraph("a")))).toEqual([]);
    expect(sectionsOf(docOf(end, paragraph("a")))).toEqual([]);
  });

  it("have their summary as heading", () => {
    expect(foldHeading("<details>\n<summary><b>Two</b>  words</summary>")).toBe("Two words");
    expect(foldHeading("<details open>")).toBe("Details");
  });
});

describe("folding", () => {
  const plugin = foldedSections();
  const open = (doc: Node) => {
    let state = EditorState.create({ doc, plugins: [plugin] });
    // The parts of a view that folding needs.
    const view = {
      get state() {
        return state;
      },
      dispatch(transaction: Parameters<EditorView["dispatch"]>[0]) {
        state = state.apply(transaction);
      },
    };
    return {
      view: view as EditorView,
      hidden: () => {
        const { decorations } = plugin.getState(state) ?? {};
        const all = decorations?.find() ?? [];
        return all.filter((it) => classOf(it).includes("fold-away")).map(({ from }) => from);
      },
    };
  };
  /** The class of a decoration; its type is not public. */
  const classOf = (decoration: object): string => {
    const { type } = z
      .object({ type: z.object({ attrs: z.object({ class: z.string() }) }) })
      .parse(decoration);
    return type.attrs.class;
  };
  const doc = docOf(paragraph("x"), details, paragraph("a"), paragraph("b"), end, paragraph("y"));

  it("hides the blocks between the tags, and changes no document", () => {
    const { view, hidden } = open(doc);
    expect(hidden()).toEqual([]);
    toggleFold(view, 3);
    expect(hidden()).toEqual([4, 7, 10]);
    expect(view.state.doc).toBe(doc);
    toggleFold(view, 3);
    expect(hidden()).toEqual([]);
  });

  it("moves along with edits, and unfolds the section that the cursor enters", () => {
    const { view, hidden } = open(doc);
    toggleFold(view, 3);
    view.dispatch(view.state.tr.insertText("xx", 1));
    expect(hidden()).toEqual([6, 9, 12]);
    view.dispatch(view.state.tr.insert(0, paragraph("n")));
    expect(hidden()).toEqual([9, 12, 15]);
    view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, 8)));
    expect(hidden()).toEqual([9, 12, 15]);
    view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, 10)));
    expect(hidden()).toEqual([]);
    toggleFold(view, 8);
    expect(view.state.selection.from).toBe(8);
    expect(hidden()).toEqual([9, 12, 15]);
  });
});
