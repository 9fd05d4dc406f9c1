import { mergeAttributes, Node } from "@tiptap/core";

/** The part of a DOM element that is used here. shared/ has no access to the DOM. */
interface Element {
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
}

const attributes = () => ({
  /** The Markdown itself. */
  source: { default: "", rendered: false },
  /** The reason why it is shown as source, as the end of a sentence: "a comment". */
  reason: { default: "", rendered: false },
});

const readFrom = (mark: string) => (element: Element) => ({
  source: element.textContent ?? "",
  reason: element.getAttribute(mark) ?? "",
});

/**
 * A stretch of Markdown that the editor has no form for. It is shown as source, and moved and deleted as a
 * whole.
 */
export const RawBlock = Node.create({
  name: "rawBlock",
  group: "block",
  atom: true,
  selectable: true,
  draggable: false,
  addAttributes: attributes,
  // Takes precedence over the code block, which matches every other <pre>.
  parseHTML: () => [
    { tag: "pre[data-raw-block]", priority: 60, getAttrs: readFrom("data-raw-block") },
  ],
  renderHTML: ({ node, HTMLAttributes }) => [
    "pre",
    mergeAttributes(HTMLAttributes, { "data-raw-block": String(node.attrs["reason"]) }),
    String(node.attrs["source"]),
  ],
  renderText: ({ node }) => String(node.attrs["source"]),
});

/** The same within a line of text: HTML, a footnote's reference, a link that is defined elsewhere. */
export const RawInline = Node.create({
  name: "rawInline",
  group: "inline",
  inline: true,
  atom: true,
  selectable: true,
  draggable: false,
  addAttributes: attributes,
  // Takes precedence over the code mark, which matches every other <code>.
  parseHTML: () => [
    { tag: "code[data-raw-inline]", priority: 60, getAttrs: readFrom("data-raw-inline") },
  ],
  renderHTML: ({ node, HTMLAttributes }) => [
    "code",
    mergeAttributes(HTMLAttributes, { "data-raw-inline": String(node.attrs["reason"]) }),
    String(node.attrs["source"]),
  ],
  renderText: ({ node }) => String(node.attrs["source"]),
});
