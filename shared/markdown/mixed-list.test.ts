import { describe, expect, it } from "vitest";
import { blocksOf } from "./document-slices";
import { parseDocument } from "./parse-document";
import { reparse } from "./reparse";
import { createSaver, save } from "./save";
import { toEditor } from "./to-editor";
import type { EditorNode } from "./types";

const source =
  "- [x] 1. First\n- [ ]* 3. Third\n- [-] T005 Fifth\n- [~] Sixth\n- [ ] T006 **Last**\n- seven\n";
const open = (text: string) => [...(toEditor(parseDocument(text)).content ?? [])];

/** Saves a text with its first list's items changed. */
function arranged(text: string, change: (items: readonly EditorNode[]) => readonly EditorNode[]) {
  const [list, ...rest] = open(text);
  if (!list) throw new Error("no list");
  const next = [{ ...list, content: change(list.content ?? []) }, ...rest];
  const result = save(parseDocument(text), next);
  return "refused" in result ? `refused: ${result.refused}` : result.text;
}
const paragraph = (text: string): EditorNode => ({
  type: "paragraph",
  content: text === "" ? [] : [{ type: "text", text }],
});
const task = (text: string, checked: boolean | null): EditorNode => ({
  type: "taskItem",
  attrs: { checked },
  content: [paragraph(text)],
});

describe("a list in which some items have a box", () => {
  it("is rich text, with boxes only on the items that have one", () => {
    const [list] = open(source);
    expect(list?.type).toBe("taskList");
    expect(list?.content?.map(({ attrs }) => attrs?.["checked"])).toEqual([
      true,
      null,
      null,
      null,
      false,
      null,
    ]);
    expect(list?.content?.[1]?.content).toEqual([paragraph("[ ]* 3. Third")]);
    expect(arranged(source, (items) => items)).toBe(source);
  });

  it("is ticked by one byte", () => {
    const tick = (items: readonly EditorNode[]) =>
      items.map((item, at) => (at === 4 ? { ...item, attrs: { checked: true } } : item));
    expect(arranged(source, tick)).toBe(source.replace("[ ] T006", "[x] T006"));
  });

  it("keeps the bytes of every item that was not edited", () => {
    expect(arranged(source, (items) => items.with(2, task("[-] T005 Fifth more", null)))).toBe(
      source.replace("Fifth", "Fifth more"),
    );
    expect(arranged(source, (items) => items.toSpliced(3, 0, task("new", false)))).toBe(
      source.replace("- [~]", "- [ ] new\n- [~]"),
    );
    expect(arranged(source, (items) => items.toSpliced(2, 1))).toBe(
      source.replace("- [-] T005 Fifth\n", ""),
    );
    expect(arranged(source, (items) => [...items, task("[ ] as text", null)])).toBe(
      `${source}- \\[ ] as text\n`,
    );
  });

  it("is a list of bullets once no item has a box", () => {
    const text = "- [ ] a\n- [-] b\n";
    expect(arranged(text, (items) => items.slice(1))).toBe("- [-] b\n");
    const [list] = open("- [-] b\n");
    expect(list?.type).toBe("bulletList");
  });

  it("contains such lists in its items, and an item may be empty", () => {
    const text = "- [ ] a\n  - [-] b\n  - [x] c\n- \n- d\n";
    const [list] = open(text);
    expect(
      list?.content?.[0]?.content?.[1]?.content?.map(({ attrs }) => attrs?.["checked"]),
    ).toEqual([null, true]);
    expect(list?.content?.[1]).toMatchObject({ attrs: { checked: null } });
    expect(arranged(text, (items) => items.with(2, task("dd", null)))).toBe(
      text.replace("- d", "- dd"),
    );
  });

  it.each([
    ["Fifth", "Fifth more"],
    ["[-]", "[ ]"],
    ["[ ] T006", "[?] T006"],
    ["[x] 1.", "[X] 1."],
    ["- seven", "- [ ] seven"],
  ])("gives the same reparse result as a full parse when %j becomes %j", (from, to) => {
    for (const text of [source, "- [ ] one\n- T006\n- [ ] T006\n- seven\n"]) {
      const next = text.replace(from, to);
      const shown = (document: ReturnType<typeof parseDocument>) =>
        blocksOf(document).map(({ shown }) => shown);
      expect(shown(reparse(parseDocument(text), next))).toEqual(shown(parseDocument(next)));
    }
  });

  it("can be saved repeatedly", () => {
    const document = parseDocument(source);
    const saver = createSaver(document);
    const [list] = toEditor(document).content ?? [];
    for (const word of ["a", "ab", "abc"]) {
      const items = list?.content?.with(2, task(`[-] ${word}`, null)) ?? [];
      expect(saver.save([{ ...list, type: "taskList", content: items }])).toMatchObject({
        text: source.replace("T005 Fifth", word),
      });
    }
  });
});
