import { Problem } from "@shared/base/problem";
import { editBetween } from "@shared/base/text-edit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editBytes } from "./edit-bytes";

const text = fc.oneof(
  fc.string(),
  fc.string({
    unit: fc.constantFrom("a", "é", "漢", "😀", "😁", "🏽", "\u{10000}", "\ufeff", "\r", "\n"),
  }),
);

describe("editBytes", () => {
  it("gives the bytes of the edited text, for any edit", () => {
    fc.assert(
      fc.property(text, text, text, text, (head, old, now, tail) => {
        const [before, after] = [head + old + tail, head + now + tail];
        const edit = editBetween(before, after);
        expect(editBytes(Buffer.from(before), edit)).toEqual(Buffer.from(after));
        expect(edit.to - edit.from).toBeLessThanOrEqual(before.length);
      }),
      { numRuns: 500 },
    );
  });

  it("gives the smallest edit of the bytes", () => {
    expect(editBetween("- [ ] a\n- [ ] b\n", "- [ ] a\n- [x] b\n")).toEqual({
      from: 11,
      to: 12,
      insert: "x",
    });
    expect(editBetween("a😀b", "a😁b")).toEqual({ from: 1, to: 3, insert: "😁" });
    expect(editBetween("aa", "aaa")).toEqual({ from: 2, to: 2, insert: "a" });
  });

  it.each([
    [
      "half a character in the inserted text",
      "a",
      { from: 0, to: 1, insert: "\ud800" },
      "bad-request",
    ],
    ["an edit between two halves", "é😀", { from: 2, to: 2, insert: "x" }, "bad-request"],
    ["one that ends between them", "é😀", { from: 1, to: 2, insert: "x" }, "bad-request"],
    ["one beyond the end", "a", { from: 0, to: 2, insert: "x" }, "bad-request"],
    ["one beyond the end of other text", "é", { from: 0, to: 2, insert: "x" }, "bad-request"],
  ])("refuses %s", (_what, before, edit, code) => {
    expect(() => editBytes(Buffer.from(before), edit)).toThrow(
      expect.objectContaining({ code }) as Problem,
    );
  });

  it("refuses bytes that are not UTF-8", () => {
    expect(() => editBytes(new Uint8Array([0xff]), { from: 0, to: 0, insert: "x" })).toThrow(
      Problem,
    );
  });
});
