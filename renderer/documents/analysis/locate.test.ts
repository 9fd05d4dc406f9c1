import { documentSchema } from "@shared/editor/schema";
import type { Place } from "@shared/specs/analysis/finding";
import { Node } from "@tiptap/pm/model";
import { expect, it } from "vitest";
import { readDocument } from "../keeping/rich-text";
import { locate } from "./locate";

const text = `# Spec

- **FR-001**: System MUST be _very_ fast, see [the plan](plan.md).
- **FR-002**: The same
  words, and the \\[end\\].

Same.

> 𝒴 is asked [NEEDS CLARIFICATION: 𝒳 who?].

| a | Same. |
|---|---|
| \`code\` | fast |

\`\`\`
const fast = 1;
\`\`\`

Same.
`;

const read = readDocument(text);
const doc = Node.fromJSON(documentSchema, read.kind === "rich" ? read.content : {});

/** The located text for the n-th occurrence of some words in the text. */
function at(words: string, nth = 0): string {
  let index = -1;
  for (let step = 0; step <= nth; step += 1) index = text.indexOf(words, index + 1);
  const before = text.slice(0, index).split("\n");
  const line = before.length;
  const column = (before.at(-1)?.length ?? 0) + 1;
  const place: Place = { line, column, end: { line, column: column + words.length } };
  const found = locate(doc, text, place);
  return found ? doc.textBetween(found.from, found.to) : "nothing";
}

it("finds marked text across Markdown's signs and line ends", () => {
  for (const words of [
    "Spec",
    "FR-001",
    "fast",
    "the plan",
    "words",
    "code",
    "end",
    "[NEEDS CLARIFICATION: 𝒳 who?]",
  ])
    expect(at(words)).toBe(words);
});

it("marks the link's text for a place in its address", () => {
  const found = locate(doc, text, { line: 3, column: 58, end: { line: 3, column: 65 } });
  expect(text.split("\n")[2]?.slice(57, 64)).toBe("plan.md");
  expect(found && doc.textBetween(found.from, found.to)).toBe("the plan");
});

it("tells lines with the same text apart", () => {
  const places = [0, 1].map((nth) => {
    const line = nth === 0 ? 7 : 19;
    return locate(doc, text, { line, column: 1, end: { line, column: 6 } });
  });
  expect(places[0]?.from).toBeLessThan(places[1]?.from ?? 0);
  for (const place of places)
    expect(place && doc.textBetween(place.from, place.to)).toMatch(/^Same/);
});

it("goes to the nearest text above a place that is not shown as text", () => {
  const found = locate(doc, text, { line: 6, column: 1 });
  expect(found && doc.textBetween(found.from - 3, found.from)).toBe("d].");
  expect(locate(doc, text, { line: 1, column: 1 })?.from).toBe(1);
  expect(locate(doc, "\n\n", { line: 2, column: 1 })?.from).toBe(1);
});
