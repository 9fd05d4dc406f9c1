import { expect, it } from "vitest";
import { mayBeTorn } from "./torn";

const before = "# Spec\n\nThe first paragraph.\n\nThe last one stands here.\n";
const next = before.replace("first", "very first");

it("suspects every first part of the next text that lacks its ending", () => {
  for (let length = 0; length < next.length; length += 1)
    expect(mayBeTorn(before, next.slice(0, length)), next.slice(0, length)).toBe(true);
});

it("trusts a text with the same ending as before, or a text that continues the earlier one", () => {
  expect(mayBeTorn(before, next)).toBe(false);
  expect(mayBeTorn(before, `${before}\nMore.\n`)).toBe(false);
  expect(mayBeTorn("", "Anything")).toBe(false);
});
