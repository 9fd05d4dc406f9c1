import { firstNumber } from "./numbers";
import type { EditorAttribute, EditorMark, EditorNode } from "./types";
import { markKey, mergeText, splitText } from "./units";

/**
 * The form in which two editor nodes are compared. It keeps the attributes that Markdown knows, without
 * defaults; puts marks in one order; and joins text into as few nodes as possible. It drops content that
 * Markdown cannot keep: blanks at the ends of a text block and inside the ends of bold, empty paragraphs,
 * task items without text.
 * @returns undefined for a block that leaves nothing in a Markdown file
 */
export function canonical(node: EditorNode): EditorNode | undefined {
  const known = canonicals.get(node);
  if (known) return known.node;
  const found = block(node, false);
  canonicals.set(node, { node: found });
  if (found) canonicals.set(found, { node: found });
  return found;
}

/**
 * Each save compares all blocks and list items. Few of them are new, so their canonical forms are cached.
 */
const canonicals = new WeakMap<EditorNode, { readonly node: EditorNode | undefined }>();

/** Whether two canonical nodes are the same. */
export function sameNode(a: EditorNode | undefined, b: EditorNode | undefined): boolean {
  if (a === b) return true;
  if (a?.content === undefined || b?.content === undefined)
    return JSON.stringify(a) === JSON.stringify(b);
  const { content } = b;
  return (
    a.content.length === content.length &&
    JSON.stringify({ ...a, content: [] }) === JSON.stringify({ ...b, content: [] }) &&
    a.content.every((child, index) => sameNode(child, content[index]))
  );
}

/**
 * Whether two canonical nodes mean the same in Markdown. GitHub links a bare address in any case, so an
 * address counts as equal with and without a link to itself.
 */
export function sameMeaning(a: EditorNode | undefined, b: EditorNode | undefined): boolean {
  if (a === b) return true;
  if (a?.content === undefined || b?.content === undefined || holdsText(a))
    return sameNode(a && withoutBareLinks(a), b && withoutBareLinks(b));
  const { content } = b;
  // Compares child by child, because most children of a long list are the same objects.
  return (
    a.content.length === content.length &&
    sameNode({ ...a, content: [] }, { ...b, content: [] }) &&
    a.content.every((child, index) => sameMeaning(child, content[index]))
  );
}

const holdsText = ({ type }: EditorNode): boolean =>
  type === "paragraph" || type === "heading" || type === "codeBlock";

/** A canonical node without the links from an address to itself. */
export function withoutBareLinks(node: EditorNode): EditorNode {
  const { content } = node;
  if (content === undefined || node.type === "codeBlock") return node;
  if (!holdsText(node)) return { ...node, content: content.map(withoutBareLinks) };
  if (!content.some((child) => hasMark(child, "link"))) return node;
  const units = splitText(content);
  const plain: EditorNode[] = [];
  for (let start = 0; start < units.length; ) {
    const link = units[start]?.marks?.find(({ type }) => type === "link");
    const key = link && markKey(link);
    let end = start + 1;
    while (key !== undefined && units[end]?.marks?.some((mark) => markKey(mark) === key)) end++;
    const run = units.slice(start, end);
    const bare = link !== undefined && isBareLink(link, run);
    plain.push(
      ...run.map((unit) =>
        bare ? withMarks(unit, unit.marks?.filter(({ type }) => type !== "link") ?? []) : unit,
      ),
    );
    start = end;
  }
  return { ...node, content: mergeText(plain) };
}

function isBareLink(link: EditorMark, run: readonly EditorNode[]): boolean {
  if (link.attrs?.["title"] !== undefined) return false;
  const text = run.map((unit) => unit.text ?? " ").join("");
  const href = link.attrs?.["href"];
  if (/^https?:\/\//i.test(text)) return href === text;
  return /^www\./i.test(text)
    ? href === `http://${text}`
    : text.includes("@") && href === `mailto:${text.replace(/^mailto:/, "")}`;
}

const keptAttributes: Readonly<Record<string, Readonly<Record<string, EditorAttribute>>>> = {
  heading: { level: undefined },
  orderedList: { start: 1 },
  taskList: { start: undefined },
  taskItem: { checked: undefined },
  tableHeader: { align: undefined, colspan: 1, rowspan: 1 },
  tableCell: { align: undefined, colspan: 1, rowspan: 1 },
  codeBlock: { language: "" },
  image: { src: undefined, alt: "", title: "" },
  link: { href: undefined, title: "" },
  rawBlock: { source: undefined },
  rawInline: { source: undefined },
};

function attributes(
  type: string,
  given: EditorNode["attrs"],
): { attrs?: Record<string, EditorAttribute> } {
  const attrs: Record<string, EditorAttribute> = {};
  for (const [name, standard] of Object.entries(keptAttributes[type] ?? {})) {
    const value = given?.[name];
    if (type === "taskItem") attrs[name] = value === undefined ? false : value;
    else if (value !== undefined && value !== null && value !== standard) attrs[name] = value;
  }
  return Object.keys(attrs).length > 0 ? { attrs } : {};
}

function block(node: EditorNode, inCell: boolean): EditorNode | undefined {
  const { type, content = [] } = node;
  const base = { type, ...attributes(type, node.attrs) };
  const withContent = (children: readonly EditorNode[]): EditorNode =>
    children.length > 0 ? { ...base, content: children } : base;
  switch (type) {
    case "paragraph":
    case "heading": {
      const inline = inlineContent(content, inCell);
      return inline.length === 0 && type === "paragraph" ? undefined : withContent(inline);
    }
    case "codeBlock": {
      const text = content
        .map(({ text: part }) => part ?? "")
        .join("")
        .replace(/\r\n?/g, "\n");
      return withContent(text === "" ? [] : [{ type: "text", text }]);
    }
    case "listItem":
    case "taskItem": {
      const [first, ...rest] = content;
      const head = first ? block(first, inCell) : undefined;
      const others = rest.flatMap((child) => block(child, inCell) ?? []);
      if (hasBox(node) && head === undefined && others.length === 0) return undefined;
      return withContent([head ?? { type: "paragraph" }, ...others]);
    }
    case "tableHeader":
    case "tableCell": {
      const children = content.flatMap((child) => block(child, true) ?? []);
      return withContent(children.length > 0 ? children : [{ type: "paragraph" }]);
    }
    case "table":
      return withContent(inColumns(content.flatMap((row) => canonical(row) ?? [])));
    case "bulletList":
    case "orderedList":
    case "taskList":
    case "blockquote": {
      const children = content.flatMap(
        (child) => (inCell ? block(child, true) : canonical(child)) ?? [],
      );
      if (children.length === 0) return undefined;
      return type === "taskList" ? withBoxes(children, firstNumber(node)) : withContent(children);
    }
    default:
      return withContent(content.flatMap((child) => block(child, inCell) ?? []));
  }
}

/**
 * Aligns each cell as its column in the table's head. A cell that was added may carry another alignment.
 */
function inColumns(rows: readonly EditorNode[]): readonly EditorNode[] {
  const columns = (rows[0]?.content ?? []).map(({ attrs }) => attrs?.["align"]);
  return rows.map((row) => {
    const { content = [] } = row;
    if (content.every(({ attrs }, column) => attrs?.["align"] === columns[column])) return row;
    return {
      ...row,
      content: content.map(({ type, attrs, ...cell }, column) => ({
        type,
        ...attributes(type, { ...attrs, align: columns[column] }),
        ...cell,
      })),
    };
  });
}

/**
 * Whether a list item has a box. In a list with tasks an item may have no box; its `checked` is then null.
 */
export const hasBox = ({ type, attrs }: EditorNode): boolean =>
  type === "taskItem" && attrs?.["checked"] !== null;

/**
 * A task list, or a bulleted or numbered list when no item has a box.
 * @param items canonical items
 * @param start the first number, undefined for bullets
 */
export function withBoxes(items: readonly EditorNode[], start: number | undefined): EditorNode {
  if (items.some(hasBox))
    return {
      type: "taskList",
      ...(start === undefined ? {} : { attrs: { start } }),
      content: items,
    };
  const content = items.map(({ content }) => ({ type: "listItem", ...(content && { content }) }));
  return start === undefined
    ? { type: "bulletList", content }
    : { type: "orderedList", ...(start === 1 ? {} : { attrs: { start } }), content };
}

/** The items of a list without boxes, in the form that they have in a task list. */
export const withoutBoxes = (items: readonly EditorNode[]): EditorNode[] =>
  items.map((item) => ({ ...item, type: "taskItem", attrs: { checked: null } }));

/** Marks that cannot begin or end at a blank in Markdown. */
const delimited = ["bold", "italic", "strike"];
const isBlank = (node: EditorNode | undefined) =>
  node?.text !== undefined && /^[ \t\n]$/.test(node.text) && !hasMark(node, "code");
const hasMark = (node: EditorNode | undefined, type: string) =>
  node?.marks?.some((mark) => mark.type === type) ?? false;

function inlineContent(content: readonly EditorNode[], inCell: boolean): EditorNode[] {
  const nodes = content.map(inlineNode);
  if (isSettled(nodes, inCell)) return mergeText(nodes);
  let units = splitText(nodes).map((node) => {
    const text = node.text === "\r" || (inCell && node.text === "\n") ? " " : node.text;
    return text === undefined || text === node.text ? node : { ...node, text };
  });
  for (const type of delimited) units = withoutMarkOnEnds(units, type);
  units = units.filter((node, index) => {
    // Line breaks in a table cell are HTML, so the blanks beside them are kept.
    if (inCell || !isBlank(node)) return true;
    // Blanks beside a line break belong to the break.
    return !(besideBreak(units, index, -1) || (node.text !== "\n" && besideBreak(units, index, 1)));
  });
  let start = 0;
  let end = units.length;
  while (start < end && isBlank(units[start])) start++;
  const isLeftOut = (node: EditorNode | undefined) =>
    isBlank(node) || (!inCell && node?.type === "hardBreak");
  while (end > start && isLeftOut(units[end - 1])) end--;
  return mergeText(units.slice(start, end));
}

/**
 * Whether no character of the text has to be dropped. True for most texts, which then need no pass over
 * their characters.
 */
function isSettled(nodes: readonly EditorNode[], inCell: boolean): boolean {
  const text = nodes.map((node) => node.text ?? "\uFFFC").join("");
  if (/^[ \t\n]|[ \t\n]$|[ \t\n]\n|\n[ \t]|\r/.test(text) || (inCell && text.includes("\n")))
    return false;
  return nodes.every(
    (node) =>
      node.type !== "hardBreak" &&
      node.text !== "" &&
      !(/^[ \t\n]|[ \t\n]$/.test(node.text ?? "") && delimited.some((type) => hasMark(node, type))),
  );
}

/** Whether only blanks lie between a unit and the next line break in the given direction. */
function besideBreak(units: readonly EditorNode[], index: number, step: 1 | -1): boolean {
  for (let at = index + step; ; at += step) {
    const node = units[at];
    if (node === undefined) return false;
    if (node.type === "hardBreak" || (node.text === "\n" && !hasMark(node, "code"))) return true;
    if (!isBlank(node)) return false;
  }
}

function withoutMarkOnEnds(units: readonly EditorNode[], type: string): EditorNode[] {
  const result = [...units];
  const strip = (order: readonly number[]): void => {
    let inside = false;
    for (const index of order) {
      const node = result[index];
      if (node === undefined || !hasMark(node, type)) inside = false;
      else if (!inside && (isBlank(node) || node.type === "hardBreak"))
        result[index] = withMarks(node, node.marks?.filter((mark) => mark.type !== type) ?? []);
      else inside = true;
    }
  };
  const forwards = units.map((_, index) => index);
  strip(forwards);
  strip(forwards.reverse());
  return result;
}

function withMarks({ marks: _, ...node }: EditorNode, marks: readonly EditorMark[]): EditorNode {
  return marks.length > 0 ? { ...node, marks } : node;
}

function inlineNode(node: EditorNode): EditorNode {
  const { type, text, marks = [] } = node;
  const kept = marks
    .map((mark): EditorMark => ({ type: mark.type, ...attributes(mark.type, mark.attrs) }))
    .sort((a, b) => (markKey(a) < markKey(b) ? -1 : 1));
  return withMarks(
    { type, ...attributes(type, node.attrs), ...(text === undefined ? {} : { text }) },
    kept,
  );
}
