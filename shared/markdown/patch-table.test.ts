import { describe, expect, it } from "vitest";
import { parseDocument } from "./parse-document";
import { save } from "./save";
import { toEditor } from "./to-editor";

/** Saves a document with the alignment of one table column changed. */
function aligned(text: string, align: string | null): unknown {
  const document = parseDocument(text);
  const blocks = (toEditor(document).content ?? []).map((block) =>
    block.type !== "table"
      ? block
      : {
          ...block,
          content: (block.content ?? []).map((row) => ({
            ...row,
            content: (row.content ?? []).map((cell, column) =>
              column === 1 ? { ...cell, attrs: { ...cell.attrs, align } } : cell,
            ),
          })),
        },
  );
  return save(document, blocks);
}

describe("aligning a column", () => {
  it.each([
    ["center", "|---|:--|---|", "|---|:-:|---|"],
    [null, "|---|:--|---|", "|---|---|---|"],
    ["right", " --- | - | :-", " --- | -: | :-"],
    ["left", "|-|-----|-:|", "|-|:----|-:|"],
  ])("%s: changes only the delimiter row", (align, row, wanted) => {
    const text = (delimiters: string) =>
      `x\r\n\r\n| a | bb | c |\r\n${delimiters}\r\n|  1|2  |3|\r\n| 4\r\n\r\nend\r\n`;
    expect(aligned(text(row), align)).toMatchObject({ text: text(wanted) });
  });

  it("changes only the delimiter row in a table within a quotation", () => {
    const text = (row: string) => `> | a | b |\n> ${row}\n> |1|  2|\n`;
    const document = parseDocument(text("|---|---|"));
    const quote = structuredClone(toEditor(document).content ?? []);
    const json = JSON.stringify(quote).replaceAll(
      /("type":"table(?:Header|Cell)")(?=,"content":\[\{"type":"paragraph","content":\[\{"type":"text","text":"[b2]")/g,
      '$1,"attrs":{"align":"right"}',
    );
    expect(save(document, JSON.parse(json))).toMatchObject({ text: text("|---|--:|") });
  });
});
