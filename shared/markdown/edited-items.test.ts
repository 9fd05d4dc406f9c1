import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical } from "./canonical";
import { blocksOf } from "./document-slices";
import { editedItems } from "./edited-items";
import { parseDocument } from "./parse-document";
import { createSaver } from "./save";
import { editorBlock } from "./to-editor";
import type { EditorNode } from "./types";

const names = ["a", "b", "c", "d", "e", "f"];
const list = (items: readonly string[], apart = "\n") =>
  items.map((name) => `- ${name}`).join(apart);
const item = (text: string): EditorNode => ({
  type: "listItem",
  content: [{ type: "paragraph", content: [{ type: "text", text }] }],
});

/**
 * Writes a list with other items. Returns its source and the stretches that were written as lists of their
 * own.
 */
function write(change: (items: readonly EditorNode[]) => readonly EditorNode[]) {
  const [slice] = blocksOf(parseDocument(list(names)));
  if (!slice) throw new Error("no list");
  const next = canonical({ ...slice.shown, content: change(slice.shown.content ?? []) });
  if (!next) throw new Error("no items");
  const read: string[] = [];
  const [text] = editedItems(
    slice,
    next,
    ({ source }, { content = [] }) => {
      read.push(source.replace(/[^a-z]/g, ""));
      return list(content.map((each) => each.content?.[0]?.content?.[0]?.text ?? ""));
    },
    true,
  );
  return { text: text?.replace(/[^a-z]/gi, ""), read };
}

describe("edited list items", () => {
  it("are written without parsing the other items", () => {
    const added = write((items) => items.toSpliced(3, 0, item("X")));
    expect(added).toEqual({ text: "abcXdef", read: ["cd"] });
    expect(write((items) => [item("X"), ...items])).toEqual({ text: "Xabcdef", read: ["ab"] });
    expect(write((items) => [...items, item("X")])).toEqual({ text: "abcdefX", read: ["ef"] });
    expect(write((items) => items.toSpliced(2, 1))).toEqual({ text: "abdef", read: ["bcd"] });
    expect(write((items) => items.with(2, item("X")))).toEqual({ text: "abXdef", read: ["c"] });
  });

  it("are written separately, and together where they are neighbours", () => {
    const apart = write((items) => items.with(0, item("X")).toSpliced(4, 0, item("Y")));
    expect(apart).toEqual({ text: "XbcdYef", read: ["a", "de"] });
    const beside = write((items) => items.with(2, item("X")).toSpliced(4, 0, item("Y")));
    expect(beside).toEqual({ text: "abXdYef", read: ["c", "de"] });
    const together = write((items) => items.with(3, item("X")).toSpliced(3, 0, item("Y")));
    expect(together).toEqual({ text: "abcYXef", read: ["cde"] });
  });

  it("keep the separators of the text after any edits", () => {
    const edit = fc.record({ at: fc.nat(8), removed: fc.nat(2), added: fc.nat(2) });
    fc.assert(
      fc.property(fc.boolean(), fc.array(edit, { maxLength: 5 }), (loose, edits) => {
        const apart = loose ? "\n\n" : "\n";
        const document = parseDocument(`${list(names, apart)}\n`);
        const saver = createSaver(document);
        const [slice] = blocksOf(document);
        if (!slice) throw new Error("no list");
        const shown = editorBlock(slice);
        let items = shown.content ?? [];
        let written = names;
        let count = 0;
        for (const { at, removed, added } of edits) {
          const fresh = Array.from({ length: added }, () => `new ${count++}`);
          const next = written.toSpliced(at, removed, ...fresh);
          if (next.length === 0) continue;
          written = next;
          items = items.toSpliced(at, removed, ...fresh.map(item));
          const saved = saver.save([{ ...shown, content: items }]);
          expect(saved).toMatchObject({ text: `${list(written, apart)}\n` });
        }
      }),
      { numRuns: Number(process.env["FUZZ"] ?? 40) },
    );
  });
});
