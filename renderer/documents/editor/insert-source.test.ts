import { documentSchema as schema } from "@shared/editor/schema";
import { expect, it } from "vitest";
import { nextFootnote } from "./insert-source";

it("a new footnote has the number after the greatest", () => {
  const sign = (source: string) => schema.node("rawInline", { source, reason: "a footnote" });
  const doc = schema.node("doc", null, [
    schema.node("paragraph", null, [sign("[^2]"), sign("[^name]")]),
    schema.node("rawBlock", { source: "[^7]: Seven.", reason: "a footnote" }),
  ]);
  expect(nextFootnote(doc)).toBe(8);
  expect(nextFootnote(schema.node("doc", null, [schema.node("paragraph")]))).toBe(1);
});
