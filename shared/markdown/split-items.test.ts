import { describe, expect, it } from "vitest";
import { blocksOf } from "./document-slices";
import { parseDocument } from "./parse-document";
import { createSaver } from "./save";
import { editorBlock } from "./to-editor";
import type { EditorNode } from "./types";

/** The text after a change of the first list's items. */
function saved(text: string, change: (items: readonly EditorNode[]) => readonly EditorNode[]) {
  const document = parseDocument(text);
  const blocks = blocksOf(document).map(editorBlock);
  const [list, ...others] = blocks;
  if (!list) throw new Error("no list");
  const result = createSaver(document).save([
    { ...list, content: change(list.content ?? []) },
    ...others,
  ]);
  return "text" in result ? result.text : result;
}

const words = (text: string): EditorNode => ({
  type: "paragraph",
  content: [{ type: "text", text }],
});

/** Enter at the end of an item's words: the blocks below move to the new item. */
const split = (at: number, text: string) => (items: readonly EditorNode[]) =>
  items.flatMap((item, index) => {
    const [first, ...below] = item.content ?? [];
    return index === at && first
      ? [
          { ...item, content: [first] },
          { ...item, content: [words(text), ...below] },
        ]
      : [item];
  });

/** Backspace at the beginning of the second item, whose blocks below move to the first. */
const join = (at: number, text: string) => (items: readonly EditorNode[]) =>
  items.flatMap((item, index) => {
    const below = items[at + 1]?.content?.slice(1) ?? [];
    if (index === at + 1) return [];
    return index === at ? [{ ...item, content: [words(text), ...below] }] : [item];
  });

describe("the blocks below an item's words keep their bytes", () => {
  it.each([
    ["- a\n\n  - b\n  - c\n- d\n", 0, "- a\n- Z\n\n  - b\n  - c\n- d\n"],
    ["- a\n  * b\\_c\n     * *deep*\n- d\n", 0, "- a\n- Z\n  * b\\_c\n     * *deep*\n- d\n"],
    ["- d\n- a\n\n  __b__\n\n\n  - c\n", 1, "- d\n- a\n- Z\n\n  __b__\n\n\n  - c\n"],
    ["- [ ] a\n\n    + b\n- [x] d\n", 0, "- [ ] a\n- [ ] Z\n\n    + b\n- [x] d\n"],
    ["1. a\n\n   * b\n2. c\n3. d\n", 0, "1. a\n2. Z\n\n   * b\n3. c\n4. d\n"],
    ["- a\r\n\r\n  * b\r\n- d\r\n", 0, "- a\r\n- Z\r\n\r\n  * b\r\n- d\r\n"],
  ])("when the item is split: %j", (text, at, expected) => {
    expect(saved(text, split(at, "Z"))).toBe(expected);
  });

  it.each([
    ["- a\n- b\n\n  * c\\_d\n- e\n", 0, "- ab\n\n  * c\\_d\n- e\n"],
    ["- [x] a\n- [ ] b\n    + c\n\n\n    + d\n", 0, "- [x] ab\n    + c\n\n\n    + d\n"],
    ["1. a\n2. b\n\n   * c\n3. d\n", 0, "1. ab\n\n   * c\n2. d\n"],
  ])("when two items are joined: %j", (text, at, expected) => {
    expect(saved(text, join(at, "ab"))).toBe(expected);
  });
});
