import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blocksOf } from "../markdown/document-slices";
import { parseDocument } from "../markdown/parse-document";
import type { EditorNode } from "../markdown/types";
import { type EditedText, readBack, readText, readWhole } from "./read-back";

const paragraph = (text: string): EditorNode => ({
  type: "paragraph",
  content: [{ type: "text", text }],
});

const change = (text: string, index: number, edited: EditorNode): EditedText => ({
  before: readText(text),
  index,
  edited,
});

describe("a saved text", () => {
  const one = change("# a\n\nb\n\n- c\n", 1, paragraph("b more"));

  it("is as expected", () => {
    expect(readBack(one, "# a\n\nb more\n\n- c\n")).toEqual({ kept: true });
  });

  it("has the same meaning although more was written", () => {
    expect(readBack(one, "# a\n\nb more\n\n* c\n")).toEqual({ kept: false });
  });

  it.each([
    ["the edit was lost", "# a\n\nb\n\n- c\n", 1],
    ["another block says something else", "# a\n\nb more\n\n- d\n", 2],
    ["a block is gone", "# a\n\nb more\n", undefined],
    ["a block swallowed the next", "# a\nb more\n- c\n\nd\n\n", undefined],
  ])("is wrong: %s", (_, saved, wrong) => {
    const document = saved.includes("d\n\n") ? change("# a\n\nb\n\n- c\n", 0, paragraph("x")) : one;
    expect(readBack(document, saved)).toMatchObject({ wrong });
  });

  it("is wrong when a label is removed that another block refers to", () => {
    const text = "[see][a]\n\nb\n\n[a]: /url\n\nc\n";
    const saved = "[see][a]\n\nb\n\n[a ]x: /url\n\nc\n";
    const edited = { type: "rawBlock", attrs: { source: "[a ]x: /url" } };
    expect(readBack(change(text, 2, edited), saved)).toMatchObject({ wrong: 0 });
  });
});

describe("parsing only the neighbours", () => {
  const sources = [
    "word",
    "# title",
    "title\n===",
    "- a\n- b",
    "-",
    "1. a\n\n   b",
    "> quote",
    "```\ncode\n```",
    "```\nopen",
    "    indented",
    "| a |\n|---|\n| b |",
    "<div>",
    "<!-- open",
    "---",
    "---\nk: v\n---",
    "[r]: /url",
    "[^n]: note",
    "[r] and [^n]",
    "![r]",
    "===",
    "  lead",
    "text\n[r]: /not",
  ];
  const block = fc.constantFrom(...sources);
  const gap = fc.constantFrom("\n", "\n\n", "\n\n", "\n\n\n", "\n\n  ");

  it("never accepts a text that parsing the whole text rejects", () => {
    let passed = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(block, gap), { minLength: 1, maxLength: 7 }),
        fc.nat(6),
        block,
        (parts, pick, other) => {
          const text = parts.flat().join("");
          const slices = blocksOf(parseDocument(text));
          const index = pick % slices.length;
          const slice = slices[index];
          const [alone] = blocksOf(parseDocument(other));
          if (!slice || !alone) return;
          const saved = text.slice(0, slice.start) + alone.source + text.slice(slice.end);
          const edited = change(text, index, alone.shown);
          const result = readBack(edited, saved);
          if ("kept" in result) passed++;
          expect("kept" in result).toBe("kept" in readWhole(edited, saved));
        },
      ),
      { numRuns: Number(process.env["FUZZ"] ?? 200) },
    );
    expect(passed).toBeGreaterThan(20);
  });
});
