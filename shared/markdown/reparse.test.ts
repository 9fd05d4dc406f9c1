import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TextEdit } from "../base/text-edit";
import { editBetween, withEdit } from "../base/text-edit";
import { blocksOf } from "./document-slices";
import { parseDocument } from "./parse-document";
import { reparse } from "./reparse";
import type { MarkdownDocument } from "./types";

const pieces = [
  "word",
  "two words",
  "# h",
  "- a",
  "* b",
  "1. c",
  "2) d",
  "- [ ] t",
  "  more",
  "    indented",
  "\ttab",
  "> q",
  "```",
  "~~~js",
  "---",
  "===",
  "***",
  "<div>",
  "</div>",
  "<!-- c",
  "-->",
  "<b>x",
  "| a | b |",
  "|---|---|",
  "[r]: target",
  "[r]:",
  "'title",
  "end'",
  "[r] and [^1]",
  "[^1]: note",
  "a: b",
  "",
  "",
  "",
];
const line = fc.constantFrom(...pieces);
const eol = fc.constantFrom("\n", "\n", "\n", "\r\n", "\r");
const text = fc
  .tuple(
    fc.constantFrom("", "", "\uFEFF", "---\n"),
    fc.array(fc.tuple(line, eol), { maxLength: 30 }),
  )
  .map(([start, lines]) => start + lines.flat().join(""));
const itemLine = fc.constantFrom(
  "word",
  "two words",
  "  more",
  "  - inner",
  "   1. numbered",
  "  ```",
  "```",
  "lazy",
  "",
  "  [r]: target",
  "[r] and *e*",
  "| a | b |",
  "  |---|---|",
  "  > q",
  "<div>",
  "    deep",
  "---",
  "[^1]: note",
  " - slanted",
);
const edit = fc.record({
  at: fc.nat(),
  removed: fc.nat(12),
  added: fc.oneof(
    fc.constantFrom("", "x", " ", "\n", "\n\n", "`", "-", ">", "\r", "    ", "[r]: t\n"),
    fc.tuple(line, eol).map((parts) => parts.join("")),
  ),
});

const asEdit = (
  before: string,
  { at, removed, added }: { at: number; removed: number; added: string },
): TextEdit => {
  const from = at % (before.length + 1);
  return { from, to: Math.min(before.length, from + removed), insert: added };
};

/** Replaces whole lines, as an edit that adds, moves, joins or removes items does. */
const lineEdit = fc.record({
  line: fc.nat(),
  removed: fc.nat(3),
  added: fc.array(
    fc.tuple(
      fc.constantFrom("- ", "* ", "- [ ] ", "- [x] ", "1. ", "2) ", "  ", "-", ""),
      itemLine,
    ),
    { maxLength: 3 },
  ),
});

const appliedToLines = (
  before: string,
  { line, removed, added }: { line: number; removed: number; added: [string, string][] },
) => {
  const lines = before.split(/(?<=\r\n|\n|\r(?!\n))/);
  const end = /\r\n|\n|\r/.exec(before)?.[0] ?? "\n";
  return lines
    .toSpliced(line % (lines.length + 1), removed, ...added.map((parts) => parts.join("") + end))
    .join("");
};

const comparable = ({ text, eol, slices }: MarkdownDocument) => ({
  text,
  eol,
  slices: slices.map((slice) => (slice.kind === "gap" ? slice : { ...slice, id: 0 })),
});

describe("reparse", () => {
  it("gives the same result as a full parse, after any edit", () => {
    fc.assert(
      fc.property(text, fc.array(edit, { minLength: 1, maxLength: 4 }), (start, edits) => {
        let document = parseDocument(start);
        for (const each of edits) {
          const edit = asEdit(document.text, each);
          document = reparse(document, withEdit(document.text, edit), edit);
          expect(comparable(document)).toEqual(comparable(parseDocument(document.text)));
          const ids = blocksOf(document).map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          expect(Math.max(-1, ...ids)).toBeLessThan(document.nextId);
        }
      }),
      { numRuns: Number(process.env["FUZZ"] ?? 150) },
    );
    // Most of the time goes into the full parses, which are slow on a busy machine.
  });

  it("gives a table's rows the same result as among their neighbours", () => {
    const rows = fc.constantFrom(
      "| c | d |",
      "e | f",
      "| `g\\|h` |",
      "  | i | **j** |",
      "| |",
      "word",
    );
    const tables = fc
      .tuple(
        fc.constantFrom("", "# h\n", "word\n", "word\n\n", "- a\n"),
        fc.constantFrom("| a | b |\n|---|:-:|\n", "a | b\n-|-\n", "  | a |\n  | - |\n"),
        fc.array(rows, { minLength: 1, maxLength: 6 }),
        fc.constantFrom("", "\n", "\n\nend\n", "\n# h\n", "\n\n    code\n", "\n- a\n"),
        eol,
      )
      .map(([before, head, lines, tail, end]) =>
        (before + head + lines.join("\n") + tail).replaceAll("\n", end),
      );
    const added = fc.constantFrom(
      "x",
      "|",
      "\\",
      "\n",
      "\n\n",
      "| y | z |\n",
      "- ",
      "# ",
      "    ",
      "`",
      "**",
    );
    const edits = fc.record({ at: fc.nat(), removed: fc.nat(12), added });
    fc.assert(
      fc.property(tables, fc.array(edits, { minLength: 1, maxLength: 4 }), (start, all) => {
        let document = parseDocument(start);
        for (const each of all) {
          document = reparse(document, withEdit(document.text, asEdit(document.text, each)));
          expect(comparable(document)).toEqual(comparable(parseDocument(document.text)));
        }
      }),
      { numRuns: Number(process.env["FUZZ"] ?? 150) },
    );
  });

  it("gives a list's items the same result as among their neighbours", () => {
    const lists = fc
      .tuple(
        fc.constantFrom("", "\n", "# h\n", "word\n", "word\n\n", "    code\n\n"),
        fc.constantFrom("- ", "* ", "- [ ] ", "1. ", "2) ", "-\t"),
        fc.array(fc.array(itemLine, { minLength: 1, maxLength: 3 }), {
          minLength: 2,
          maxLength: 5,
        }),
        fc.constantFrom("", "\n", "\nend\n", "end\n", "\n    code\n", "\n1. b\n", "\n* c\n"),
        eol,
      )
      .map(([head, sign, items, tail, end]) =>
        `${head}${items.map((lines) => `${sign}${lines.join("\n")}\n`).join("")}${tail}`.replaceAll(
          "\n",
          end,
        ),
      );
    const edits = fc.oneof(
      edit.map((each) => (before: string) => withEdit(before, asEdit(before, each))),
      lineEdit.map((each) => (before: string) => appliedToLines(before, each)),
    );
    fc.assert(
      fc.property(
        lists,
        fc.array(edits, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (start, edits, given) => {
          let document = parseDocument(start);
          for (const each of edits) {
            const text = each(document.text);
            document = given
              ? reparse(document, text, editBetween(document.text, text))
              : reparse(document, text);
            expect(comparable(document)).toEqual(comparable(parseDocument(document.text)));
          }
        },
      ),
      { numRuns: Number(process.env["FUZZ"] ?? 150) },
    );
  });

  it("parses only the edited item of a list", () => {
    const before = parseDocument("- a\n- b\n  - c\n- d\n");
    const after = reparse(before, before.text.replace("c", "[x] cc"));
    const [was, is] = [blocksOf(before)[0]?.shown.content, blocksOf(after)[0]?.shown.content];
    expect(is?.map((item, index) => item === was?.[index])).toEqual([true, false, true]);
    expect(comparable(after)).toEqual(comparable(parseDocument(after.text)));
  });

  it.each([
    ["added in the middle", "- a\n- b\n- new\n- c\n- d\n", [true, true, false, false, true]],
    ["added at the beginning", "- new\n- a\n- b\n- c\n- d\n", [false, false, true, true, true]],
    ["added at the end", "- a\n- b\n- c\n- d\n- new\n", [true, true, true, false, false]],
    ["split", "- a\n- \\\n- b\n- c\n- d\n", [true, false, false, true, true]],
    ["joined", "- a\n- bc\n- d\n", [true, false, true]],
    ["removed", "- a\n- b\n- d\n", [true, true, false]],
    ["removed at the end", "- a\n- b\n- c\n", [true, true, false]],
  ])("parses only the items beside one that was %s", (_, text, known) => {
    const before = parseDocument("- a\n- b\n- c\n- d\n\nend\n");
    const after = reparse(before, `${text}\nend\n`);
    const was = new Set(blocksOf(before)[0]?.shown.content);
    expect(blocksOf(after)[0]?.shown.content?.map((item) => was.has(item))).toEqual(known);
    expect(comparable(after)).toEqual(comparable(parseDocument(after.text)));
  });

  it("parses a list again that now interrupts a paragraph", () => {
    const before = parseDocument("| a | b |\n|---|---|\nword\n1. -\n\nend\n");
    const text = before.text.slice(4);
    expect(comparable(reparse(before, text))).toEqual(comparable(parseDocument(text)));
  });

  it("does not begin at indented code, which the parser splits after an empty item", () => {
    const before = parseDocument("- \n\n    - deep\n\n    indented\nword\n\nend\n");
    const text = before.text.replace("end", "End");
    for (const each of [text, before.text.replace("word", "words")])
      expect(comparable(reparse(before, each))).toEqual(comparable(parseDocument(each)));
  });

  it("parses the text after indented code again when it now follows another block", () => {
    const before = parseDocument("2) [r\n\n\n    deep\n2) a\nword\n");
    const text = before.text.slice(1);
    expect(comparable(reparse(before, text))).toEqual(comparable(parseDocument(text)));
  });

  it("keeps the blocks that are not near the edit", () => {
    const before = parseDocument("# a\n\none\n\ntwo\n\nthree\n\nfour\n");
    const after = reparse(before, before.text.replace("two", "2"));
    const [title, , , three] = blocksOf(before);
    expect(blocksOf(after)[0]).toBe(title);
    expect(blocksOf(after)[3]).toMatchObject({ id: three?.id, start: (three?.start ?? 0) - 2 });
    expect(blocksOf(after)[3]?.shown).toBe(three?.shown);
  });
});
