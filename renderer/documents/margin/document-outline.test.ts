import { getSchema } from "@tiptap/core";
import { Node } from "@tiptap/pm/model";
import { expect, it } from "vitest";
import { documentExtensions } from "../editor/extensions";
import { readDocument } from "../keeping/rich-text";
import {
  headingPositions,
  keepSame,
  outlineOf,
  shortHeading,
  wordsBetween,
} from "./document-outline";

const schema = getSchema(documentExtensions(async () => null));

function open(text: string): Node {
  const document = readDocument(text);
  if (document.kind !== "rich") throw new Error("not rich");
  return Node.fromJSON(schema, document.content);
}

it("reads headings and counts, and does not count code as words", () => {
  const doc = open(`# One two

- **FR-001**: three four
- **SC-001**: [NEEDS CLARIFICATION: five]
- see FR-001
- ~~**FR-002**: six~~ (superseded)

\`\`\`
not counted
\`\`\`

> ## Quoted
`);
  const outline = outlineOf(doc);
  expect(outline.headings.map(({ level, text }) => [level, text])).toEqual([
    [1, "One two"],
    [2, "Quoted"],
  ]);
  expect(outline).toMatchObject({ words: 15, requirements: 2, openQuestions: 1 });
  expect(headingPositions(doc).map((position) => doc.nodeAt(position)?.textContent)).toEqual([
    "One two",
    "Quoted",
  ]);
});

it("counts the words of a selection", () => {
  const doc = open("# One two\n\n- three **four** five\n- six\n\n```\nnot counted\n```\n\nseven\n");
  const { size } = doc.content;
  expect(wordsBetween(doc, 0, size)).toBe(outlineOf(doc).words);
  expect(wordsBetween(doc, 1, size - 1)).toBe(7);
  expect(wordsBetween(doc, 0, 5)).toBe(1);
  expect(wordsBetween(doc, 3, 3)).toBe(0);
});

it("shortens headings", () => {
  expect(shortHeading("User Story 2 - Pay by card (Priority: P1)")).toBe("2. Pay by card");
  expect(shortHeading("Requirements (mandatory)")).toBe("Requirements");
  expect(shortHeading("Feature Specification: Rates")).toBe("Rates");
  expect(shortHeading(" ")).toBe("Untitled heading");
});

it("stays the same object, or keeps its headings, when they have not changed", () => {
  const before = outlineOf(open("# One\n\ntwo\n"));
  const [same, longer, other] = ["# One\n\n2\n", "# One\n\ntwo three\n", "# Two\n\ntwo\n"]
    .map(open)
    .map(outlineOf)
    .map((now) => keepSame(before, now));
  expect(same).toBe(before);
  expect(longer).toEqual({ ...before, words: before.words + 1 });
  expect(longer?.headings).toBe(before.headings);
  expect(other?.headings.map(({ text }) => text)).toEqual(["Two"]);
});
