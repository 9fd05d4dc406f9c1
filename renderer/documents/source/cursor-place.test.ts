import { documentSchema as schema } from "@shared/editor/schema";
import { describe, expect, it } from "vitest";
import { countBefore, placeAfter, shownCount, shownText, sourceIndex } from "./cursor-place";

describe("the cursor in the source", () => {
  const cases: readonly [source: string, shown: string][] = [
    ["## A **bold** title", "A bold title"],
    ["- [ ] T001 one\r\n- [x] `T002` two", "T001 one\nT002 two"],
    ["| a | b |\n|---|---|\n| 1 | 2 |", "a\nb\n1\n2"],
    ["> quoted\n> twice", "quoted\ntwice"],
    ["[text](http://x.example) after", "text after"],
    ["```ts\ncode\n```", "code"],
    ["日本語 **太字** です", "日本語 太字 です"],
  ];

  it("is found from the rich text, before the same character", () => {
    for (const [source, shown] of cases)
      for (let count = 0; count < shown.length; count += 1) {
        const index = sourceIndex(source, shown, count);
        const next = shown.charAt(count);
        if (count > 0 && next.trim() !== "")
          expect(source.slice(index), `${source} at ${count}`).toContain(next);
        expect(index).toBeGreaterThanOrEqual(count);
      }
    expect(sourceIndex("## A **bold** title", "A bold title", 0)).toBe(3);
    expect(sourceIndex("## A **bold** title", "A bold title", 4)).toBe("## A **bo".length);
  });

  it("leads back to the rich text", () => {
    for (const [source, shown] of cases)
      for (let count = 0; count <= shown.length; count += 1)
        expect(shownCount(source, shown, sourceIndex(source, shown, count))).toBe(count);
  });

  it("is near when the source writes a character in another form", () => {
    const source = "a &amp; b and more";
    expect(sourceIndex(source, "a & b and more", 9)).toBe("a &amp; b and".length);
  });
});

describe("places in a block", () => {
  const paragraph = (text: string) => schema.node("paragraph", null, [schema.text(text)]);
  const list = schema.node("bulletList", null, [
    schema.node("listItem", null, [paragraph("one")]),
    schema.node("listItem", null, [paragraph("two")]),
  ]);

  it("are counted by the shown characters", () => {
    expect(shownText(list)).toBe("one\ntwo");
    for (let count = 0; count <= 7; count += 1)
      expect(countBefore(list, placeAfter(list, count))).toBe(count);
  });

  it("in a source block are the source's own offsets", () => {
    const raw = schema.node("rawBlock", { source: "<b>\r\n", reason: "HTML" });
    expect(shownText(raw)).toBe("<b>\r\n");
  });
});
