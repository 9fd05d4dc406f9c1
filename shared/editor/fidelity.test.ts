import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { checkFidelity } from "./fidelity";

describe("the fidelity of a text", () => {
  it("counts an edit for each block that takes a word", () => {
    const text = [
      "# Title",
      "Some *text*  \nwith a [link](u).",
      "* one\n* two\n    1) nested",
      "- [ ] T001 task",
      "| a | b |\n|:--|---|\n| 1 | 2 |",
      "~~~js\nlet a\n~~~",
      "> quote",
      "Setext\n======",
      "***",
    ].join("\r\n\r\n");
    expect(checkFidelity(`\uFEFF${text}`)).toEqual({
      identical: true,
      blocks: 9,
      edits: 8,
      preserved: 8,
      widened: 0,
      refused: 0,
      failed: 0,
      failures: [],
      refusals: [],
    });
  });

  it("is complete for an empty text", () => {
    for (const text of ["", "\n\n", "\uFEFF"])
      expect(checkFidelity(text)).toMatchObject({ identical: true, blocks: 0, edits: 0 });
  });

  it("keeps a reference to a definition in a stretch that cannot be divided", () => {
    const text = "[foo]: /url\nbar\n===\n[foo]\n";
    expect(checkFidelity(text)).toMatchObject({ edits: 1, preserved: 1, refusals: [] });
  });

  it("indents a list's text deeper so that the list does not absorb the paragraph below", () => {
    expect(checkFidelity("-\n\n  foo\n")).toMatchObject({ edits: 2, preserved: 2 });
  });
});

describe("the examples of the CommonMark specification", () => {
  const { tests } = createRequire(import.meta.url)("commonmark-spec");
  const examples: readonly { number: number; markdown: string }[] = tests;

  it("keep their text when opened, saved and edited; every seventh here, all of them in the benchmark", () => {
    for (const { number, markdown } of examples.filter((_, index) => index % 7 === 0)) {
      const { identical, edits, preserved } = checkFidelity(markdown.replaceAll("→", "\t"));
      expect({ number, identical, preserved }).toEqual({
        number,
        identical: true,
        preserved: edits,
      });
    }
  });
});
