import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical } from "./canonical";
import { blocksOf } from "./document-slices";
import { itemsAlone, itemsOf, listOf } from "./items";
import { parseDocument } from "./parse-document";
import { save } from "./save";
import { tickedSource } from "./ticked";
import { editorBlock } from "./to-editor";
import type { BlockSlice, EditorNode } from "./types";

/** The only list of a text. */
function listIn(text: string): { slice: BlockSlice; items: readonly EditorNode[] } {
  const [slice] = blocksOf(parseDocument(text));
  if (!slice) throw new Error("no list");
  return { slice, items: editorBlock(slice).content ?? [] };
}

const ticked = (item: EditorNode): EditorNode => ({
  ...item,
  attrs: { ...item.attrs, checked: item.attrs?.["checked"] !== true },
});

/** The source of a list after its first task was changed. */
function written(text: string, change: (item: EditorNode) => EditorNode): string | undefined {
  const { slice, items } = listIn(text);
  const spans = itemsOf(slice);
  const [first] = items;
  const next = first && canonical({ ...slice.shown, content: [change(first)] });
  if (!spans || !next) throw new Error("no items");
  const alone = itemsAlone(slice, spans, { from: 0, to: 1 });
  return tickedSource(alone, listOf(slice.shown.type, alone.source, next.content ?? []), "x");
}

describe("tickedSource", () => {
  it.each([
    ["- [ ] one\n- [ ] two\n", "- [x] one"],
    ["* [X] one\n", "* [ ] one"],
    ["+   [x] [x] **one**\n\n    more\n", "+   [ ] [x] **one**\n\n    more"],
    ["- [ ] one\n  - [ ] inner\n", "- [x] one\n  - [ ] inner"],
  ])("writes %j with the box's character changed", (text, source) => {
    expect(written(text, ticked)).toBe(source);
  });

  it("returns undefined for every other edit", () => {
    const text = "- [ ] one\n  - [ ] inner\n";
    expect(written(text, (item) => item)).toBeUndefined();
    expect(written(text, (item) => ({ ...ticked(item), content: item.content?.slice(0, 1) ?? [] })))
      // Removes the nested items.
      .toBeUndefined();
    expect(written("- one\n", ticked)).toBeUndefined();
  });
});

it("changes one character, and the saved list has one task changed", () => {
  const words = fc.constantFrom(
    "a",
    "[x] b",
    "**c**",
    "`[ ]`",
    "[d](e)",
    "T001 [P]",
    "漢字",
    "[x]: f",
  );
  const rest = fc.constantFrom(
    "",
    "\n  more",
    "\n  - [ ] inner",
    "\n\n  apart",
    "\n  ```\n  [ ]\n  ```",
  );
  const task = fc.record({ tick: fc.constantFrom(" ", "x", "X"), words, rest });
  fc.assert(
    fc.property(
      fc.array(task, { minLength: 1, maxLength: 6 }),
      fc.constantFrom("-", "*", "+"),
      fc.nat(),
      (tasks, sign, which) => {
        const lines = tasks.map(({ tick, words, rest }) => `${sign} [${tick}] ${words}${rest}`);
        const text = `${lines.join("\n")}\n`;
        const document = parseDocument(text);
        const { slice, items } = listIn(text);
        fc.pre(items.length === tasks.length);
        const at = which % items.length;
        const edited = items.map((item, index) => (index === at ? ticked(item) : item));
        const result = save(document, [{ ...editorBlock(slice), content: edited }]);
        if ("refused" in result) throw new Error(result.refused);
        const differs = [...text].flatMap((character, index) =>
          character === [...result.text][index] ? [] : [index],
        );
        expect(result.text.length).toBe(text.length);
        expect(differs).toHaveLength(1);
        expect(listIn(result.text).items.map((item) => item.attrs?.["checked"])).toEqual(
          edited.map((item) => item.attrs?.["checked"]),
        );
      },
    ),
  );
});
