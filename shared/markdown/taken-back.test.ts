import { expect, it } from "vitest";
import { takesBack } from "./taken-back";

const text = (...paragraphs: string[]) => `# Spec\n\n${paragraphs.join("\n\n")}\n`;
const before = text("One.", "Two.", "Three.");
const after = text("One, mine.", "Two.", "Three.");

it("recognises a text that was written from the version before a change", () => {
  expect(takesBack(before, after, text("One.", "Two, theirs.", "Three."))).toBe(true);
  expect(takesBack(before, after, text("One.", "Two.", "Three.", "Four."))).toBe(true);
});

it("rejects a text that contains the change, or equals the earlier version", () => {
  expect(takesBack(before, after, text("One, mine.", "Two, theirs.", "Three."))).toBe(false);
  expect(takesBack(before, after, text("One, mine and theirs.", "Two.", "Three."))).toBe(false);
  expect(takesBack(before, after, before)).toBe(false);
  expect(takesBack(before, after, after)).toBe(false);
});

it("rejects texts that changed the same place in another way", () => {
  expect(takesBack(before, after, text("One, theirs.", "Two.", "Three."))).toBe(false);
});

it("rejects texts that keep a part of the change", () => {
  const more = text("One, mine.", "Two, mine.", "Three.");
  expect(takesBack(before, more, text("One.", "Two, mine.", "Three, theirs."))).toBe(false);
});
