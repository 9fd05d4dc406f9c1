import type { BlockContent, ListItem, Nodes, Paragraph, PhrasingContent } from "mdast";
import { gfmToMarkdown } from "mdast-util-gfm";
import { defaultHandlers, type Handlers, type Options, toMarkdown } from "mdast-util-to-markdown";
import { canonical } from "./canonical";
import type { Style } from "./style";
import { toItem, toPhrasing, toTree } from "./to-tree";
import type { EditorNode } from "./types";

/**
 * How much is escaped. "raw" writes text as it is, which looks best and may be read back as something else;
 * "escaped" is safe. Whoever uses the result reads it back and compares.
 */
export type Caution = "raw" | "escaped";

/**
 * A block of the editor as Markdown, without a line end after it. Lines end in "\n".
 * @returns undefined for a block that leaves nothing in a Markdown file
 * @throws {Unrepresentable} when Markdown has no form for it
 */
export function fromEditor(block: EditorNode, style: Style, caution: Caution): string | undefined {
  const node = canonical(block);
  if (node === undefined) return undefined;
  if (node.type === "rawBlock") return String(node.attrs?.["source"] ?? "");
  return write(toTree(node, style.loose), style, caution);
}

/** One list item with its sign, for a list that stays as it is otherwise. */
export function itemFromEditor(
  item: EditorNode,
  list: { readonly ordered: boolean; readonly number: number },
  { style, caution }: { style: Style; caution: Caution },
): string {
  const child: ListItem = toItem(item, style.loose);
  const tree: BlockContent = {
    type: "list",
    ordered: list.ordered,
    start: list.ordered ? list.number : null,
    spread: style.loose,
    children: [child],
  };
  return write(tree, style, caution);
}

/** A stretch of marked text. */
export function phrasingFromEditor(
  content: readonly EditorNode[],
  style: Style,
  caution: Caution,
): string {
  return write({ type: "paragraph", children: toPhrasing(content) }, style, caution);
}

function write(tree: Nodes, style: Style, caution: Caution): string {
  const options: Options = {
    bullet: style.bullet,
    bulletOther: style.bullet === "-" ? "*" : "-",
    bulletOrdered: style.bulletOrdered,
    incrementListMarker: style.counting,
    listItemIndent: style.itemIndent,
    emphasis: style.emphasis,
    strong: style.strong,
    fence: style.fence,
    fences: !style.indentedCode,
    setext: style.setext,
    extensions: [
      gfmToMarkdown({
        tableCellPadding: style.tablePadding,
        tablePipeAlign: style.tableAligned,
      }),
    ],
    handlers: handlers(style, caution),
  };
  return toMarkdown(tree, options).replace(/\n$/, "");
}

function handlers(style: Style, caution: Caution): Partial<Handlers> {
  return {
    thematicBreak: () => style.rule,
    break: (node, parent, state, info) =>
      caution === "raw" ? style.hardBreak : defaultHandlers.break(node, parent, state, info),
    ...(caution === "raw" ? { text: (node: { value: string }) => node.value } : {}),
    link: (node: Extract<PhrasingContent, { type: "link" }>, parent, state, info) => {
      const bare = caution === "raw" && style.bareLinks && bareAddress(node);
      return bare || defaultHandlers.link(node, parent, state, info);
    },
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

/** The text of a link that GitHub makes of a bare address; empty for any other link. */
function bareAddress(link: Extract<PhrasingContent, { type: "link" }>): string {
  const [only, ...others] = link.children;
  if (others.length > 0 || only?.type !== "text" || link.title) return "";
  const { value } = only;
  const bare =
    link.url === value || link.url === `http://${value}` || link.url === `mailto:${value}`;
  return bare && /^(?:https?:\/\/|www\.|[^\s@]+@)/.test(value) ? value : "";
}
