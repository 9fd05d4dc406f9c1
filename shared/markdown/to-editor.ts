import type { ListItem, Nodes, RootContent, Table } from "mdast";
import { blocksOf } from "./document-slices";
import { linePrefix } from "./edits";
import { inlineLayout } from "./inline";
import type { BlockSlice, EditorNode, Layout, MarkdownDocument } from "./types";
import { nameOf, type Source, spanOf, Unrepresentable } from "./unrepresentable";

/**
 * A document as the editor takes it. Each top-level node names its slice. A document without blocks gets
 * one empty paragraph, which is not in the text.
 */
export function toEditor(document: MarkdownDocument): EditorNode {
  const content = blocksOf(document).map(editorBlock);
  return { type: "doc", content: content.length > 0 ? content : [{ type: "paragraph" }] };
}

/** The editor's node for a slice, with the slice's id. Repeated calls return the same object. */
export function editorBlock({ shown, id }: BlockSlice): EditorNode {
  const known = editorBlocks.get(shown);
  if (known?.attrs?.["slice"] === id) return known;
  const block = { ...shown, attrs: { ...shown.attrs, slice: id } };
  editorBlocks.set(shown, block);
  return block;
}

const editorBlocks = new WeakMap<EditorNode, EditorNode>();

/**
 * The editor's node for a top-level block. A block with content that the editor has no exact form for
 * becomes a rawBlock.
 * @param shift the number to add to the tree's offsets to get indexes into the text
 */
export function shownFor(node: RootContent, text: string, shift: number): EditorNode {
  return layOut(node, { text, shift, places: false }).node;
}

/** The editor's node for a top-level block, with the source position of each part. */
export function layOut(node: RootContent, source: Source): Layout {
  try {
    return layOutBlock(node, source);
  } catch (error) {
    if (!(error instanceof Unrepresentable)) throw error;
    const { start, end } = spanOf(node, source.shift);
    return raw({ start, end }, source.text.slice(start, end), error.message);
  }
}

const raw = (span: Span, source: string, reason: string): Layout => ({
  node: { type: "rawBlock", attrs: { source, reason } },
  ...span,
  children: [],
});

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Lays out a block inside another. Only the inner block is shown as source when the editor has no form for
 * it.
 * @throws {Unrepresentable} when the block's lines do not have the prefix that its place requires
 */
function layOutInner(node: Nodes, source: Source): Layout {
  try {
    return layOutBlock(node, source);
  } catch (error) {
    if (!(error instanceof Unrepresentable)) throw error;
    const span = spanOf(node, source.shift);
    const written = source.text.slice(span.start, span.end);
    const bare = withoutPrefix(written, linePrefix(source.text, span.start));
    if (bare === undefined) throw error;
    return raw(span, bare, error.message);
  }
}

/** Removes the container's prefix from a block's lines. Returns undefined where a line lacks the prefix. */
function withoutPrefix(written: string, prefix: string): string | undefined {
  const [first = "", ...rest] = written.split(/\r\n|\n|\r/);
  const lines = [first];
  for (const line of rest) {
    if (line === prefix.trimEnd()) lines.push("");
    else if (line.startsWith(prefix) && line.length > prefix.length)
      lines.push(line.slice(prefix.length));
    else return undefined;
  }
  return lines.join("\n");
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
        node.children.map((child) => layOutInner(child, source)),
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

/** @param start the first number, undefined for a bulleted list */
function layOutList(
  items: readonly ListItem[],
  start: number | undefined,
  { span, source }: { span: { start: number; end: number }; source: Source },
): Layout {
  const hasBoxes = items.some(({ checked }) => typeof checked === "boolean");
  const children = items.map((item) => layOutItem(item, source, hasBoxes));
  if (start === undefined)
    return container(hasBoxes ? "taskList" : "bulletList", {}, children, span);
  const sign = /^\d+\)/.test(source.text.slice(span.start, span.start + 10)) ? { sign: ")" } : {};
  if (hasBoxes) return container("taskList", { start, ...sign }, children, span);
  return container("orderedList", { ...(start === 1 ? {} : { start }), ...sign }, children, span);
}

/** @param among whether the list contains tasks */
function layOutItem(item: ListItem, source: Source, among: boolean): Layout {
  const span = spanOf(item, source.shift);
  const children = item.children.map((child) => layOutInner(child, source));
  const [first] = children;
  // An item of the editor begins with a paragraph, which may be empty.
  if (first && first.node.type !== "paragraph") children.unshift(emptyParagraph(first.start));
  if (typeof item.checked !== "boolean") {
    const filled = children.length > 0 ? children : [emptyParagraph(span.end)];
    return among
      ? container("taskItem", { checked: null }, filled, span)
      : container("listItem", {}, filled, span);
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
  const { content, units, inline } = inlineLayout(
    block.children,
    source,
    block.type === "tableCell",
  );
  const span = spanOf(block, source.shift);
  return {
    node: content.length > 0 ? { ...node, content } : node,
    ...span,
    children: [],
    ...(units === undefined ? {} : { units }),
    ...(inline === undefined ? {} : { inline }),
  };
}
