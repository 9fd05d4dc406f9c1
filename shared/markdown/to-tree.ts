import type { AlignType, BlockContent, ListItem, PhrasingContent, TableCell } from "mdast";
import { hasBox } from "./canonical";
import { firstNumber } from "./numbers";
import type { EditorMark, EditorNode } from "./types";
import { markKey, splitText } from "./units";
import { Unrepresentable } from "./unrepresentable";

/** Options for making a tree. */
export interface TreeForm {
  /** Blank lines between list items. */
  readonly loose: boolean;
  /** Writes the content of a text block as Markdown. */
  phrase(content: readonly EditorNode[], inCell: boolean): string;
}

/**
 * The mdast tree of a canonical editor block (see `canonical`). Its text content is already Markdown.
 * @throws {Unrepresentable} when Markdown has no form for the block, such as a list in a table cell
 */
export function toTree(node: EditorNode, form: TreeForm): BlockContent {
  const content = node.content ?? [];
  switch (node.type) {
    case "paragraph":
      return { type: "paragraph", children: written(content, form) };
    case "heading": {
      const depth = headingDepth(node.attrs?.["level"]);
      return { type: "heading", depth, children: written(content, form) };
    }
    case "horizontalRule":
      return { type: "thematicBreak" };
    case "codeBlock": {
      const info = String(node.attrs?.["language"] ?? "");
      const [, lang = "", meta = ""] = /^(\S*)\s*([\s\S]*)$/.exec(info) ?? [];
      return {
        type: "code",
        ...(lang === "" ? {} : { lang }),
        ...(meta === "" ? {} : { meta }),
        value: content.map(({ text = "" }) => text).join(""),
      };
    }
    case "blockquote":
      return { type: "blockquote", children: content.map((child) => toTree(child, form)) };
    case "bulletList":
    case "taskList":
    case "orderedList": {
      const start = firstNumber(node);
      return {
        type: "list",
        ordered: start !== undefined,
        ...(start === undefined ? {} : { start }),
        spread: form.loose,
        children: content.map((item) => toItem(item, form)),
      };
    }
    case "table":
      return toTable(content, form);
    case "rawBlock":
      return { type: "html", value: String(node.attrs?.["source"] ?? "") };
    default:
      throw new Unrepresentable(`Markdown has no form for "${node.type}" here.`);
  }
}

export function toItem(item: EditorNode, form: TreeForm): ListItem {
  const children = (item.content ?? []).filter(
    (child, index) => index > 0 || child.type !== "paragraph" || child.content !== undefined,
  );
  return {
    type: "listItem",
    spread: form.loose,
    ...(hasBox(item) ? { checked: item.attrs?.["checked"] === true } : {}),
    children: children.map((child) => toTree(child, form)),
  };
}

/**
 * A text block's content, already written as Markdown; as an `html` node the serialiser copies it
 * unchanged.
 */
function written(
  content: readonly EditorNode[],
  form: TreeForm,
  inCell = false,
): [] | [{ type: "html"; value: string }] {
  return content.length === 0 ? [] : [{ type: "html", value: form.phrase(content, inCell) }];
}

function headingDepth(level: unknown): 1 | 2 | 3 | 4 | 5 | 6 {
  for (const depth of [1, 2, 3, 4, 5, 6] as const) if (level === depth) return depth;
  return 1;
}

function toTable(rows: readonly EditorNode[], form: TreeForm): BlockContent {
  const [head] = rows;
  const align = (head?.content ?? []).map(({ attrs }): AlignType => {
    const value = attrs?.["align"];
    return value === "left" || value === "right" || value === "center" ? value : null;
  });
  const toCell = ({ content = [], attrs }: EditorNode): TableCell => {
    const [only, ...others] = content;
    if (attrs?.["colspan"] !== undefined || attrs?.["rowspan"] !== undefined)
      throw new Unrepresentable("A Markdown table has no merged cells.");
    if (others.length > 0 || (only && only.type !== "paragraph"))
      throw new Unrepresentable("A cell of a Markdown table holds one line of text.");
    return { type: "tableCell", children: written(only?.content ?? [], form, true) };
  };
  return {
    type: "table",
    align,
    children: rows.map(({ content = [] }) => ({ type: "tableRow", children: content.map(toCell) })),
  };
}

/** The order of marks that cover the same text, outermost first. */
const nesting = ["link", "bold", "italic", "strike"];

/** Marked text as nested mdast nodes. Of the marks that begin at one place, the longest is outermost. */
export function toPhrasing(content: readonly EditorNode[]): PhrasingContent[] {
  return nest(splitText(content));
}

function nest(units: readonly EditorNode[]): PhrasingContent[] {
  const nodes: PhrasingContent[] = [];
  let at = 0;
  while (at < units.length) {
    const mark = longestMark(units, at);
    if (mark === undefined) {
      const end = runEnd(units, at, (node) => isPlainText(node));
      if (end > at) nodes.push({ type: "text", value: textOf(units.slice(at, end)) });
      else nodes.push(leaf(units[at]));
      at = Math.max(end, at + 1);
      continue;
    }
    const key = markKey(mark);
    // Nothing inside code can be marked, so code is split where another mark begins inside it.
    const end = runEnd(units, at, (node) =>
      mark.type === "code" ? node.marks?.length === 1 && hasMark(node, key) : hasMark(node, key),
    );
    const inside = units.slice(at, end);
    nodes.push(
      mark.type === "code"
        ? { type: "inlineCode", value: textOf(inside) }
        : wrap(
            mark,
            nest(
              inside.map((node) => ({
                ...node,
                marks: node.marks?.filter((other) => markKey(other) !== key) ?? [],
              })),
            ),
          ),
    );
    at = end;
  }
  return nodes;
}

const hasMark = (node: EditorNode, key: string) =>
  node.marks?.some((mark) => markKey(mark) === key) ?? false;
const isPlainText = (node: EditorNode) => node.text !== undefined && !node.marks?.length;
const textOf = (units: readonly EditorNode[]) => units.map(({ text = "" }) => text).join("");

function runEnd(
  units: readonly EditorNode[],
  from: number,
  fits: (node: EditorNode) => boolean,
): number {
  let end = from;
  for (let node = units[end]; node !== undefined && fits(node); node = units[end]) end++;
  return end;
}

function longestMark(units: readonly EditorNode[], at: number): EditorMark | undefined {
  const marks = units[at]?.marks ?? [];
  const ranked = marks
    .filter(({ type }) => type !== "code")
    .map((mark) => {
      const key = markKey(mark);
      return { mark, end: runEnd(units, at, (node) => hasMark(node, key)) };
    })
    .sort((a, b) => b.end - a.end || nesting.indexOf(a.mark.type) - nesting.indexOf(b.mark.type));
  return ranked[0]?.mark ?? marks.find(({ type }) => type === "code");
}

function wrap(mark: EditorMark, children: PhrasingContent[]): PhrasingContent {
  switch (mark.type) {
    case "bold":
      return { type: "strong", children };
    case "italic":
      return { type: "emphasis", children };
    case "strike":
      return { type: "delete", children };
    case "link": {
      const title = mark.attrs?.["title"];
      return {
        type: "link",
        url: String(mark.attrs?.["href"] ?? ""),
        ...(typeof title === "string" ? { title } : {}),
        // A link cannot contain a link, in Markdown or in the editor.
        children: children.filter((child) => child.type !== "link"),
      };
    }
    default:
      throw new Unrepresentable(`Markdown has no form for "${mark.type}".`);
  }
}

function leaf(node: EditorNode | undefined): PhrasingContent {
  if (node?.type === "hardBreak") return { type: "break" };
  if (node?.type === "rawInline")
    return { type: "html", value: String(node.attrs?.["source"] ?? "") };
  if (node?.type === "image") {
    const title = node.attrs?.["title"];
    return {
      type: "image",
      url: String(node.attrs?.["src"] ?? ""),
      alt: String(node.attrs?.["alt"] ?? ""),
      ...(typeof title === "string" ? { title } : {}),
    };
  }
  throw new Unrepresentable(`Markdown has no form for "${node?.type ?? "nothing"}" in a text.`);
}
