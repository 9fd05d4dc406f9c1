import { documentSchema as schema } from "@shared/editor/schema";
import type { Node } from "@tiptap/pm/model";
import { EditorState } from "@tiptap/pm/state";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstFrom, gather, matchAt, matchesIn } from "./found";
import type { Query } from "./query";
import { replaceMatches } from "./replacing";
import { searchNow } from "./searcher";
import { piecesOf, textOf } from "./text-pieces";

const paragraph = (...content: Node[]) => schema.node("paragraph", null, content);
const bold = (text: string) => schema.text(text, [schema.mark("bold")]);
const image = schema.node("image", { src: "a.png" });
const docOf = (...blocks: Node[]) => schema.node("doc", null, blocks);

const plain = (text: string): Query => ({
  text,
  regex: false,
  matchCase: true,
  wholeWord: false,
});

function search(doc: Node, query: Query, by?: string) {
  const pieces = piecesOf(doc);
  const answer = searchNow({
    query,
    texts: pieces.map(textOf),
    ...(by === undefined ? {} : { replacement: { text: by, template: query.regex } }),
  });
  if (answer.kind === "failed") throw new Error(answer.why);
  return gather(doc, pieces, (piece) => answer.spans[pieces.indexOf(piece)] ?? []);
}

function replaceAll(doc: Node, query: Query, by: string): Node {
  const state = EditorState.create({ doc });
  return state.apply(replaceMatches(state.tr, search(doc, query, by).pieces)).doc;
}

describe("the matches of a document", () => {
  const doc = docOf(
    paragraph(schema.text("rate ta"), bold("ble rate"), image, schema.text("rate")),
    schema.node("rawBlock", { source: "<!-- rate, rate -->", reason: "a comment" }),
    schema.node("codeBlock", null, [schema.text("rate\nrate")]),
  );
  const found = search(doc, plain("rate"));

  it("are numbered through the document", () => {
    expect(found.count).toBe(7);
    const all = Array.from({ length: 7 }, (_, index) => matchAt(found, index));
    expect(all.map((match) => match?.piece.node.type.name)).toEqual([
      ...["paragraph", "paragraph", "paragraph", "rawBlock", "rawBlock", "codeBlock", "codeBlock"],
    ]);
    const texts = all.flatMap((match) => match && doc.textBetween(match.from, match.to));
    expect(texts.filter((text) => text === "rate")).toHaveLength(5);
    expect(matchAt(found, 7)).toBeUndefined();
    expect(search(doc, plain("table rate")).count).toBe(1);
  });

  it("continue from any place", () => {
    for (let index = 0; index < found.count; index += 1) {
      const match = matchAt(found, index);
      const position = match?.from ?? 0;
      expect(firstFrom(found, { position, inside: match?.span.from ?? 0 })).toBe(index);
    }
    expect(firstFrom(found, { position: doc.content.size, inside: 0 })).toBe(7);
    expect(firstFrom(found, { position: 0, inside: 0 })).toBe(0);
    expect(matchesIn(found, 0, doc.content.size)).toHaveLength(7);
  });
});

describe("replacing", () => {
  it("gives each block the text that replacing in its text gives", () => {
    const texts = fc.array(fc.stringMatching(/^[ab ]{0,6}$/), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        texts,
        fc.stringMatching(/^[ab]{1,2}$/),
        fc.constantFrom("", "b", "xyz"),
        (lines, from, to) => {
          const doc = docOf(
            ...lines.map((line) =>
              paragraph(
                ...[line.slice(0, 3), line.slice(3)].flatMap((part, index) =>
                  part === "" ? [] : [index === 0 ? schema.text(part) : bold(part)],
                ),
              ),
            ),
          );
          const after = replaceAll(doc, plain(from), to);
          after.check();
          expect(after.content.content.map(({ textContent }) => textContent)).toEqual(
            lines.map((line) => line.replaceAll(from, to)),
          );
        },
      ),
    );
  });

  it("keeps marks and inline nodes without text", () => {
    const doc = docOf(paragraph(schema.text("one "), bold("two"), image, schema.text(" two")));
    expect(replaceAll(doc, plain("two"), "three").child(0).toJSON().content).toMatchObject([
      { text: "one " },
      { text: "three", marks: [{ type: "bold" }] },
      { type: "image" },
      { text: " three" },
    ]);
  });

  it("changes the source of a block that is shown as source", () => {
    const doc = docOf(schema.node("rawBlock", { source: "<b>a</b> a", reason: "HTML" }));
    expect(replaceAll(doc, plain("a"), "c").child(0).attrs["source"]).toBe("<b>c</b> c");
  });

  it("inserts line breaks only where Markdown allows them", () => {
    const doc = docOf(
      schema.node("heading", { level: 1 }, [schema.text("a,b")]),
      paragraph(schema.text("a,b")),
      schema.node("codeBlock", null, [schema.text("a,b")]),
    );
    const after = replaceAll(doc, { ...plain(","), regex: true }, "\\n");
    expect(after.content.content.map(({ textContent }) => textContent)).toEqual([
      "a b",
      "a\nb",
      "a\nb",
    ]);
  });
});
