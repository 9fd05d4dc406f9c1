import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withEdit } from "../base/text-edit";
import { canonical, withoutBareLinks } from "./canonical";
import { blocksOf, labelsOf } from "./document-slices";
import { parseDocument } from "./parse-document";
import { createSaver, save } from "./save";
import { toEditor } from "./to-editor";
import type { EditorNode } from "./types";

const inline = fc.constantFrom(
  "word",
  "two words",
  "**bold** text",
  "*a `c` b*",
  "__x__ snake_case",
  "[link](u)",
  "![i](s)",
  "a \\* b &amp; c",
  "~~no~~",
  "https://example.org/a_b",
  "<kbd>k</kbd>",
  "[r][r]",
  "line\nline",
  "hard  \nbreak",
  "`` ` ``",
  "x",
);
const block = fc.oneof(
  inline,
  inline.map((content) => `# ${content.replace(/\n/g, " ")}`),
  inline.map((content) => `${content.replace(/\n/g, " ")}\n===`),
  fc
    .tuple(
      fc.constantFrom("-", "*", "1.", "2)", "- [ ]", "+ [x]"),
      fc.array(inline, { minLength: 1, maxLength: 3 }),
    )
    .map(([sign, items]) =>
      items.map((item) => `${sign} ${item.replace(/\n/g, "\n    ")}`).join("\n"),
    ),
  fc
    .array(fc.constantFrom("[ ] a", "[x] b", "[-] c", "[ ]* 3. d", "e"), {
      minLength: 1,
      maxLength: 4,
    })
    .map((items) => items.map((item) => `- ${item}`).join("\n")),
  inline.map((content) => `- ${content.replace(/\n/g, "\n  ")}\n\n  - nested\n- end`),
  inline.map((content) => `> ${content.replace(/\n/g, "\n> ")}`),
  fc.constantFrom(
    "---",
    "```js\ncode\n```",
    "~~~\n```\n~~~",
    "    indented",
    "|a|b|\n|-|:-:|\n|`x\\|y`|**z**|",
    "<details>\n\n</details>",
    "<!-- c -->",
    "[r]: target",
    "[^1]: note",
    "- \n- a",
    "* * *",
  ),
);
const markdown = fc
  .tuple(
    fc.constantFrom("", "", "\uFEFF", "---\nk: v\n---\n", "\n"),
    fc.array(fc.tuple(block, fc.constantFrom("\n", "\n\n", "\n\n", "\n\n\n", "\n\n  ")), {
      maxLength: 8,
    }),
    fc.constantFrom("\n", "\r\n", "\r"),
    fc.boolean(),
  )
  .map(([start, blocks, eol, end]) => {
    const text = start + blocks.flat().join("");
    return (end ? text : text.trimEnd()).replace(/\n/g, eol);
  });
const anyText = fc.oneof(
  markdown,
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.constantFrom(
        "\r",
        "\n",
        "\r\n",
        "\uFEFF",
        "\0",
        "\t",
        " ",
        "-",
        "#",
        "`",
        ">",
        "|",
        "é",
        "😀",
        "[ ]",
        "1.",
      ),
    )
    .map((parts) => parts.join("")),
);

const open = (text: string) => {
  const document = parseDocument(text);
  return { document, blocks: [...(toEditor(document).content ?? [])] };
};

/** Appends to the last text without marks; undefined when there is none. */
function typed(node: EditorNode, added: string): EditorNode | undefined {
  if (node.type === "rawBlock") return undefined;
  // The editor splits a heading at a typed line break and never contains one.
  if (node.type === "heading" && added.includes("\n")) return undefined;
  if (node.text !== undefined) return node.marks ? undefined : { ...node, text: node.text + added };
  const content = [...(node.content ?? [])];
  for (let index = content.length - 1; index >= 0; index--) {
    const child = content[index];
    const changed = child && typed(child, added);
    if (!changed) continue;
    content[index] = changed;
    return { ...node, content };
  }
  return undefined;
}

const comparable = (node: EditorNode) => {
  const plain = canonical(node);
  return plain && withoutBareLinks(plain);
};

describe("any text", () => {
  it("is covered by its slices without holes", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { slices } = parseDocument(text);
        expect(slices.map(({ source }) => source).join("")).toBe(text);
        let position = 0;
        for (const { start, end, source } of slices) {
          expect(start).toBe(position);
          expect(text.slice(start, end)).toBe(source);
          position = end;
        }
      }),
      { numRuns: 150 },
    );
  });

  it("is shown as source when the parser fails on it", () => {
    const [slice] = parseDocument("-\r[ ]\r1.").slices;
    expect(slice).toMatchObject({ kind: "block", source: "-\r[ ]\r1." });
  });

  it("is saved byte for byte when nothing was edited", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { document, blocks } = open(text);
        expect(save(document, blocks)).toMatchObject({ text });
        // Also without the ids, which a paste or an undo may lose.
        const bare = blocks.map(({ attrs: { slice: _, ...attrs } = {}, ...node }) => ({
          ...node,
          attrs,
        }));
        expect(save(document, bare)).toMatchObject({ text });
      }),
      { numRuns: 150 },
    );
  });

  it("keeps every other block's bytes when one is edited, and is parsed as edited", () => {
    let saved = 0;
    let refused = 0;
    const additions = fc.constantFrom("x", " y_z", " *w*", "# h", " [v]", "\n- u", "&lt;", " `");
    fc.assert(
      fc.property(markdown, fc.nat(7), additions, (text, pick, added) => {
        const { document, blocks } = open(text);
        const index = pick % blocks.length;
        const before = blocksOf(document)[index];
        const changed = blocks[index] && typed(blocks[index], added);
        if (!changed || !before) return;
        const result = save(
          document,
          blocks.map((node, at) => (at === index ? changed : node)),
        );
        if ("refused" in result) {
          refused++;
          return;
        }
        saved++;
        expect(result.text.startsWith(text.slice(0, before.start))).toBe(true);
        expect(result.text.endsWith(text.slice(before.end))).toBe(true);
        const again = blocksOf(parseDocument(result.text))[index];
        expect(again && comparable(again.shown)).toEqual(comparable(changed));
      }),
      { numRuns: 150 },
    );
    expect(saved).toBeGreaterThan(20 * refused);
  });

  it("gives the same text after repeated saves as after one save", () => {
    const additions = fc.constantFrom("x", " *w*", "\n- u", " `", "[r]");
    const edits = fc.array(fc.tuple(fc.nat(7), additions), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(markdown, edits, (text, steps) => {
        const { document, blocks } = open(text);
        const saver = createSaver(document);
        let saved = document.text;
        for (const [pick, added] of steps) {
          const index = pick % blocks.length;
          const changed = blocks[index] && typed(blocks[index], added);
          if (changed) blocks[index] = changed;
          else blocks.splice(index, 1);
          const result = saver.save(blocks);
          const once = save(document, blocks);
          if ("refused" in result) {
            expect(result).toEqual(once);
            continue;
          }
          expect(once).toMatchObject({ text: result.text });
          const { since } = result;
          if (since === undefined) continue;
          expect(since.text).toBe(saved);
          expect(withEdit(since.text, since.edit)).toBe(result.text);
          saved = result.text;
        }
      }),
      { numRuns: 60 },
    );
  });

  it("keeps its blocks when they are removed, doubled and reordered", () => {
    let saved = 0;
    let refused = 0;
    fc.assert(
      fc.property(markdown, fc.array(fc.nat(7), { maxLength: 8 }), (text, order) => {
        const { document, blocks } = open(text);
        const arranged = order.flatMap((index) => blocks[index % blocks.length] ?? []);
        const result = save(document, arranged);
        if ("refused" in result) {
          refused++;
          return;
        }
        saved++;
        const wanted = arranged.flatMap((node) => comparable(node) ?? []);
        const again = parseDocument(result.text);
        const got = blocksOf(again).map(({ shown }) => comparable(shown));
        // References to a removed definition become plain text, as the person intended.
        if (labelsOf(again).length < labelsOf(document).length)
          expect(got).toHaveLength(wanted.length);
        else expect(got).toEqual(wanted);
      }),
      { numRuns: 150 },
    );
    // One in six is refused, because of its new neighbours; many more would be a loss.
    expect(saved).toBeGreaterThan(2 * refused);
  });
});

describe("the READMEs of installed packages", () => {
  const root = "node_modules";
  const texts = readdirSync(root)
    .filter((name) => !/^[.@]/.test(name))
    .flatMap((name) =>
      readdirSync(join(root, name))
        .filter((file) => /^readme\.md$/i.test(file))
        .map((file) => readFileSync(join(root, name, file), "utf8")),
    )
    .filter((text) => text.length < 10_000)
    .filter((_, index) => index % 5 === 0)
    .slice(0, 40);

  it("are saved byte for byte, including the blocks beside an edited one", () => {
    expect(texts.length).toBeGreaterThan(20);
    for (const [index, text] of texts.entries()) {
      const { document, blocks } = open(text);
      expect(save(document, blocks)).toMatchObject({ text });
      const at = index % blocks.length;
      const before = blocksOf(document)[at];
      const changed = blocks[at] && typed(blocks[at], " more");
      if (!changed || !before) continue;
      const result = save(
        document,
        blocks.map((node, position) => (position === at ? changed : node)),
      );
      if ("refused" in result) throw new Error(`${before.source}\n${result.refused}`);
      expect(result.text.startsWith(text.slice(0, before.start))).toBe(true);
      expect(result.text.endsWith(text.slice(before.end))).toBe(true);
    }
  });
});
