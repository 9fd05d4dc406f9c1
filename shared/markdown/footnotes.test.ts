import { describe, expect, it } from "vitest";
import { parseDocument } from "./parse-document";
import { createSaver, save } from "./save";
import { toEditor } from "./to-editor";
import type { EditorNode } from "./types";

const sign = (label: string): EditorNode => ({
  type: "rawInline",
  attrs: { source: `[^${label}]`, reason: "a footnote" },
});
const note = (label: string, text: string): EditorNode => ({
  type: "rawBlock",
  attrs: { source: `[^${label}]: ${text}`, reason: "a footnote" },
});
const blocksOf = (text: string) => [...(toEditor(parseDocument(text)).content ?? [])];

describe("a new footnote", () => {
  const text = "One.\r\n\r\nTwo[^1].\r\n\r\n[^1]: First.\r\n";
  const document = parseDocument(text);
  const [one, ...others] = blocksOf(text);
  const edited: EditorNode = {
    ...one,
    type: "paragraph",
    content: [{ type: "text", text: "One." }, sign("2")],
  };

  it("is written with its reference and its definition", () => {
    expect(save(document, [edited, ...others, note("2", "Second.")])).toMatchObject({
      text: "One.[^2]\r\n\r\nTwo[^1].\r\n\r\n[^1]: First.\r\n\r\n[^2]: Second.\r\n",
    });
    const block: EditorNode = { type: "paragraph", content: [sign("2")] };
    expect(save(document, [...blocksOf(text), block, note("2", "")])).toMatchObject({
      text: `${text}\r\n[^2]\r\n\r\n[^2]: \r\n`,
    });
  });

  it("is refused without its definition, and written once the definition exists", () => {
    const saver = createSaver(document);
    expect(saver.save([edited, ...others])).toHaveProperty("refused");
    expect(saver.save([edited, ...others, note("2", "Second.")])).toHaveProperty("text");
  });
});
