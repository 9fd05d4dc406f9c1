import type { TextEdit } from "@shared/base/text-edit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyChanges, exactIndex, plainIndex, plainLines } from "./line-ends";

const parts = fc.array(fc.constantFrom("a", "b", "é", "\n", "\r\n", "\r", "\uFEFF", " "), {
  maxLength: 40,
});
const exactTexts = parts.map((all) => all.join(""));
const lineEnds = fc.constantFrom("\n" as const, "\r\n" as const, "\r" as const);

/** Arbitrary changes of a text: in order and without overlaps. */
const changesIn = (plain: string) =>
  fc
    .tuple(
      fc.array(fc.nat(plain.length), { maxLength: 6 }),
      fc.array(fc.constantFrom("", "x", "\n", "a\nb"), { minLength: 3, maxLength: 3 }),
    )
    .map(([places, inserts]): TextEdit[] => {
      const sorted = places.sort((a, b) => a - b);
      const changes: TextEdit[] = [];
      for (let index = 0; index + 1 < sorted.length; index += 2)
        changes.push({
          from: sorted[index] ?? 0,
          to: sorted[index + 1] ?? 0,
          insert: inserts[index / 2] ?? "",
        });
      return changes;
    });

const edited = exactTexts.chain((exact) =>
  fc.record({
    exact: fc.constant(exact),
    changes: changesIn(plainLines(exact)),
    lineEnd: lineEnds,
  }),
);

const apply = (plain: string, changes: readonly TextEdit[]) =>
  [...changes]
    .reverse()
    .reduce((text, { from, to, insert }) => text.slice(0, from) + insert + text.slice(to), plain);

describe("line ends", () => {
  it("make no difference in the plain text", () => {
    fc.assert(
      fc.property(edited, ({ exact, changes, lineEnd }) => {
        expect(plainLines(applyChanges(exact, changes, lineEnd))).toBe(
          apply(plainLines(exact), changes),
        );
      }),
    );
  });

  it("keep their number when the text between them is deleted", () => {
    const change = { from: 2, to: 3, insert: "" };
    expect(plainLines(applyChanges("\r\rb\n", [change], "\n"))).toBe("\n\n\n");
  });

  it("stay in unedited lines", () => {
    fc.assert(
      fc.property(edited, ({ exact, changes, lineEnd }) => {
        const result = applyChanges(exact, changes, lineEnd);
        const index = exactIndex(exact);
        const first = changes.at(0)?.from ?? plainLines(exact).length;
        const last = changes.at(-1)?.to ?? 0;
        expect(result.startsWith(exact.slice(0, index(first)))).toBe(true);
        expect(result.endsWith(exact.slice(index(last)))).toBe(true);
      }),
    );
  });

  it("return when an edit is undone", () => {
    fc.assert(
      fc.property(exactTexts, lineEnds, fc.nat(), fc.nat(), (exact, lineEnd, one, other) => {
        const plain = plainLines(exact);
        const [from = 0, to = 0] = [one, other]
          .map((place) => place % (plain.length + 1))
          .sort((a, b) => a - b);
        const back = { from, to, insert: plain.slice(from, to) };
        expect(applyChanges(exact, [back], lineEnd)).toBe(exact);
      }),
    );
  });

  it("of new lines are the given kind", () => {
    expect(applyChanges("a\r\nb\nc", [{ from: 3, to: 3, insert: "\nx" }], "\r\n")).toBe(
      "a\r\nb\r\nx\nc",
    );
    expect(applyChanges("", [{ from: 0, to: 0, insert: "x\n" }], "\r\n")).toBe("x\r\n");
  });

  it("convert offsets equally in both directions", () => {
    fc.assert(
      fc.property(exactTexts, (exact) => {
        const there = exactIndex(exact);
        const back = plainIndex(exact);
        for (let index = 0; index <= plainLines(exact).length; index += 1)
          expect(back(there(index))).toBe(index);
      }),
    );
  });
});
