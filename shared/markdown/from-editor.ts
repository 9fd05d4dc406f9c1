import type { BlockContent, ListItem, Nodes, Paragraph } from "mdast";
import { gfmToMarkdown } from "mdast-util-gfm";
import { defaultHandlers, type Handlers, type Options, toMarkdown } from "mdast-util-to-markdown";
import { canonical } from "./canonical";
import { type TreeForm, toItem, toTree } from "./to-tree";
import type { EditorNode, Style } from "./types";
import { ownBlock, type Writing, writeInline } from "./write-inline";

/**
 * Writes a block of the editor as Markdown, without a final line end. Lines end in "\n".
 * @returns undefined for a block that leaves nothing in a Markdown file
 * @throws {Unrepresentable} when Markdown has no form for the block
 */
export function fromEditor(block: EditorNode, writing: Writing): string | undefined {
  const node = canonical(block);
  if (node === undefined) return undefined;
  if (node.type === "rawBlock") return String(node.attrs?.["source"] ?? "");
  const form = formOf(writing);
  // The serialiser would add nothing to a paragraph, and is slow.
  if (node.type === "paragraph") return form.phrase(node.content ?? [], false);
  return write(toTree(node, form), writing.style);
}

/** Writes one list item with its sign, for a list that otherwise stays unchanged. */
export function itemFromEditor(
  item: EditorNode,
  list: { readonly ordered: boolean; readonly number: number },
  writing: Writing,
): string {
  const { style } = writing;
  const child: ListItem = toItem(item, formOf(writing));
  const tree: BlockContent = {
    type: "list",
    ordered: list.ordered,
    start: list.ordered ? list.number : null,
    spread: style.loose,
    children: [child],
  };
  return write(tree, style);
}

/** Writes one table row, for a table that otherwise stays unchanged. */
export function rowFromEditor(row: EditorNode, writing: Writing): string {
  const table = toTree({ type: "table", content: [row] }, formOf(writing));
  const [line = ""] = write(table, { ...writing.style, tableAligned: false }).split("\n");
  return line;
}

const formOf = (writing: Writing): TreeForm => ({
  loose: writing.style.loose,
  phrase: (content, inCell) => writeInline(content, writing, ownBlock(inCell)),
});

function write(tree: Nodes, style: Style): string {
  const options: Options = {
    bullet: style.bullet,
    bulletOther: style.bullet === "-" ? "*" : "-",
    bulletOrdered: style.bulletOrdered,
    incrementListMarker: style.counting,
    listItemIndent: style.itemIndent,
    fence: style.fence,
    fences: !style.indentedCode,
    setext: style.setext,
    extensions: [
      gfmToMarkdown({
        tableCellPadding: style.tablePadding,
        tablePipeAlign: style.tableAligned,
      }),
    ],
    handlers: handlers(style),
  };
  return toMarkdown(tree, options).replace(/\n$/, "");
}

function handlers(style: Style): Partial<Handlers> {
  return {
    thematicBreak: () => style.rule,
    code: (node, parent, state, info) => {
      const value = defaultHandlers.code(node, parent, state, info);
      const fence = /^(`{3,}|~{3,})([^\n]*\n[\s\S]*\n?)\1$/.exec(value);
      const [, sign = "", inside = ""] = fence ?? [];
      if (fence === null || sign.length >= style.fenceLength) return value;
      const longer = sign.charAt(0).repeat(style.fenceLength);
      return `${longer}${inside}${longer}`;
    },
    paragraph: (node: Paragraph, parent, state, info) => {
      const item = parent?.type === "listItem" ? parent : undefined;
      if (typeof item?.checked !== "boolean" || item.children[0] !== node)
        return defaultHandlers.paragraph(node, parent, state, info);
      const box = `[${item.checked ? style.tick : " "}] `;
      const tracker = state.createTracker(info);
      tracker.move(box);
      const value = defaultHandlers.paragraph(node, parent, state, {
        ...info,
        ...tracker.current(),
      });
      return box + value;
    },
  };
}
