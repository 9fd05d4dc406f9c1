import { describe, expect, it, vi } from "vitest";
import { blocksOf } from "./document-slices";
import { parseDocument } from "./parse-document";
import { createSaver, save } from "./save";
import { editorBlock, toEditor } from "./to-editor";
import type { EditorNode } from "./types";

/** The number of characters that the parser was given. */
let read = 0;
vi.mock("./tree", async (original) => {
  const tree = await original<typeof import("./tree")>();
  const parseTree: typeof tree.parseTree = (text, options) => {
    read += text.length;
    return tree.parseTree(text, options);
  };
  return { ...tree, parseTree };
});

const text = (value: string): EditorNode => ({ type: "text", text: value });
const cell = (...content: EditorNode[]): EditorNode => ({
  type: "tableCell",
  attrs: { colspan: 1, rowspan: 1, align: null },
  content: [{ type: "paragraph", content }],
});
const row = (...texts: string[]): EditorNode => ({
  type: "tableRow",
  content: texts.map((value) => (value === "" ? cell() : cell(text(value)))),
});

/** Saves a text with the rows of its first table changed. */
function arranged(source: string, change: (rows: readonly EditorNode[]) => readonly EditorNode[]) {
  const document = parseDocument(source);
  const within = (node: EditorNode): EditorNode =>
    node.type === "table"
      ? { ...node, content: change(node.content ?? []) }
      : { ...node, ...(node.content && { content: node.content.map(within) }) };
  const result = save(document, (toEditor(document).content ?? []).map(within));
  return "refused" in result ? `refused: ${result.refused}` : result.text;
}
/** Sets the content of one cell of a row. */
const filled =
  (at: number, column: number, ...content: EditorNode[]) =>
  (rows: readonly EditorNode[]) => {
    const cells = rows[at]?.content ?? [];
    const old = cells[column];
    const next = { type: "tableCell", ...old, content: [{ type: "paragraph", content }] };
    return rows.with(at, { type: "tableRow", content: cells.with(column, next) });
  };

const source = "| a | b |\n|:--|--:|\n| 1 | 2 |\n| 3 | 4 |\n";

describe("an edit of a table's cell", () => {
  it.each([
    ["a bar", filled(2, 1, text("4 x|y")), "| 3 | 4 x\\|y |"],
    [
      "a line break",
      filled(2, 1, text("4 x"), { type: "hardBreak" }, text("second")),
      "| 3 | 4 x<br>second |",
    ],
    ["a line break at its end", filled(2, 1, text("4"), { type: "hardBreak" }), "| 3 | 4<br> |"],
    [
      "code with a bar",
      filled(2, 1, { ...text("a|b"), marks: [{ type: "code" }] }),
      "| 3 | `a\\|b` |",
    ],
    ["nothing", filled(2, 1), "| 3 |   |"],
  ])("that adds %s changes only its own row", (_, change, line) => {
    expect(arranged(source, change)).toBe(source.replace("| 3 | 4 |", line));
  });

  it("fills a cell that is empty, or does not exist yet", () => {
    expect(arranged(source.replace("2 ", "  "), filled(1, 1, text("new")))).toBe(
      source.replace("| 2 |", "| new |"),
    );
    expect(arranged(source.replace("| 3 | 4 |", "| 3 |"), filled(2, 1, text("4")))).toBe(source);
    expect(arranged("a|b\n-|-\n1|2\n", filled(1, 1))).toBe("a|b\n-|-\n1| \n");
  });

  it("keeps a line break in its written form", () => {
    const broken = source.replace("4", "4<br/>5 <br> 6");
    const [table] = blocksOf(parseDocument(broken));
    const content = table?.shown.content?.[2]?.content?.[1]?.content?.[0]?.content ?? [];
    expect(content).toEqual([
      text("4"),
      { type: "hardBreak" },
      text("5 "),
      { type: "hardBreak" },
      text(" 6"),
    ]);
    expect(arranged(broken, filled(2, 1, ...content.slice(0, -1), text(" 66")))).toBe(
      broken.replace(" 6 ", " 66 "),
    );
    const added = arranged(broken, filled(1, 0, text("1"), { type: "hardBreak" }, text("x")));
    expect(added).toBe(broken.replace("| 1 ", "| 1<br/>x "));
  });
});

describe("rows of a table", () => {
  it.each([
    [source, 3, `${source}| 5 | x\\|y |\n`],
    [source, 1, source.replace("| 1 |", "| 5 | x\\|y |\n| 1 |")],
    ["a|b\n:-|-:\n1|2\n\nend\n", 2, "a|b\n:-|-:\n1|2\n5|x\\|y\n\nend\n"],
    [
      "- x\r\n\r\n  | a | b |\r\n  |---|---|\r\n  | 1 | 2 |\r\n",
      1,
      "- x\r\n\r\n  | a | b |\r\n  |---|---|\r\n  | 5 | x\\|y |\r\n  | 1 | 2 |\r\n",
    ],
    [
      "> | a  | b    |\n> |----|------|\n> | 1  | 2    |\n",
      2,
      "> | a  | b    |\n> |----|------|\n> | 1  | 2    |\n> | 5  | x\\|y |\n",
    ],
    ["| a | b |\n|---|---|\n", 1, "| a | b |\n|---|---|\n| 5 | x\\|y |\n"],
  ])("are added without changing a byte of the others: %j", (before, at, after) => {
    expect(arranged(before, (rows) => rows.toSpliced(at, 0, row("5", "x|y")))).toBe(after);
  });

  it("are removed without changing a byte of the others", () => {
    const all = (from: number, count: number) =>
      arranged(source, (rows) => rows.toSpliced(from, count));
    expect(all(1, 1)).toBe(source.replace("| 1 | 2 |\n", ""));
    expect(all(2, 1)).toBe(source.replace("| 3 | 4 |\n", ""));
    expect(all(1, 2)).toBe("| a | b |\n|:--|--:|\n");
  });

  it("are not parsed because of an edit of another row", () => {
    const long = `# T\n\n${source.replace(/.*3.*\n/, "")}${"| some | words |\n".repeat(1000)}\nend\n`;
    read = 0;
    const document = parseDocument(long);
    // The text is parsed in parts, and a few rows of each part are parsed twice.
    expect(read).toBeLessThan(2 * long.length);
    const saver = createSaver(document);
    const blocks = blocksOf(document).map(editorBlock);
    const table = blocks[1];
    for (const word of ["a", "ab"]) {
      read = 0;
      const rows = filled(500, 0, text(word))(table?.content ?? []);
      const result = saver.save(blocks.with(1, { type: "table", ...table, content: rows }));
      expect(result).toMatchObject({ text: expect.stringContaining(`\n| ${word} | words |\n`) });
      expect(read).toBeLessThan(1000);
    }
  });
});
