import { Node } from "@tiptap/pm/model";
import { expect, it } from "vitest";
import { parseDocument } from "../markdown/parse-document";
import { toEditor } from "../markdown/to-editor";
import { typeOneWord } from "./one-word";
import { documentSchema } from "./schema";

function typed(text: string): Node | undefined {
  const doc = Node.fromJSON(documentSchema, toEditor(parseDocument(text)));
  return typeOneWord(doc, 0, "")?.doc.child(0);
}

it.each([
  ["one two", "one edited two"],
  ["# one", "one edited"],
  ["#", "edited"],
  ["![](picture.png)", " edited"],
  ["- \n- second", "second edited"],
  ["> **bold** rest", "bold edited rest"],
  ["```\ncode here\n```", "code edited here"],
  ["| a | b |\n|---|---|\n| c | d |", "a editedbcd"],
])("types after the first word of %j", (text, content) => {
  expect(typed(text)?.textContent).toBe(content);
});

it.each([
  ["<!-- note -->", "<!-- note edited -->"],
  ["<!---->", "<!--edited-->"],
  ["<div>\n</div>", "<div edited>\n</div>"],
  ['[a]: /url "title"', '[a]: /url "title edited"'],
  ["[a]: /url", '[a]: /url "edited"'],
  ["[^1]: a note", "[^1]: a edited note"],
  ["---\nkey: value\n---", "---\nkey edited: value\n---"],
])("types into the source of %j without changing its construct", (text, source) => {
  expect(typed(text)?.attrs["source"]).toBe(source);
});

it("finds no place for a word in a dividing line", () => {
  expect(typed("***")).toBeUndefined();
});
