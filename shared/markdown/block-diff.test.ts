import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { align, diffBlocks, diffWords } from "./block-diff";
import { parseDocument } from "./parse-document";

const changes = (before: string, after: string) =>
  diffBlocks(parseDocument(before), parseDocument(after)).map((change) => {
    const sides = [
      ...("before" in change ? [change.before.source] : []),
      ...("after" in change ? [change.after.source] : []),
    ];
    return [change.kind, ...new Set(sides)];
  });

describe("diffBlocks", () => {
  it("tells changed blocks from removed and added ones", () => {
    const before = "# Albums\n\nIt must sort by name.\n\nGone.\n\n- a\n- b\n";
    const after = "# Albums\r\n\r\nNew here.\r\n\r\nIt must sort by date.\r\n\r\n- a\r\n- b\r\n";
    expect(changes(before, after)).toEqual([
      ["same", "# Albums", "# Albums"].slice(0, 2),
      ["added", "New here."],
      ["changed", "It must sort by name.", "It must sort by date."],
      ["removed", "Gone."],
      ["same", "- a\n- b", "- a\r\n- b"],
    ]);
  });

  it("finds nothing in the same text, and everything against an empty one", () => {
    expect(changes("a\n\nb\n", "a\n\nb").map(([kind]) => kind)).toEqual(["same", "same"]);
    expect(changes("", "a\n\nb\n").map(([kind]) => kind)).toEqual(["added", "added"]);
    expect(changes("a\n", "").map(([kind]) => kind)).toEqual(["removed"]);
  });
});

describe("align", () => {
  const item = fc.stringMatching(/^[ab]( [abc]){0,3}$/);
  it("keeps every item of both lists, in their order", () => {
    fc.assert(
      fc.property(fc.array(item), fc.array(item), (before, after) => {
        const pairs = align(before, after, (text) => text);
        expect(pairs.flatMap((pair) => pair.before ?? [])).toEqual(before);
        expect(pairs.flatMap((pair) => pair.after ?? [])).toEqual(after);
        for (const pair of pairs) if (pair.same) expect(pair.before).toBe(pair.after);
      }),
    );
  });

  it("pairs many items without comparing all of them", () => {
    const many = (word: string) => Array.from({ length: 3_000 }, (_, n) => `${word} ${n}`);
    const started = performance.now();
    expect(align(many("a"), many("b"), (text) => text)).toHaveLength(3_000);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe("diffWords", () => {
  it("marks words, and a rewritten phrase as one change", () => {
    expect(diffWords("It must sort by name.", "It must group them by date.")).toEqual([
      { kind: "same", text: "It must " },
      { kind: "removed", text: "sort " },
      { kind: "added", text: "group them " },
      { kind: "same", text: "by " },
      { kind: "removed", text: "name" },
      { kind: "added", text: "date" },
      { kind: "same", text: "." },
    ]);
    expect(diffWords("one two", "three four")).toEqual([
      { kind: "removed", text: "one two" },
      { kind: "added", text: "three four" },
    ]);
    expect(diffWords("", "")).toEqual([]);
  });

  it("finds words in scripts without blanks", () => {
    const parts = diffWords("写真を名前で並べる", "写真を日付で並べる");
    expect(parts.filter(({ kind }) => kind === "same").length).toBeGreaterThanOrEqual(2);
  });

  it("returns parts that make up both whole texts", () => {
    const text = fc.stringMatching(/^([a-c]{1,2}[ .,]?){0,12}$/);
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = diffWords(before, after);
        const side = (gone: "added" | "removed") =>
          parts.flatMap(({ kind, text }) => (kind === gone ? [] : [text])).join("");
        expect([side("added"), side("removed")]).toEqual([before, after]);
      }),
    );
  });
});
