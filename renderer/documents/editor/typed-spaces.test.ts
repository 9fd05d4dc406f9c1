import { documentSchema as schema } from "@shared/editor/schema";
import { EditorState } from "@tiptap/pm/state";
import { describe, expect, it } from "vitest";
import { plainSpaces } from "./typed-spaces";

const stateOf = (text: string): EditorState =>
  EditorState.create({
    doc: schema.node(
      "doc",
      null,
      schema.node("paragraph", null, text === "" ? [] : schema.text(text)),
    ),
  });

/** The text after the browser has replaced the characters from `from` to `to` by `typed`. */
function typing(text: string, typed: string, from: number, to = from): string {
  const before = stateOf(text);
  const { tr } = before;
  const state = before.apply(
    typed === "" ? tr.delete(from + 1, to + 1) : tr.insertText(typed, from + 1, to + 1),
  );
  return plainSpaces(before.doc, state)?.doc.textContent ?? state.doc.textContent;
}

describe("a no-break space of the browser", () => {
  it("becomes the typed space", () => {
    expect(typing("T001", "\u00a0", 4)).toBe("T001 ");
    expect(typing("T001 one", "\u00a0", 4)).toBe("T001  one");
    expect(typing("a b", " \u00a0", 1, 2)).toBe("a  b");
    expect(typing("", "\u00a0", 0)).toBe(" ");
  });

  it("is told from the person's own no-break spaces around it", () => {
    expect(typing("10\u00a0km", "\u00a0", 5)).toBe("10\u00a0km ");
    expect(typing("10\u00a0km", "s", 5)).toBe("10\u00a0kms");
    expect(typing("a\u00a0b\u00a0c", "", 2, 3)).toBe("a\u00a0\u00a0c");
  });

  it("keeps its marks, and is searched only in changed text", () => {
    const bold = schema.marks["bold"]?.create();
    const text = schema.text("T001\u00a0", bold ? [bold] : []);
    const before = EditorState.create({
      doc: schema.node(
        "doc",
        null,
        schema.node("paragraph", null, schema.text("T001", text.marks)),
      ),
    });
    const state = before.apply(before.tr.insert(5, schema.text("\u00a0", text.marks)));
    const mended = plainSpaces(before.doc, state);
    expect(mended?.doc.firstChild?.firstChild?.text).toBe("T001 ");
    expect(mended?.doc.firstChild?.firstChild?.marks).toEqual(text.marks);
    expect(plainSpaces(state.doc, state)).toBeUndefined();
  });
});
