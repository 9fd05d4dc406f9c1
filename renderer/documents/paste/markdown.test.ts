import { documentSchema as schema } from "@shared/editor/schema";
import { Slice } from "@tiptap/pm/model";
import { describe, expect, it } from "vitest";
import { looksLikeMarkdown, markdownOf, sliceOfMarkdown, sliceOfText } from "./markdown";

const docOf = (slice: Slice) => schema.node("doc", null, slice.content);

describe("pasted Markdown", () => {
  it("is recognized by its lines and signs", () => {
    for (const text of [
      "a\nb",
      "# a",
      "- a",
      "1. a",
      "**a** b",
      "see [a](b.md)",
      "`a`",
      "| a | b |",
    ])
      expect(looksLikeMarkdown(text), text).toBe(true);
    for (const text of ["a b", "FR-001: 2 * 3 * 4", "snake_case_name", "#hash", "a -> b", "x\n"])
      expect(looksLikeMarkdown(text), text).toBe(false);
  });

  it("becomes blocks without a document, with open ends at paragraphs", () => {
    const slice = sliceOfMarkdown("a\n\n- [x] b\n\n```ts\nc\n```\n", schema);
    expect([slice.openStart, slice.openEnd]).toEqual([1, 0]);
    const doc = docOf(slice);
    doc.check();
    expect(doc.content.content.map(({ type }) => type.name)).toEqual([
      "paragraph",
      "taskList",
      "codeBlock",
    ]);
    for (const block of doc.content.content) expect(block.attrs["slice"]).toBeNull();
  });

  it("is unchanged when it is pasted as plain text", () => {
    const slice = sliceOfText("# a\r\nb\r\n\r\n**c**", schema);
    expect(slice.content.content.map((block) => block.textContent)).toEqual(["# a\nb", "**c**"]);
  });
});

describe("a copied selection", () => {
  const markdown =
    "# Title\n\nA **bold** *it* `c` [l](x.md).\n\n- a\n- b\n\n1. [ ] no\n\n```ts\nx\n```";

  it("is the Markdown that makes it", () => {
    expect(markdownOf(new Slice(sliceOfMarkdown(markdown, schema).content, 0, 0))).toBe(markdown);
  });

  it("is text alone for a part of a heading or of code", () => {
    const doc = docOf(sliceOfMarkdown("# Title here\n\n```ts\nlet x\n```\n", schema));
    expect(markdownOf(doc.slice(3, 8))).toBe("tle h");
    expect(markdownOf(doc.slice(14, 16))).toBe("et");
  });
});
