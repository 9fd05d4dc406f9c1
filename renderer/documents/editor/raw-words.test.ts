import { expect, it } from "vitest";
import { noteOf, rawWord } from "./raw-words";

it("names the kinds of source", () => {
  expect(rawWord("a comment")).toBe("Comment");
  expect(rawWord("a list in which only some items have a box")).toBe(
    "A list in which only some items have a box",
  );
  expect(rawWord("")).toBe("Source");
});

it("tells a footnote's label from its text", () => {
  expect(noteOf("[^1]: The note.")).toEqual({ word: "Footnote 1", from: 6 });
  expect(noteOf("[x]: a.md")).toBeUndefined();
});
