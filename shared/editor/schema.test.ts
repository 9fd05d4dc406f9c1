import { Fragment } from "@tiptap/pm/model";
import { describe, expect, it } from "vitest";
import { blockNames, documentSchema as schema } from "./schema";

describe("the schema", () => {
  it("gives every block type of the top level its slice", () => {
    const top = Object.values(schema.nodes).filter(({ spec }) =>
      spec.group?.split(" ").some((group) => group === "block" || group === "list"),
    );
    expect(top.map(({ name }) => name).sort()).toEqual([...blockNames].sort());
    for (const { spec } of top) expect(spec.attrs).toHaveProperty("slice");
  });

  it("accepts inline source, with marks, inside text", () => {
    const raw = schema.node(
      "rawInline",
      { source: "<kbd>", reason: "HTML" },
      [],
      [schema.mark("bold"), schema.mark("link", { href: "u" })],
    );
    const doc = schema.node("doc", null, [
      schema.node("heading", { level: 2 }, [schema.text("Press "), raw]),
    ]);
    expect(() => doc.check()).not.toThrow();
    expect(schema.nodeFromJSON(doc.toJSON()).eq(doc)).toBe(true);
    expect(schema.nodes["codeBlock"]?.validContent(Fragment.from(raw))).toBe(false);
  });

  it.each([
    ["rawBlock", ["pre", { "data-raw-block": "HTML" }, "<b>"]],
    ["rawInline", ["code", { "data-raw-inline": "HTML" }, "<b>"]],
  ])("writes %s to HTML with its source and its reason", (name, html) => {
    const node = schema.node(name, { source: "<b>", reason: "HTML" });
    expect(node.type.spec.toDOM?.(node)).toEqual(html);
    const [rule] = node.type.spec.parseDOM ?? [];
    const element = {
      textContent: "<b>",
      getAttribute: (attribute: string) => (attribute.startsWith("data-raw-") ? "HTML" : null),
    };
    expect(rule?.getAttrs?.(element as never)).toEqual({ source: "<b>", reason: "HTML" });
  });
});
