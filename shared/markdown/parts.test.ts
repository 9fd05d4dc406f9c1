import fc from "fast-check";
import type { RootContent } from "mdast";
import { describe, expect, it } from "vitest";
import { parseInParts } from "./parts";
import { parseTree } from "./tree";

const line = fc.constantFrom(
  "word",
  "# h",
  "- a",
  "- ",
  "-",
  "* b",
  "1. c",
  "2. d",
  "2) e",
  "1. -",
  "- - f",
  "- [ ] t",
  "- [x] [r]",
  "  - nested",
  "  more",
  "   - further in",
  "    - deep",
  "    indented",
  "\ttab",
  "-\ttab",
  " \tx",
  "> q",
  "> - q",
  "- > q",
  "```",
  "  ```",
  "- ```",
  "~~~js",
  "---",
  "===",
  "***",
  "<div>",
  "</div>",
  "<script>",
  "<!-- c",
  "-->",
  "<b>x",
  "| a | b |",
  "|---|---|",
  ":-",
  "[r]: target",
  "[r]:",
  "  [s]: target",
  "'title",
  "end'",
  "[r] and [s] and [^1]",
  "[^1]: note",
  "[^2]:",
  "a@b.c &amp; www.d.e",
  "k: v",
  "\uFEFF",
  "\uFEFF- a",
  "\u00A0",
  "",
  "",
  "",
  " ",
);
const eol = fc.constantFrom("\n", "\n", "\n", "\r\n", "\r");
const lists = fc.constantFrom(
  "- a",
  "- b",
  "  - c",
  "    - d",
  "- [ ] e",
  "  f",
  "",
  "1. g",
  "2. h",
);
const tableLine = fc.constantFrom(
  "| c | d |",
  "e | f",
  "| `g\\|h` |",
  "  | i | **j** | k |",
  "|",
  "\\|",
  "word",
  "",
  "- l",
  "> | m |",
  "    | n |",
  "# o",
  "[r] | [^1]",
);
const tables = fc
  .tuple(
    fc.constantFrom("", "word\n", "word\n\n", "- a\n", "> | x |\n> |---|\n\n", "[r]: u\n\n"),
    fc.constantFrom("| a | b |\n|---|:-:|\n", "a | b\n-|-\n", "  | a |\n  | - |\n"),
    fc.array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom("| c | d |", "e | f") }, tableLine), {
      maxLength: 25,
    }),
    fc.constantFrom("\n", "\r\n", "\r"),
  )
  .map(([before, head, rows, end]) => (before + head + rows.join("\n")).replaceAll("\n", end));
const textOf = (anyLine: fc.Arbitrary<string>) =>
  fc
    .tuple(
      fc.constantFrom("", "", "---\n"),
      fc.array(fc.tuple(anyLine, eol), { maxLength: 40 }),
      fc.boolean(),
    )
    .map(([start, lines, end]) => {
      const text = start + lines.flat().join("");
      return end ? text : text.trimEnd();
    })
    // The caller removes a byte-order mark.
    .filter((text) => !text.startsWith("\uFEFF"));

const whole = (text: string): readonly RootContent[] | undefined => {
  try {
    return parseTree(text).children;
  } catch {
    return undefined;
  }
};

describe("parsing in parts", () => {
  it("gives the same blocks as parsing the whole text, wherever the text is divided", () => {
    const text = fc.oneof(textOf(line), textOf(fc.oneof(line, lists, lists)), tables);
    let parted = 0;
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 60 }), (each, length) => {
        const wanted = whole(each);
        if (wanted === undefined) return;
        expect(parseInParts(each, {}, length)).toEqual(wanted);
        parted++;
      }),
      { numRuns: Number(process.env["FUZZ"] ?? 300) },
    );
    expect(parted).toBeGreaterThan(10);
  }, 3_600_000);

  it("does not divide at indented code, which the parser splits after an empty item", () => {
    const text = "- \n\n    - deep\n\n    indented\nword";
    expect(parseInParts(text, {}, 1)).toEqual(whole(text));
  });

  it("tells each part the definitions of the others", () => {
    const text = `[a]: u\n\n${"word\n\n".repeat(20)}[a], [b] and [^n]\n\n[b]: v\n\n[^n]: note\n`;
    expect(parseInParts(text, {}, 20)).toEqual(whole(text));
  });

  it("joins the parts of a table", () => {
    const head = "| a | b |\n|---|---|\n";
    const text = head + "| one | two |\n".repeat(400);
    expect(parseInParts(text, {}, 200)).toEqual(whole(text));
  });

  it("joins the parts of a list, loose if any part is loose", () => {
    const items = "- [ ] one\n- two\n  - in it\n".repeat(10);
    for (const text of [items, `${items}\n- last\n`, `- first\n\n${items}`]) {
      expect(parseInParts(text, {}, 30)).toHaveLength(1);
      expect(parseInParts(text, {}, 30)).toEqual(whole(text));
    }
  });
});
