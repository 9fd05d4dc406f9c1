import { documentSchema as schema } from "@shared/editor/schema";
import { describe, expect, it } from "vitest";
import { addressOf, findDefinition, readInline, readInlineSource } from "./inline-source";

const raw = (source: string, reason = "a link definition") =>
  schema.node("rawBlock", { source, reason });
const docOf = (...sources: string[]) =>
  schema.node("doc", null, [schema.node("paragraph"), ...sources.map((source) => raw(source))]);

describe("source within a line", () => {
  it("is recognized by its signs", () => {
    expect(readInlineSource("[^note]")).toEqual({ kind: "footnote", label: "note" });
    expect(readInlineSource("<kbd>")).toEqual({ kind: "code" });
    expect(readInlineSource("[a *b*][Ref]")).toMatchObject({ text: "a b", label: "Ref" });
    expect(readInlineSource("[Ref][]")).toMatchObject({ text: "Ref", label: "Ref", image: false });
    expect(readInlineSource("![Ref]")).toMatchObject({ label: "Ref", image: true });
  });

  it("finds its definition, regardless of case", () => {
    const doc = docOf("[^1]: The  note.", "[My Ref]: <a b.md> 'title'");
    expect(findDefinition(doc, "^1")).toEqual({ position: 2, text: "The  note." });
    expect(addressOf(findDefinition(doc, "my   ref")?.text ?? "")).toBe("a b.md");
    expect(findDefinition(doc, "2")).toBeUndefined();
  });
});

describe("an edit of it", () => {
  const read = (source: string, ...definitions: string[]) =>
    readInline(source, docOf(...definitions), schema)?.toJSON() ?? undefined;

  it("becomes text when it is plain text", () => {
    expect(read("**bold** &amp; more")).toEqual([
      { type: "text", text: "bold", marks: [{ type: "bold" }] },
      { type: "text", text: " & more" },
    ]);
    expect(readInline("", docOf(), schema)?.size).toBe(0);
    expect(read("[a][b]")).toEqual([{ type: "text", text: "[a][b]" }]);
  });

  it("is refused when it would be more than a line", () => {
    expect(read("a\n\nb")).toBeUndefined();
  });
});
