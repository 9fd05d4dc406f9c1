import { documentSchema } from "@shared/editor/schema";
import { Node } from "@tiptap/pm/model";
import { EditorState, TextSelection } from "@tiptap/pm/state";
import { describe, expect, it } from "vitest";
import { readDocument, writeDocument } from "../keeping/rich-text";
import { askQuestion } from "./ask";

/** @param text a paragraph in which `|` marks the cursor, or two of them the selection */
function ask(text: string) {
  const document = readDocument(`${text.replaceAll("|", "")}\n`);
  if (document.kind !== "rich") throw new Error(document.why);
  const doc = Node.fromJSON(documentSchema, document.content);
  const [from, to] = [text.indexOf("|"), text.lastIndexOf("|")];
  const selection = TextSelection.create(doc, 1 + from, to === from ? 1 + to : to);
  const transaction = askQuestion(EditorState.create({ doc, selection }));
  if (!transaction) return undefined;
  const written = writeDocument(document, transaction.doc);
  const chosen = transaction.selection;
  return {
    text: written.ok ? written.text : written.why,
    selected: transaction.doc.textBetween(chosen.from, chosen.to),
  };
}

describe("an open question", () => {
  it("is inserted at the cursor, with a space to the words around it, and its words are selected", () => {
    const selected = "what is to be decided?";
    const question = `[NEEDS CLARIFICATION: ${selected}]`;
    expect(ask("Kept|.")).toEqual({ text: `Kept ${question}.\n`, selected });
    expect(ask("Kept |it.")?.text).toBe(`Kept ${question} it.\n`);
  });

  it("contains the selected text", () => {
    expect(ask("Kept for| a while |only.")).toEqual({
      text: "Kept for [NEEDS CLARIFICATION: a while] only.\n",
      selected: "a while",
    });
    expect(ask("|Kept [for]| now")?.text).toMatch(/^Kept \[for\] \[NEEDS CLARIFICATION: what/);
  });

  it("is not inserted within another question", () => {
    expect(ask("[NEEDS CLARIFICATION: how| long?]")).toBeUndefined();
  });
});
