import { documentSchema as schema } from "@shared/editor/schema";
import { expect, it } from "vitest";
import { blocksOf } from "./markdown-content";
import { wideBlocks } from "./wide-blocks";

const doc = schema.node(
  "doc",
  null,
  blocksOf("Text.\n\n```ts\na\n```\n\n| a |\n|---|\n| b |\n\n- x\n\n  ```\n  b\n  ```\n", schema),
);
const names = (from: number, to: number) =>
  wideBlocks(doc, from, to, false).map((it) => doc.nodeAt(it.from)?.type.name);

it("finds every block that may be wider than the text, at any depth", () => {
  expect(names(0, doc.content.size)).toEqual(["codeBlock", "table", "codeBlock"]);
});

it("searches only the blocks that a range touches", () => {
  expect(names(1, 3)).toEqual([]);
  const code = (doc.firstChild?.nodeSize ?? 0) + 1;
  expect(names(code, code)).toEqual(["codeBlock"]);
});
