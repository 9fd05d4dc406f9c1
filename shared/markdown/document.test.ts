import { describe, expect, it } from "vitest";
import { blocksOf } from "./document-slices";
import { parseDocument } from "./parse-document";
import { save } from "./save";
import { toEditor } from "./to-editor";
import type { EditorNode } from "./types";

const open = (text: string) => [...(toEditor(parseDocument(text)).content ?? [])];
const withoutSlice = ({ attrs = {}, ...node }: EditorNode): EditorNode => {
  const kept = Object.entries(attrs).filter(([name]) => name !== "slice");
  return kept.length > 0 ? { ...node, attrs: Object.fromEntries(kept) } : node;
};
const shown = (text: string) => open(text).map(withoutSlice);
const text = (value: string, ...marks: string[]): EditorNode =>
  marks.length > 0
    ? { type: "text", text: value, marks: marks.map((type) => ({ type })) }
    : { type: "text", text: value };
const paragraph = (...content: EditorNode[]): EditorNode => ({ type: "paragraph", content });

/** Opens a text, changes its blocks and saves. Returns the new text or the refusal. */
function edited(source: string, change: (blocks: EditorNode[]) => EditorNode[]): string {
  const result = save(parseDocument(source), change(open(source)));
  return "refused" in result ? `refused: ${result.refused}` : result.text;
}

/** Replaces a piece of text everywhere in a node. */
function retyped(node: EditorNode, from: string, to: string): EditorNode {
  return {
    ...node,
    ...(node.text === undefined ? {} : { text: node.text.replace(from, to) }),
    ...(node.content ? { content: node.content.map((child) => retyped(child, from, to)) } : {}),
  };
}
const retype = (source: string, from: string, to: string) =>
  edited(source, (blocks) => blocks.map((block) => retyped(block, from, to)));
const at = (blocks: readonly EditorNode[], index: number): EditorNode => {
  const block = blocks[index];
  if (!block) throw new Error(`no block ${index}`);
  return block;
};

describe("toEditor", () => {
  it("gives each construct Tiptap's name for it", () => {
    expect(shown("# A **b** `c`\n\n> q\n\n---\n\n```ts x=1\nlet a\n```\n")).toEqual([
      {
        type: "heading",
        attrs: { level: 1 },
        content: [text("A "), text("b", "bold"), text(" "), text("c", "code")],
      },
      { type: "blockquote", content: [paragraph(text("q"))] },
      { type: "horizontalRule" },
      { type: "codeBlock", attrs: { language: "ts x=1" }, content: [text("let a")] },
    ]);
    expect(shown("3. a\n4. b\n")).toEqual([
      {
        type: "orderedList",
        attrs: { start: 3 },
        content: [
          { type: "listItem", content: [paragraph(text("a"))] },
          { type: "listItem", content: [paragraph(text("b"))] },
        ],
      },
    ]);
    expect(shown("- [x] a\n  - b\n")).toEqual([
      {
        type: "taskList",
        content: [
          {
            type: "taskItem",
            attrs: { checked: true },
            content: [
              paragraph(text("a")),
              {
                type: "bulletList",
                content: [{ type: "listItem", content: [paragraph(text("b"))] }],
              },
            ],
          },
        ],
      },
    ]);
    expect(shown("| a | b |\n|--|:-:|\n| 1 |\n")).toMatchObject([
      {
        type: "table",
        content: [
          {
            content: [{ type: "tableHeader" }, { type: "tableHeader", attrs: { align: "center" } }],
          },
          { content: [{ type: "tableCell" }, { type: "tableCell", attrs: { align: "center" } }] },
        ],
      },
    ]);
    expect(shown('[l](u "t") ![i](s) *e* ~~d~~\\\nnext\r\nsoft\n')).toEqual([
      paragraph(
        { type: "text", text: "l", marks: [{ type: "link", attrs: { href: "u", title: "t" } }] },
        text(" "),
        { type: "image", attrs: { src: "s", alt: "i" } },
        text(" "),
        text("e", "italic"),
        text(" "),
        text("d", "strike"),
        { type: "hardBreak" },
        text("next\nsoft"),
      ),
    ]);
  });

  it.each([
    ["---\na: b\n---\n", "front matter"],
    ["<details>\n\nx\n</details>\n", "HTML"],
    ["<!-- c -->\n", "a comment"],
    ["[^1]: b\n", "a footnote"],
    ["[b]: c\n", "a link definition"],
  ])("shows %j as source", (source, reason) => {
    expect(shown(source)[0]).toEqual({
      type: "rawBlock",
      attrs: { source: blocksOf(parseDocument(source))[0]?.source, reason },
    });
    expect(edited(source, (blocks) => blocks)).toBe(source);
  });

  it("reads a dividing line at the beginning as a dividing line", () => {
    expect(shown("---\n\nword\n\n- a\n- b\n").map(({ type }) => type)).toEqual([
      "horizontalRule",
      "paragraph",
      "bulletList",
    ]);
  });

  it.each([
    ["a <kbd>b</kbd>", "<kbd>", "HTML"],
    ["a[^1]\n\n[^1]: b", "[^1]", "a footnote"],
    ["**[a\nb][r]**\n\n[r]: c", "[a\nb][r]", "a reference link"],
    ["[](x)", "[](x)", "a link without text"],
  ])("shows a part of %j as source", (source, inline, reason) => {
    const [block] = shown(source);
    expect(block?.type).toBe("paragraph");
    expect(block?.content).toContainEqual(
      expect.objectContaining({ type: "rawInline", attrs: { source: inline, reason } }),
    );
    expect(retype(source, "a", "a")).toBe(source);
  });

  it("shows only the inner block as source, and edits the text around it", () => {
    const source = "> q\n>\n> <div>\n>   x\n> </div>\n\n1. a\n   <!-- c\n        d -->\n";
    expect(shown(source)).toMatchObject([
      { content: [{}, { type: "rawBlock", attrs: { source: "<div>\n  x\n</div>" } }] },
      {
        content: [{ content: [{}, { type: "rawBlock", attrs: { source: "<!-- c\n     d -->" } }] }],
      },
    ]);
    expect(retype(source, "q", "Q")).toBe(source.replace("q", "Q"));
    expect(retype(source, "a", "A")).toBe(source.replace("a\n", "A\n"));
  });

  it("begins every item with a paragraph, which may be empty", () => {
    expect(shown("- # a\n")).toEqual([
      {
        type: "bulletList",
        content: [
          {
            type: "listItem",
            content: [
              { type: "paragraph" },
              { type: "heading", attrs: { level: 1 }, content: [text("a")] },
            ],
          },
        ],
      },
    ]);
    expect(retype("- # a\n", "a", "b")).toBe("- # b\n");
  });
});

describe("save", () => {
  it("ticks a task by changing one byte, with any line ends", () => {
    const tick = (node: EditorNode): EditorNode => ({
      ...node,
      ...(node.type === "taskItem" ? { attrs: { checked: true } } : {}),
      ...(node.content ? { content: node.content.map(tick) } : {}),
    });
    const source = "\uFEFF# T\r\n\r\n*   [ ] **T001** `a*b`  \r\n    more\r\n\r\n*   [X] T002";
    expect(edited(source, (blocks) => blocks.map(tick))).toBe(source.replace("[ ]", "[X]"));
  });

  it("changes only the bytes of the edited item", () => {
    const source = "* one\n+ two \\* &amp; three\n+ __four__ five_six\n\n\n   1) a\n   1) b `c`\n";
    expect(retype(source, "three", "3_x")).toBe(source.replace("three", "3_x"));
    expect(retype(source, "four", "4")).toBe(source.replace("four", "4"));
    expect(retype(source, "b ", "* b ")).toBe(source.replace("b `", "\\* b `"));
  });

  it("keeps soft breaks, escapes and quotation signs around an edit", () => {
    const source = "> first *line*\n> second \\[line\\]\n> third\n\nend\n";
    expect(retype(source, "second", "2nd")).toBe(source.replace("second", "2nd"));
    expect(retype(source, "third", "third\nfourth")).toBe(
      source.replace("third", "third\n> fourth"),
    );
  });

  it("escapes text that would be parsed as something else", () => {
    expect(retype("a b\n", "b", "*b*")).toBe("a \\*b*\n");
    expect(retype("a\n\nb\n", "b", "# b")).toBe("a\n\n\\# b\n");
    expect(retype("a_b c\n", "c", "d_e")).toBe("a_b d_e\n");
  });

  it("writes marks with the block's own signs, and changes only the edited text", () => {
    const source = "An __old__ word, *kept \\* so*, and a new one\n";
    const change = (blocks: EditorNode[]) => {
      const content = (blocks[0]?.content ?? []).flatMap((node) =>
        node.text === ", and a new one"
          ? [text(", and a "), text("new ", "bold"), text("one")]
          : [node],
      );
      return [{ ...at(blocks, 0), content }];
    };
    expect(edited(source, change)).toBe(source.replace("new one", "__new__ one"));
    const plain = (blocks: EditorNode[]) => [
      { ...at(blocks, 0), content: [text("An old word, kept * so, and a new one")] },
    ];
    expect(edited(source, plain)).toBe("An old word, kept * so, and a new one\n");
  });

  it("rewrites code where a link or another mark begins inside it", () => {
    const withCode = (source: string) =>
      edited(source, (blocks) => {
        const block = at(blocks, 0);
        return [{ ...block, content: [text("new ", "code"), ...(block.content ?? [])] }];
      });
    expect(withCode("[`a`](u)\nb\n")).toBe("`new `[`a`](u)\nb\n");
    expect(withCode("**`a`** b\n")).toBe("`new `**`a`** b\n");
  });

  it("keeps the style of a list when items are added and removed", () => {
    const source = "para\n\n  * a\n\n  * b\n    1) x\n\nend";
    const item = { type: "listItem", content: [paragraph(text("new"))] };
    const list = (blocks: EditorNode[], change: (items: readonly EditorNode[]) => EditorNode[]) =>
      blocks.map((block) =>
        block.type === "bulletList" ? { ...block, content: change(block.content ?? []) } : block,
      );
    expect(edited(source, (blocks) => list(blocks, ([a, b]) => [a ?? item, item, b ?? item]))).toBe(
      source.replace("  * b", "  * new\n\n  * b"),
    );
    expect(edited(source, (blocks) => list(blocks, (items) => items.slice(1)))).toBe(
      source.replace("* a\n\n  ", ""),
    );
    expect(edited(source, (blocks) => list(blocks, (items) => items.slice(0, 1)))).toBe(
      source.replace("\n\n  * b\n    1) x", ""),
    );
  });

  it("adds task items and whole task lists", () => {
    const item = (checked: boolean, ...content: EditorNode[]): EditorNode => ({
      type: "taskItem",
      attrs: { checked },
      content: [paragraph(...content)],
    });
    const source = "*  [x] T001 a\n*  [ ] T002 b\n";
    const grown = ([list]: EditorNode[]) => [
      {
        ...list,
        type: "taskList",
        content: [...(list?.content ?? []), item(true, text("c", "bold"))],
      },
    ];
    expect(edited(source, grown)).toBe(`${source}*   [x] **c**\n`);
    const list = {
      type: "taskList",
      content: [item(false, text("a", "code")), item(true, text("b"))],
    };
    expect(edited("", () => [list])).toBe("- [ ] `a`\n- [X] b\n");
    const unfinished = { ...list, content: [...list.content, item(false)] };
    expect(edited("", () => [unfinished])).toBe("- [ ] `a`\n- [X] b\n");
  });

  it("leaves addresses that link to themselves unchanged", () => {
    expect(retype("see here\n", "here", "http://a.b/c_d or x@y.z")).toBe(
      "see http://a.b/c_d or x@y.z\n",
    );
    const source = "see http://a.b/c_d and <http://e.f>, **end**\n";
    expect(retype(source, "end", "END")).toBe(source.replace("end", "END"));
    const unlinked = ({ content = [], ...block }: EditorNode): EditorNode => ({
      ...block,
      content: content.map(({ marks = [], ...node }) => ({
        ...node,
        marks: marks.filter(({ type }) => type !== "link"),
      })),
    });
    expect(edited(source, (blocks) => blocks.map(unlinked))).toBe(source);
  });

  it("changes a heading's level and keeps its text", () => {
    const change = (blocks: EditorNode[]) =>
      blocks.map((block) => ({ ...block, attrs: { ...block.attrs, level: 3 } }));
    expect(edited("# a \\* b #\n", change)).toBe("### a \\* b #\n");
    expect(edited("a\n===\n", change)).toBe("### a\n");
  });

  it("keeps fence, information and table padding", () => {
    const code = "~~~~ts title=x\r\na\r\n```\r\n~~~~\r\n";
    expect(retype(code, "a", "b")).toBe(code.replace("a\r\n```", "b\r\n```"));
    const table = "|a|b|\n|:-|-:|\n|`x\\|y`|2 *z*|\n";
    expect(retype(table, "2 ", "22 | ")).toBe(table.replace("2 ", "22 \\| "));
  });

  it("changes only the edited lines of code, also inside a list", () => {
    const code = "- a\n\n  ~~~~    ruby x=3 $%\n  def a\n\n    b\n  end\n  ~~~~~~~\n";
    expect(retype(code, "b", "b\n\nc")).toBe(code.replace("    b\n", "    b\n\n  c\n"));
    expect(retype("```\na\n```\n", "a", "```")).toBe("````\n```\n````\n");
    expect(retype("    a\n    b\n", "b", "c")).toBe("    a\n    c\n");
  });

  it("adds a gap beside new blocks and removes the gap of removed ones", () => {
    const source = "# a\nb\n\n\nc\n";
    const added = paragraph(text("new"));
    expect(edited(source, ([a, ...rest]) => [...(a ? [a] : []), added, ...rest])).toBe(
      "# a\n\nnew\n\nb\n\n\nc\n",
    );
    expect(edited(source, (blocks) => [...blocks, added])).toBe("# a\nb\n\n\nc\n\nnew\n");
    expect(edited(source, (blocks) => [added, ...blocks])).toBe("new\n\n# a\nb\n\n\nc\n");
    expect(edited(source, ([a, , c]) => [a, c].flatMap((block) => block ?? []))).toBe(
      "# a\n\n\nc\n",
    );
    expect(edited(source, ([a, b]) => [a, b].flatMap((block) => block ?? []))).toBe("# a\nb\n");
    expect(edited(source, ([, b, c]) => [b, c].flatMap((block) => block ?? []))).toBe("b\n\n\nc\n");
    expect(edited("", () => [added])).toBe("new\n");
    expect(edited("\uFEFFa", () => [])).toBe("\uFEFF");
  });

  it("moves a block with its own source", () => {
    expect(edited("a\n\n* __b__\n\nc\n", ([a, b, c]) => [c, a, b].flatMap((x) => x ?? []))).toBe(
      "c\n\na\n\n* __b__\n",
    );
  });

  it("does not count the editor's defaults and empty paragraphs as edits", () => {
    const source = "- [ ] a\n\n1. b\n\n| c |\n|-|\n\n[d](e)\n";
    const filled = (node: EditorNode): EditorNode => {
      const extra: Record<string, EditorNode["attrs"]> = {
        orderedList: { start: 1, type: null },
        tableHeader: { colspan: 1, rowspan: 1, colwidth: null, align: null },
      };
      return {
        ...node,
        ...(node.attrs || extra[node.type]
          ? { attrs: { ...extra[node.type], ...node.attrs } }
          : {}),
        ...(node.content ? { content: node.content.map(filled) } : {}),
        ...(node.marks
          ? { marks: node.marks.map((m) => ({ ...m, attrs: { ...m.attrs, target: null } })) }
          : {}),
      };
    };
    expect(edited(source, (blocks) => [...blocks.map(filled), { type: "paragraph" }])).toBe(source);
    expect(retype(source, "a", "a ")).toBe(source);
  });

  it("splits and joins paragraphs", () => {
    const source = "# h\none __two__\nthree\n";
    const split = ([h, p]: EditorNode[]) => [
      ...(h ? [h] : []),
      { ...p, type: "paragraph", content: [text("one ")] },
      { ...p, type: "paragraph", content: [text("two", "bold"), text("\nthree")] },
    ];
    expect(edited(source, split)).toBe("# h\none\n\n__two__\nthree\n");
    expect(
      edited("a *b*\n\n_c_ d\n", ([a, b]) => [
        { ...a, type: "paragraph", content: [...(a?.content ?? []), ...(b?.content ?? [])] },
      ]),
    ).toBe("a *bc* d\n");
  });

  it("keeps two lists apart when the text between them is removed", () => {
    expect(edited("- a\n\np\n\n- b\n", ([a, , b]) => [a, b].flatMap((x) => x ?? []))).toBe(
      "- a\n\n* b\n",
    );
  });

  it("refuses content that Markdown cannot express", () => {
    const cell = { type: "tableHeader", content: [{ type: "horizontalRule" }] };
    const table = { type: "table", content: [{ type: "tableRow", content: [cell] }] };
    expect(edited("a\n", (blocks) => [...blocks, table])).toMatch(/^refused: The edited table/);
  });

  it("writes edited source unchanged, whatever it is parsed as", () => {
    const source = "---\na: b\n---\n\n[x][r] y\n\n[r]: one\n\n<b>\n";
    const rewritten = (index: number, to: string) =>
      edited(source, (blocks) =>
        blocks.map((block, at) =>
          at === index ? { type: "rawBlock", attrs: { ...block.attrs, source: to } } : block,
        ),
      );
    expect(rewritten(0, "---\na: c\n---")).toBe(source.replace("a: b", "a: c"));
    expect(rewritten(2, "[s]: two")).toBe(source.replace("[r]: one", "[s]: two"));
    expect(rewritten(2, "# one\n\ntwo")).toBe(source.replace("[r]: one", "# one\n\ntwo"));
    expect(rewritten(2, "")).toBe(source.replace("[r]: one\n\n", ""));
    expect(edited(source, ([a, b, , d]) => [a, b, d].flatMap((block) => block ?? []))).toBe(
      source.replace("[r]: one\n\n", ""),
    );
    // An open fence would absorb the text after it.
    expect(rewritten(2, "```")).toMatch(/^refused: Saving would change/);
  });

  it("keeps a block out of the empty item before it", () => {
    expect(
      edited("-\n\n  foo\n", (blocks) =>
        blocks.map((block, index) =>
          index === 0
            ? { ...block, content: [{ type: "listItem", content: [paragraph(text("x"))] }] }
            : block,
        ),
      ),
    ).toBe("-   x\n\n  foo\n");
  });

  it("separates a list that cannot interrupt the text typed before it", () => {
    const typed = edited("1. - 2. foo\n", (blocks) => {
      const list = at(blocks, 0);
      const item = at(list.content ?? [], 0);
      const content = [paragraph(text("new")), ...(item.content ?? []).slice(1)];
      return [{ ...list, content: [{ ...item, content }] }];
    });
    expect(typed).toBe("1. new\n\n   - 2. foo\n");
  });

  it("continues from its own result, with the ids that the editor knows", () => {
    const first = save(parseDocument("a\n\nb\n"), [
      ...open("a\n\nb\n").slice(0, 1),
      paragraph(text("new")),
      ...open("a\n\nb\n").slice(1),
    ]);
    if ("refused" in first) throw new Error(first.refused);
    // The editor does not know the new block's id yet.
    const blocks = [
      ...open("a\n\nb\n").slice(0, 1),
      paragraph(text("new")),
      at(open("a\n\nb\n"), 1),
    ];
    const second = save(
      first.document,
      blocks.map((block) => retyped(block, "b", "B")),
    );
    expect(second).toMatchObject({ text: "a\n\nnew\n\nB\n" });
  });
});
