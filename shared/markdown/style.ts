import type { List, Nodes, RootContent } from "mdast";
import { isCellBreak } from "./inline";
import type { Style } from "./types";

/** The style of a new block in a document that shows no style of its own. */
export const plainStyle: Style = {
  bullet: "-",
  bulletOrdered: ".",
  counting: true,
  itemIndent: "one",
  loose: false,
  tick: "X",
  emphasis: "*",
  strong: "*",
  fence: "`",
  fenceLength: 3,
  indentedCode: false,
  setext: false,
  rule: "---",
  hardBreak: "\\\n",
  cellBreak: "<br>",
  tablePadding: true,
  tableAligned: false,
  bareLinks: true,
};

/**
 * The style of a document: for each kind of block, the style of the first.
 * @param source the text that the trees' offsets refer to
 */
export function documentStyle(nodes: readonly RootContent[], source: string): Style {
  const style = [...nodes]
    .reverse()
    .reduce((found, node) => styleOf(node, source, found), plainStyle);
  // Whether a list is loose or code is indented concerns that block alone.
  const { loose, indentedCode, setext, fenceLength } = plainStyle;
  return { ...style, loose, indentedCode, setext, fenceLength };
}

/**
 * Reads the style of a block and its children from its source. For each kind, the first occurrence decides.
 * @param source the text that the tree's offsets refer to
 * @param otherwise the style where the block leaves a choice open
 */
export function styleOf(node: RootContent, source: string, otherwise: Style): Style {
  const found: { -readonly [K in keyof Style]?: Style[K] } = {};
  const visit = (current: Nodes): void => {
    const start = current.position?.start.offset ?? 0;
    const own = source.slice(start, current.position?.end.offset ?? start);
    switch (current.type) {
      case "list":
        readList(current, source, found);
        break;
      case "listItem":
        if (current.checked === true) found.tick ??= /\[X\]/.test(own.slice(0, 12)) ? "X" : "x";
        break;
      case "emphasis":
        found.emphasis ??= own.startsWith("_") ? "_" : "*";
        break;
      case "strong":
        found.strong ??= own.startsWith("_") ? "_" : "*";
        break;
      case "code": {
        const fence = /^(?:`{3,}|~{3,})/.exec(own)?.[0];
        found.indentedCode ??= fence === undefined;
        if (fence !== undefined) {
          found.fenceLength ??= fence.length;
          found.fence ??= fence.startsWith("~") ? "~" : "`";
        }
        break;
      }
      case "heading":
        found.setext ??= !own.startsWith("#");
        break;
      case "thematicBreak":
        found.rule ??= own;
        break;
      case "break":
        found.hardBreak ??= own.startsWith("\\") ? "\\\n" : "  \n";
        break;
      case "html":
        if (isCellBreak(current.value)) found.cellBreak ??= current.value;
        break;
      case "link":
        if (/^<|^[a-z]+:|^www\./i.test(own)) found.bareLinks ??= !own.startsWith("<");
        break;
      case "table": {
        const [head = ""] = own.split(/[\r\n]/, 1);
        found.tablePadding ??= /^\|[ \t]/.test(head);
        const widths = own
          .split(/\r\n|\n|\r/)
          .map((line) => line.replace(/^[\s>]+/, "").trimEnd().length);
        found.tableAligned ??= new Set(widths).size === 1;
        break;
      }
      default:
    }
    if ("children" in current) for (const child of current.children) visit(child);
  };
  visit(node);
  return { ...otherwise, ...found };
}

function readList(
  list: List,
  source: string,
  found: { -readonly [K in keyof Style]?: Style[K] },
): void {
  const [first, second] = list.children;
  if (first === undefined) return;
  const sign = (at: number | undefined) => /^(\d*)([-*+.)])([ \t]*)/.exec(source.slice(at ?? 0));
  const [, number, mark, space] = sign(first.position?.start.offset) ?? [];
  if (mark === "." || mark === ")") {
    found.bulletOrdered ??= mark;
    const [, next] = (second && sign(second.position?.start.offset)) ?? [];
    if (next !== undefined) found.counting ??= next !== number;
  }
  if (mark === "-" || mark === "*" || mark === "+") found.bullet ??= mark;
  if (space !== undefined && first.children.length > 0)
    found.itemIndent ??= space.length > 1 ? "tab" : "one";
  if (second) {
    const between = source.slice(first.position?.end.offset, second.position?.start.offset);
    found.loose ??= between.split(/\r\n|\n|\r/).length > 2;
  }
}
