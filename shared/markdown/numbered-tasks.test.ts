import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blocksOf } from "./document-slices";
import { parseDocument } from "./parse-document";
import { reparse } from "./reparse";
import { save } from "./save";
import { toEditor } from "./to-editor";
import type { EditorNode } from "./types";

const open = (text: string) => [...(toEditor(parseDocument(text)).content ?? [])];

/** Saves a text with its first list's items changed. */
function arranged(text: string, change: (items: readonly EditorNode[]) => readonly EditorNode[]) {
  const [list, ...rest] = open(text);
  if (!list) throw new Error("no list");
  const result = save(parseDocument(text), [
    { ...list, content: change(list.content ?? []) },
    ...rest,
  ]);
  return "refused" in result ? `refused: ${result.refused}` : result.text;
}
const paragraph = (text: string): EditorNode => ({
  type: "paragraph",
  content: text === "" ? [] : [{ type: "text", text }],
});
const task = (text: string, checked: boolean | null): EditorNode => ({
  type: "taskItem",
  attrs: { checked },
  content: [paragraph(text)],
});
/** An item with its box toggled. */
const turned = (item: EditorNode): EditorNode => ({
  ...item,
  attrs: { ...item.attrs, checked: item.attrs?.["checked"] !== true },
});

const source = "1. [ ] one\n2. [x] **two**\n3. [~] three\n4. four\n5. [ ] T005 five\n";

describe("a numbered list in which items have a box", () => {
  it("is rich text, with its first number and with boxes only on the items that have one", () => {
    const [list] = open(source);
    expect(list).toMatchObject({ type: "taskList", attrs: { start: 1 } });
    expect(list?.content?.map(({ attrs }) => attrs?.["checked"])).toEqual([
      false,
      true,
      null,
      null,
      false,
    ]);
    expect(open("7) [x] seven\n")[0]).toMatchObject({ type: "taskList", attrs: { start: 7 } });
    expect(open("- [x] seven\n")[0]?.attrs?.["start"]).toBeUndefined();
  });

  it("is ticked by one byte", () => {
    expect(arranged(source, (items) => items.with(4, task("T005 five", true)))).toBe(
      source.replace("[ ] T005", "[x] T005"),
    );
  });

  it("counts up when items are added and removed, and keeps the sign after the number", () => {
    expect(arranged(source, (items) => items.toSpliced(1, 0, task("new", false)))).toBe(
      "1. [ ] one\n2. [ ] new\n3. [x] **two**\n4. [~] three\n5. four\n6. [ ] T005 five\n",
    );
    expect(arranged(source, (items) => items.toSpliced(3, 1))).toBe(
      source.replace("4. four\n5.", "4."),
    );
    expect(arranged("7) [x] a\n8) b\n", (items) => [...items, task("c", false)])).toBe(
      "7) [x] a\n8) b\n9) [ ] c\n",
    );
    expect(arranged("1. [ ] a\n1. [ ] b\n", (items) => [...items, task("c", true)])).toBe(
      "1. [ ] a\n1. [ ] b\n1. [X] c\n",
    );
  });

  it("is a numbered list once no item has a box", () => {
    const text = "3. [ ] a\n4. [-] b\n";
    expect(arranged(text, (items) => items.with(0, task("a", null)))).toBe("3. a\n4. [-] b\n");
    expect(open("3. a\n4. [-] b\n")[0]).toMatchObject({ type: "orderedList", attrs: { start: 3 } });
  });

  it("gives the same reparse result as a full parse", () => {
    for (const [from, to] of [
      ["three", "three more"],
      ["[~]", "[ ]"],
      ["4. four", "4. [ ] four"],
      ["1. [ ]", "2. [ ]"],
      ["1. [ ]", "1) [ ]"],
    ] as const) {
      const next = source.replace(from, to);
      const shown = (document: ReturnType<typeof parseDocument>) =>
        blocksOf(document).map((block) => block.shown);
      expect(shown(reparse(parseDocument(source), next))).toEqual(shown(parseDocument(next)));
    }
  });
});

const item = fc.record({
  box: fc.constantFrom("[ ] ", "[x] ", "[X] ", "[~] ", "[-] ", ""),
  words: fc.constantFrom("one", "**two**", "`three`", "T004 four", "[five](x.md)"),
  below: fc.constantFrom("", "- [ ] in", "1. [x] in", "more words", "2) plain"),
});
const list = fc
  .record({
    items: fc.array(item, { minLength: 1, maxLength: 6 }),
    start: fc.constantFrom(0, 1, 2, 9, 98),
    sign: fc.constantFrom(".", ")"),
    counting: fc.boolean(),
    gap: fc.constantFrom("\n", "\n\n"),
  })
  .map(({ items, start, sign, counting, gap }) => {
    const written = items.map(({ box, words, below }, index) => {
      const number = `${counting ? start + index : start}${sign} `;
      const inside = " ".repeat(number.length);
      return `${number}${box}${words}${below === "" ? "" : `\n${gap.slice(1)}${inside}${below}`}`;
    });
    return `${written.join(gap)}\n`;
  });

describe("any numbered list with boxes", () => {
  it("opens and saves without a change, and a tick is one byte", () => {
    let ticks = 0;
    fc.assert(
      fc.property(list, fc.nat(5), (text, at) => {
        expect(arranged(text, (items) => items)).toBe(text);
        const content = open(text)[0]?.content ?? [];
        const boxed = content.filter(({ attrs }) => typeof attrs?.["checked"] === "boolean");
        const item = boxed[at % boxed.length];
        if (item === undefined) return;
        ticks++;
        const after = arranged(text, (items) => items.with(content.indexOf(item), turned(item)));
        expect(after).toHaveLength(text.length);
        expect([...after].filter((sign, index) => sign !== text[index])).toHaveLength(1);
      }),
      { numRuns: 40 },
    );
    expect(ticks).toBeGreaterThan(0);
  });

  it("keeps the bytes of the items that were not edited", () => {
    fc.assert(
      fc.property(list, fc.nat(5), (text, at) => {
        const item = open(text)[0]?.content?.[at];
        const [first, ...rest] = item?.content ?? [];
        if (!item || first?.type !== "paragraph") return;
        const more = {
          ...first,
          content: [...(first.content ?? []), { type: "text", text: " zq" }],
        };
        const after = arranged(text, (items) =>
          items.with(at, { ...item, content: [more, ...rest] }),
        );
        expect(after.replace(" zq", "")).toBe(text);
      }),
      { numRuns: 40 },
    );
  });
});
