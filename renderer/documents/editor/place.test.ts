import { documentSchema as schema } from "@shared/editor/schema";
import { Fragment } from "@tiptap/pm/model";
import { EditorState, TextSelection } from "@tiptap/pm/state";
import { describe, expect, it } from "vitest";
import { requirementText, userStoryText } from "../slash/spec-blocks";
import { blocksOf } from "./markdown-content";
import { placeBlocks } from "./place";

/** A document with the cursor at `^`. */
function stateOf(markdown: string): EditorState {
  const doc = schema.node("doc", null, blocksOf(markdown, schema));
  let at = 0;
  doc.descendants((node, position) => {
    const index = node.isText ? (node.text?.indexOf("^") ?? -1) : -1;
    if (index >= 0) at = position + index;
  });
  const state = EditorState.create({ doc, selection: TextSelection.create(doc, at) });
  return state.apply(state.tr.delete(at, at + 1));
}

function placed(markdown: string, blocks: Fragment | string, top = false) {
  const state = stateOf(markdown);
  const content = typeof blocks === "string" ? blocksOf(blocks, schema) : blocks;
  const next = state.apply(placeBlocks(state.tr, content, top));
  next.doc.check();
  const { from, to } = next.selection;
  return {
    shape: next.doc.content.content.map(({ type, childCount }) => `${type.name} ${childCount}`),
    selected: next.doc.textBetween(from, to),
    before: next.selection.$from.parent.textContent,
  };
}

const rule = Fragment.from(schema.node("horizontalRule"));

describe("a block inserted at the cursor", () => {
  it("replaces an empty block and follows any other", () => {
    expect(placed("a\n\n^", rule).shape).toEqual(["paragraph 1", "horizontalRule 0"]);
    expect(placed("a^b\n\nc", rule).shape).toEqual([
      "paragraph 1",
      "horizontalRule 0",
      "paragraph 1",
    ]);
    expect(placed("# a^", rule).shape).toEqual(["heading 1", "horizontalRule 0"]);
  });

  it("joins a list of its kind, and leaves a block that cannot contain it", () => {
    expect(placed("- a\n- b^\n- c", "- d\n").shape).toEqual(["bulletList 4"]);
    expect(placed("1. a\n\n^", "1. b\n").shape).toEqual(["orderedList 2"]);
    expect(placed("- a^", "# up\n", true).shape).toEqual(["bulletList 1", "heading 1"]);
  });

  it("is ready to be filled in", () => {
    const made = placed("- **FR-009**: x^", "- **FR-010**: System MUST [do].\n");
    expect(made).toMatchObject({ selected: "[do]", before: "FR-010: System MUST [do]." });
  });
});

describe("the numbering of a spec", () => {
  const doc = stateOf("## User Story 2 - a\n\n- **FR-009**: b^ FR-012\n\n<!-- FR-020 -->\n").doc;

  it("continues from the highest number anywhere in the spec", () => {
    expect(requirementText(doc)).toContain("**FR-021**");
    expect(userStoryText(doc)).toContain("### User Story 3 - [");
    expect(requirementText(stateOf("^").doc)).toContain("**FR-001**");
  });
});
