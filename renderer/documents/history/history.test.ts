import { documentSchema } from "@shared/editor/schema";
import { diffBlocks } from "@shared/markdown/block-diff";
import { save } from "@shared/markdown/save";
import { history, undo } from "@tiptap/pm/history";
import { EditorState } from "@tiptap/pm/state";
import { describe, expect, it } from "vitest";
import { type RichDocument, readDocument } from "../keeping/rich-text";
import { combine } from "./combined";
import { restoreItemTransaction, restoreTransaction } from "./restore-block";

const read = (text: string): RichDocument => {
  const document = readDocument(text);
  if (document.kind !== "rich") throw new Error(document.why);
  return document;
};

/** The combined document as text, with {- -}, {+ +} and the like around the marks. */
function drawn(before: string, after: string): string {
  const { doc, marks } = combine(read(before), read(after), documentSchema);
  doc.check();
  const signs = { added: "+", removed: "-", changed: "~", ticked: "x", unticked: "o" };
  let out = "";
  doc.descendants((node, position) => {
    for (const { from, to, kind, whole } of marks)
      if (whole && from === position && to === position + node.nodeSize) out += `[${signs[kind]}]`;
    if (!node.isText) return true;
    for (let at = 0; at < node.nodeSize; at += 1) {
      const inside = marks.filter((mark) => !mark.whole);
      for (const mark of inside) if (mark.from === position + at) out += `{${signs[mark.kind]}`;
      out += node.text?.charAt(at) ?? "";
      for (const mark of inside) if (mark.to === position + at + 1) out += `${signs[mark.kind]}}`;
    }
    return false;
  });
  return out;
}

describe("two versions in one", () => {
  it("marks words in a paragraph, together with their formatting", () => {
    expect(drawn("It **must** sort by name.\n", "It **must** sort by date.\n")).toBe(
      "It must sort by {-name-}{+date+}.",
    );
    expect(drawn("It must sort.\n", "It **must** sort.\n")).toBe("[~]It must sort.");
  });

  it("marks items of a list, ticks, cells and blocks", () => {
    expect(
      drawn(
        "- Keep this one.\n- Old words here.\n",
        "- Keep this one.\n- New words here.\n- More.\n",
      ),
    ).toBe("Keep this one.{-Old-}{+New+} words here.[+]More.");
    expect(drawn("- [ ] T001 One\n- [x] T002 Two\n", "- [x] T001 One\n- [x] T002 Two\n")).toBe(
      "[x]T001 OneT002 Two",
    );
    const table = (row: string) => `| a | b |\n|---|---|\n${row}\n`;
    expect(drawn(table("| one | two |"), table("| one | six |"))).toBe("abone{-two-}{+six+}");
    expect(drawn("# Title\n\nGone.\n", "# Title\n\n```\ncode\n```\n")).toBe("Title[-]Gone.[+]code");
    expect(drawn("", "New.\n")).toBe("[+]New.");
    expect(drawn("Old.\n", "")).toBe("[-]Old.");
  });

  it("treats another notation of the same content as equal", () => {
    expect(drawn("* a\n* b\n", "- a\n- b\n")).toBe("ab");
    expect(combine(read("* a\n"), read("- a\n"), documentSchema).changes).toEqual([]);
  });
});

describe("restoring", () => {
  const before = "# Albums\n\n* By *name*.\n* Two.\n\nKept.\n\nGone one.\n\nGone two.\n";
  const after = "New.\n\n# Albums\n\n* By *date*.\n* Two.\n\nKept.\n";

  const open = (text: string) => {
    const document = read(text);
    const doc = documentSchema.nodeFromJSON(document.content);
    return { document, state: EditorState.create({ doc, plugins: [history()] }) };
  };
  const textOf = (document: RichDocument, state: EditorState): string => {
    const saved = save(document.markdown, state.doc.content.toJSON() ?? []);
    return "refused" in saved ? saved.refused : saved.text;
  };

  it("restores everything, byte for byte, in one undo step", () => {
    const { document, state } = open(after);
    const version = read(before);
    const changes = diffBlocks(version.markdown, document.markdown);
    const transaction = restoreTransaction(state, version, document, changes, () => true);
    if (!transaction) throw new Error("nothing to restore");
    const restored = state.apply(transaction);
    expect(textOf(document, restored)).toBe(before);
    let undone = restored;
    undo(restored, (back) => {
      undone = restored.apply(back);
    });
    expect(undone.doc.eq(state.doc)).toBe(true);
    expect(textOf(document, undone)).toBe(after);
  });

  it.each([
    ["changed", "New.\n\n# Albums\n\n* By *name*.\n* Two.\n\nKept.\n"],
    ["added", "# Albums\n\n* By *date*.\n* Two.\n\nKept.\n"],
    ["removed", `${after}\nGone one.\n\nGone two.\n`],
  ])("restores blocks that were %s and keeps the other blocks", (kind, expected) => {
    const { document, state } = open(after);
    const version = read(before);
    const changes = diffBlocks(version.markdown, document.markdown);
    const transaction = restoreTransaction(
      state,
      version,
      document,
      changes,
      (it) => it.kind === kind,
    );
    if (!transaction) throw new Error("nothing to restore");
    expect(textOf(document, state.apply(transaction))).toBe(expected);
  });

  it("restores one item of a list, and changes no other byte", () => {
    const [old, now] = [
      "* Sort by _name_.\n* Share with friends.\n  * Inner.\n* Print it on paper.\n",
      "* Sort by *date*.\n* New here altogether.\n* Share with everybody and friends.\n  * Inner.\n",
    ];
    const { document, state } = open(now);
    const version = read(old);
    const { items } = combine(version, document, documentSchema);
    const restored = items.map((item) => {
      const transaction = restoreItemTransaction(state, version, document, item);
      return transaction && textOf(document, state.apply(transaction));
    });
    expect(items.map(({ kind }) => kind)).toEqual(["changed", "added", "changed", "removed"]);
    expect(restored).toEqual([
      now.replace("*date*", "*name*"),
      now.replace("* New here altogether.\n", ""),
      now.replace("everybody and friends", "friends"),
      `${now}* Print it on paper.\n`,
    ]);
    expect(combine(read("- one here\n"), read("- one there\n"), documentSchema).items).toEqual([]);
  });

  it("refuses when the editor's document has changed since", () => {
    const { state } = open(`${after}\nTyped since.\n`);
    const [version, document] = [read(before), read(after)];
    const changes = diffBlocks(version.markdown, document.markdown);
    expect(restoreTransaction(state, version, document, changes, () => true)).toBeUndefined();
  });
});
