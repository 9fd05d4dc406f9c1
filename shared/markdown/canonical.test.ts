import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical } from "./canonical";
import type { EditorNode } from "./types";

const mark = fc.constantFrom("bold", "italic", "strike", "code");
const node: fc.Arbitrary<EditorNode> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("text"),
      text: fc
        .array(fc.constantFrom("a", "word", " ", "\t", "\n", "\r"), { minLength: 1, maxLength: 4 })
        .map((parts) => parts.join("")),
      marks: fc.uniqueArray(mark, { maxLength: 2 }).map((types) => types.map((type) => ({ type }))),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom({ type: "hardBreak" }, { type: "image", attrs: { src: "s" } }),
  },
);
const content = fc.array(node, { maxLength: 5 });
const blank: EditorNode = { type: "text", text: " " };

describe("the canonical form", () => {
  it("ignores any blanks at the ends of a paragraph or a cell", () => {
    fc.assert(
      fc.property(content, fc.boolean(), (inside, inCell) => {
        const form = (nodes: readonly EditorNode[]) => {
          const paragraph = { type: "paragraph", content: nodes };
          return canonical(inCell ? { type: "tableCell", content: [paragraph] } : paragraph);
        };
        const plain = form(inside);
        // A blank at the end disables the shortcut for settled text.
        expect(form([...inside, blank])).toEqual(plain);
        expect(form([blank, ...inside])).toEqual(plain);
        expect(plain && canonical({ ...plain, attrs: {} })).toEqual(plain);
      }),
      { numRuns: Number(process.env["FUZZ"] ?? 500) },
    );
  });
});
