import type { ListItem, Nodes, RootContent, Table } from "mdast";
import { inlineLayout } from "./inline";
import type { EditorNode, Layout, MarkdownDocument } from "./types";
import { nameOf, type Source, spanOf, Unrepresentable } from "./unrepresentable";

/**
 * A document as the editor takes it. Each top-level node names its slice; a document without blocks has one
 * empty paragraph, which is not in the text.
 */
export function toEditor(document: MarkdownDocument): EditorNode {
  const content = document.slices.flatMap((slice) =>
    slice.kind === "block" ? [withSlice(slice.layout.node, slice.id)] : [],
  );
  return { type: "doc", content: content.length > 0 ? content : [{ type: "paragraph" }] };
}

function withSlice(node: EditorNode, slice: number): EditorNode {
  return { ...node, attrs: { ...node.attrs, slice } };
}

/**
 * What the editor shows for a top-level block, and where each part of it is in the source.
 * A block that holds anything the editor has no exact form for becomes a rawBlock as a whole.
 * @param shift what to add to the tree's offsets to get indexes into the text
 */
export function layOut(node: RootContent, text: string, shift: number): Layout {
  try {
    return layOutBlock(node, { text, shift });
  } catch (error) {
    if (!(error instanceof Unrepresentable)) throw error;
    const { start, end } = spanOf(node, shift);
    return rawLayout({ start, end, source: text.slice(start, end), reason: error.message });
  }
}

export function rawLayout(raw: {
  start: number;
  end: number;
  source: string;
  reason: string;
}): Layout {
  const { start, end, source, reason } = raw;
  return { node: { type: "rawBlock", attrs: { source, reason } }, start, end, children: [] };
}

function layOutBlock(node: Nodes, source: Source): Layout {
  const span = spanOf(node, source.shift);
  switch (node.type) {
    case "paragraph":
      return textBlock({ type: "paragraph" }, node, source);
    case "heading":
      return textBlock({ type: "heading", attrs: { level: node.depth } }, node, source);
    case "thematicBreak":
      return { node: { type: "horizontalRule" }, ...span, children: [] };
    case "code": {
      const language = [node.lang, node.meta].filter((part) => part).join(" ");
      const text = node.value.replace(/\r\n?/g, "\n");
      return {
        node: {
          type: "codeBlock",
          ...(language === "" ? {} : { attrs: { language } }),
          ...(text === "" ? {} : { content: [{ type: "text", text }] }),
        },
        ...span,
        children: [],
      };
    }
    case "blockquote": {
      if (node.children.length === 0) throw new Unrepresentable("an empty quotation");
      return container(
        "blockquote",
        {},
        node.children.map((child) => layOutBlock(child, source)),
        span,
      );
    }
    case "list":
      return layOutList(node.children, node.ordered === true ? (node.start ?? 1) : undefined, {
        span,
        source,
      });
    case "table":
      return layOutTable(node, source);
    default:
      throw new Unrepresentable(nameOf(node));
  }
}

function container(
  type: string,
  attrs: NonNullable<EditorNode["attrs"]>,
  children: readonly Layout[],
  span: { start: number; end: number },
): Layout {
  const content = children.map(({ node }) => node);
  return {
    node: {
      type,
      ...(Object.keys(attrs).length > 0 ? { attrs } : {}),
      ...(content.length > 0 ? { content } : {}),
    },
    ...span,
    children,
  };
}

/** @param start the first number, undefined for a list with bullets */
function layOutList(
  items: readonly ListItem[],
  start: number | undefined,
  { span, source }: { span: { start: number; end: number }; source: Source },
): Layout {
  const boxes = items.filter(({ checked }) => typeof checked === "boolean").length;
  if (boxes > 0 && boxes < items.length)
    throw new Unrepresentable("a list in which only some items have a box");
  if (boxes > 0 && start !== undefined) throw new Unrepresentable("a numbered list with boxes");
  const children = items.map((item) => layOutItem(item, source));
  if (boxes > 0) return container("taskList", {}, children, span);
  if (start === undefined) return container("bulletList", {}, children, span);
  return container("orderedList", start === 1 ? {} : { start }, children, span);
}

function layOutItem(item: ListItem, source: Source): Layout {
  const span = spanOf(item, source.shift);
  const [first] = item.children;
  if (first && first.type !== "paragraph")
    throw new Unrepresentable("a list item that does not begin with text");
  const children = item.children.map((child) => layOutBlock(child, source));
  if (typeof item.checked !== "boolean") {
    const filled = children.length > 0 ? children : [emptyParagraph(span.end)];
    return container("listItem", {}, filled, span);
  }
  const box = source.text.indexOf("[", span.start) + 1;
  return { ...container("taskItem", { checked: item.checked }, children, span), box };
}

const emptyParagraph = (at: number): Layout => ({
  node: { type: "paragraph" },
  start: at,
  end: at,
  children: [],
});

function layOutTable(table: Table, source: Source): Layout {
  const width = table.children[0]?.children.length ?? 0;
  const rows = table.children.map((row, index) => {
    if (row.children.length > width) throw new Unrepresentable("a table row with too many cells");
    const type = index === 0 ? "tableHeader" : "tableCell";
    const span = spanOf(row, source.shift);
    const cells = Array.from({ length: width }, (_, column): Layout => {
      const align = table.align?.[column];
      const attrs = align ? { align } : {};
      const cell = row.children[column];
      if (cell === undefined)
        return container(type, attrs, [emptyParagraph(span.end)], {
          start: span.end,
          end: span.end,
        });
      const content = textBlock({ type: "paragraph" }, cell, source);
      return container(type, attrs, [content], spanOf(cell, source.shift));
    });
    return container("tableRow", {}, cells, span);
  });
  return container("table", {}, rows, spanOf(table, source.shift));
}

function textBlock(
  node: EditorNode,
  block: Extract<Nodes, { type: "paragraph" | "heading" | "tableCell" }>,
  source: Source,
): Layout {
  const { content, units, inline } = inlineLayout(block.children, source);
  const span = spanOf(block, source.shift);
  return {
    node: content.length > 0 ? { ...node, content } : node,
    ...span,
    children: [],
    ...(units === undefined ? {} : { units }),
    ...(inline === undefined ? {} : { inline }),
  };
}
