import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineChanges, takeBack } from "./line-changes";

const texts = fc
  .array(fc.constantFrom("a", "b", "c", "\n", "\r\n", "\r", ""), { maxLength: 14 })
  .map((parts) => parts.join(""));

describe("the changed lines between two versions", () => {
  it("have their places", () => {
    expect(lineChanges("one\r\ntwo\r\nthree\r\n", "one\r\n2\r\nthree\r\nfour")).toEqual([
      { from: 5, to: 8, line: 2, oldLine: 2, before: "two\r\n", after: "2\r\n" },
      { from: 15, to: 19, line: 4, oldLine: 4, before: "", after: "four" },
    ]);
    expect(lineChanges("a\nb\nc\n", "a\nc\n")).toEqual([
      { from: 2, to: 2, line: 2, oldLine: 2, before: "b\n", after: "" },
    ]);
    expect(lineChanges("same\n", "same\n")).toEqual([]);
  });

  it("are complete: taking them back from last to first gives the version", () => {
    fc.assert(
      fc.property(texts, texts, (version, now) => {
        const changes = lineChanges(version, now);
        for (const { from, to, after } of changes) expect(now.slice(from, to)).toBe(after);
        expect(changes.toReversed().reduce(takeBack, now)).toBe(version);
      }),
    );
  });
});
