import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical, withoutBareLinks } from "./canonical";
import { blocksOf } from "./document-slices";
import { parseDocument } from "./parse-document";
import { save } from "./save";
import type { EditorNode } from "./types";

const mark = fc.constantFrom(
  { type: "bold" },
  { type: "italic" },
  { type: "strike" },
  { type: "code" },
  { type: "link", attrs: { href: "http://a.b/c_d" } },
  { type: "link", attrs: { href: "x y", title: 'q"' } },
);
const words =
  "a| b |snake_case|*|1. |- |# |[l]|http://x.y|é|<b>|&amp;|two words|\\|a@b.c|~|+ [ ] x".split("|");
const text = fc.record({
  type: fc.constant("text"),
  text: fc.constantFrom(...words, "|", "x\ny"),
  marks: fc.uniqueArray(mark, { maxLength: 2, selector: ({ type }) => type }),
});
const atom = fc.constantFrom<EditorNode>(
  { type: "hardBreak" },
  { type: "image", attrs: { src: "s.png", alt: "a" } },
);
const begin = fc.constant<EditorNode>({ type: "text", text: "é" });
const line = fc
  .tuple(begin, fc.array(text, { maxLength: 3 }))
  .map(([first, rest]) => [first, ...rest]);
const lines = fc
  .tuple(line, fc.array(fc.oneof(text, atom), { maxLength: 3 }))
  .map(([first, rest]) => [...first, ...rest]);
const paragraph = lines.map((content): EditorNode => ({ type: "paragraph", content }));
const cell = line.map((content): EditorNode => ({ type: "paragraph", content }));

const { block } = fc.letrec<{ block: EditorNode; list: EditorNode }>((tie) => ({
  list: fc
    .tuple(
      fc.constantFrom("bulletList", "orderedList", "taskList"),
      fc.array(fc.tuple(paragraph, fc.option(tie("list"), { maxDepth: 2 })), {
        minLength: 1,
        maxLength: 3,
      }),
    )
    .map(([type, items]) => ({
      type,
      content: items.map(([first, nested]) => ({
        type: type === "taskList" ? "taskItem" : "listItem",
        content: nested ? [first, nested] : [first],
      })),
    })),
  block: fc.oneof(
    { maxDepth: 3 },
    paragraph,
    lines.map((content) => ({ type: "heading", attrs: { level: 2 }, content })),
    tie("list"),
    fc
      .array(tie("block"), { minLength: 1, maxLength: 2 })
      .map((content) => ({ type: "blockquote", content })),
    fc
      .constantFrom("a", "```", "x\n\ny", "    z", "~~~\n")
      .map((code) => ({ type: "codeBlock", content: [{ type: "text", text: code }] })),
    fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 3 }).map((rows) => ({
      type: "table",
      content: rows.map((cells, row) => ({
        type: "tableRow",
        content: cells.map((content) => ({
          type: row === 0 ? "tableHeader" : "tableCell",
          content: [content],
        })),
      })),
    })),
  ),
}));

const comparable = (node: EditorNode) => {
  const plain = canonical(node);
  return plain && withoutBareLinks(plain);
};

describe("text written in the editor", () => {
  it("is the same after saving and opening, or is refused", () => {
    let saved = 0;
    let refused = 0;
    fc.assert(
      fc.property(block, (added) => {
        const document = parseDocument("# t\n\nend\n");
        const [first, last] = blocksOf(document).map(({ shown, id }) => ({
          ...shown,
          attrs: { ...shown.attrs, slice: id },
        }));
        if (!first || !last) throw new Error("no blocks");
        const result = save(document, [first, added, last]);
        if ("refused" in result) {
          refused++;
          return;
        }
        saved++;
        expect(result.text.startsWith("# t\n\n")).toBe(true);
        expect(result.text.endsWith("\n\nend\n")).toBe(true);
        const got = blocksOf(parseDocument(result.text)).map(({ shown }) => comparable(shown));
        expect(got.slice(1, -1)).toEqual([comparable(added)]);
      }),
      { numRuns: Number(process.env["FUZZ"] ?? 30) },
    );
    expect(saved).toBeGreaterThan(5 * refused);
  });
});
