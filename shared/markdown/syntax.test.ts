import fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";
import { frontmatterFromMarkdown } from "mdast-util-frontmatter";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, it } from "vitest";
import { syntaxFor } from "./syntax";

const piece = fc.oneof(
  fc.constantFrom(..."abhtpsw.:/-_+*~`<>[](){}#=|\\!1 \t\n\r\0".split("")),
  fc.constantFrom("\n", "\n", "\n\n", "\n- ", "\n> ", "\n---", "\n===", "\n1. ", "\n# ", "\r\n"),
  fc.constantFrom(
    "word",
    "two words",
    "**b**",
    "`c`",
    "[l](u)",
    "[r]",
    "\n\n[r]: t",
    "\n\n[^1]: n",
  ),
  fc.constantFrom("www", "http", "://", "mailto:", "\\", "[^1]", "- [ ] t", "~~s~~", "xmpp:"),
);
/** Rare, so that most texts contain no such sign. */
const sign = fc.constantFrom(
  "@",
  "&amp;",
  "&#64;",
  "www.a.b",
  "https://a.b",
  "a@b.c",
  "|",
  ":-",
  "-:",
);
const text = fc
  .tuple(fc.array(piece, { maxLength: 25 }), fc.array(sign, { maxLength: 2 }), fc.nat())
  .map(([pieces, signs, at]) => pieces.toSpliced(at % (pieces.length + 1), 0, ...signs).join(""));

const read = (each: string, options: Parameters<typeof fromMarkdown>[1]) => {
  try {
    return fromMarkdown(each, options);
  } catch {
    return undefined;
  }
};

describe("the syntax chosen for a text", () => {
  it("gives the same tree as all of GitHub's syntax", () => {
    const trees = [...gfmFromMarkdown(), frontmatterFromMarkdown()];
    const all = { extensions: [gfm()], mdastExtensions: trees };
    fc.assert(
      fc.property(text, (each) => {
        const { constructs, trees: mdastExtensions } = syntaxFor(each);
        expect(read(each, { extensions: [constructs], mdastExtensions })).toEqual(read(each, all));
      }),
      { numRuns: Number(process.env["FUZZ"] ?? 300) },
    );
  }, 3_600_000);

  it("leaves out slow constructs that the text cannot need", () => {
    const everything = syntaxFor("a@b |");
    expect(syntaxFor("a |").trees.some(({ transforms }) => transforms)).toBe(false);
    expect(syntaxFor("a@b").constructs.flow).not.toHaveProperty("null");
    expect(everything.constructs.flow).toHaveProperty("null");
    expect(everything.trees.some(({ transforms }) => transforms)).toBe(true);
  });
});
