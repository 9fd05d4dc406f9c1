import { expect, it } from "vitest";
import { takesBack } from "./taken-back";

const text = (...paragraphs: string[]) => `# Spec\n\n${paragraphs.join("\n\n")}\n`;
const before = text("One.", "Two.", "Three.");
const after = text("One, mine.", "Two.", "Three.");

it("finds that a text was made from the one before a change", () => {
  expect(takesBack(before, after, text("One.", "Two, theirs.", "Three."))).toBe(true);
  expect(takesBack(before, after, text("One.", "Two.", "Three.", "Four."))).toBe(true);
});

it("finds nothing in a text that has the change, or goes back to what was there", () => {
  expect(takesBack(before, after, text("One, mine.", "Two, theirs.", "Three."))).toBe(false);
  expect(takesBack(before, after, text("One, mine and theirs.", "Two.", "Three."))).toBe(false);
  expect(takesBack(before, after, before)).toBe(false);
  expect(takesBack(before, after, after)).toBe(false);
});

it("leaves what both wrote at one place to be asked about", () => {
  expect(takesBack(before, after, text("One, theirs.", "Two.", "Three."))).toBe(false);
});

it("finds nothing where a part of the change stays", () => {
  const more = text("One, mine.", "Two, mine.", "Three.");
  expect(takesBack(before, more, text("One.", "Two, mine.", "Three, theirs."))).toBe(false);
});
