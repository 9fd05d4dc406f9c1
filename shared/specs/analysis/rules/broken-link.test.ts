import { expect, it } from "vitest";
import { check, lines, marked } from "../testing";
import { brokenLink } from "./broken-link";

it("finds links to missing files, and to headings that no document has", () => {
  const spec = `# Spec

See [the plan](plan.md#Summary), [gone](./gone.md "Title") and [the code](../../src/a%20b.ts).
![drawing](<assets/a b.png>)

[ref]: contracts/api.md

[here](#spec) [nowhere](#else) [twice](#same-1)

## Same

## Same
`;
  const found = check(
    brokenLink,
    { "spec.md": spec, "plan.md": "## Summary\n\n[back](spec.md#Überblick)\n" },
    [
      "specs/001-small/gone.md",
      "src/a b.ts",
      "specs/001-small/assets/a b.png",
      "specs/001-small/contracts/api.md",
    ],
  );
  expect(lines(found)).toEqual([
    "spec.md:3:41 MEDIUM specs/001-small/gone.md is not there.",
    "spec.md:3:75 MEDIUM src/a b.ts is not there.",
    "spec.md:4:13 MEDIUM specs/001-small/assets/a b.png is not there.",
    "spec.md:6:8 MEDIUM specs/001-small/contracts/api.md is not there.",
    "spec.md:8:25 LOW This document has no heading “else”.",
    "plan.md:3:8 LOW specs/001-small/spec.md has no heading “Überblick”.",
  ]);
  expect(marked(found.slice(0, 2), spec)).toEqual(["./gone.md", "../../src/a%20b.ts"]);
});

it("ignores addresses, code and other projects", () => {
  const text =
    "[a](https://example.org/x.md) [b](mailto:a@b.c) `[c](gone.md)` [d](../../../out.md) [e](plan.md#L12)\n";
  expect(
    check(brokenLink, { "spec.md": text, "plan.md": "" }, ["specs/001-small/gone.md"]),
  ).toEqual([]);
});
