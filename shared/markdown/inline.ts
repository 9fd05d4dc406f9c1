import type { Nodes, PhrasingContent } from "mdast";
import { decodeString } from "micromark-util-decode-string";
import type { EditorMark, EditorNode, InlineUnit } from "./types";
import { mergeText } from "./units";
import { nameOf, type Source, spanOf, Unrepresentable } from "./unrepresentable";

interface Found {
  readonly units: InlineUnit[];
  /** False once the source of a character could not be located. */
  mapped: boolean;
  /** Whether the text is in a table cell, whose line breaks are HTML. */
  readonly inCell: boolean;
}

/**
 * The inline content of a text block for the editor, and the source of each of its characters where all of
 * them can be located.
 * @throws {Unrepresentable}
 */
export function inlineLayout(
  children: readonly PhrasingContent[],
  source: Source,
  inCell = false,
): {
  content: EditorNode[];
  units: readonly InlineUnit[] | undefined;
  inline: { start: number; end: number } | undefined;
} {
  const found: Found = { units: [], mapped: true, inCell };
  collectAll(children, [], source, found);
  const content = mergeText(found.units.map(({ node }) => node));
  const start = children.at(0)?.position?.start.offset;
  const end = children.at(-1)?.position?.end.offset;
  const inline =
    start === undefined || end === undefined
      ? undefined
      : { start: start + source.shift, end: end + source.shift };
  return { content, units: source.places && found.mapped ? found.units : undefined, inline };
}

/** Marks that also have an HTML tag, which is written where Markdown's own signs cannot stand. */
const tagged: Readonly<Record<string, string>> = { strong: "bold", em: "italic", del: "strike" };
const tag = /^<(\/?)(strong|em|del)>$/;

/** Whether HTML is a line break in the form that a table cell allows. */
export const isCellBreak = (html: string): boolean => /^<br ?\/?>$/i.test(html);

function collectAll(
  children: readonly PhrasingContent[],
  marks: readonly EditorMark[],
  source: Source,
  found: Found,
): void {
  const ends = tagEnds(children);
  for (let at = 0; at < children.length; at++) {
    const child = children[at];
    if (child === undefined) continue;
    const end = ends?.get(at);
    if (end === undefined || child.type !== "html") {
      collect(child, marks, source, found);
      continue;
    }
    const type = tagged[tag.exec(child.value)?.[2] ?? ""] ?? "bold";
    collectAll(children.slice(at + 1, end), withMark(marks, { type }), source, found);
    at = end;
  }
}

/**
 * For each opening tag of a mark, by index, the index of its closing tag. Tags without an end or without
 * content are left out.
 */
function tagEnds(children: readonly PhrasingContent[]): ReadonlyMap<number, number> | undefined {
  if (!children.some((child) => child.type === "html" && tag.test(child.value))) return undefined;
  const ends = new Map<number, number>();
  const open: { readonly name: string; readonly at: number }[] = [];
  for (const [at, child] of children.entries()) {
    const [, closes, name] = (child.type === "html" && tag.exec(child.value)) || [];
    if (name === undefined) continue;
    if (closes === "") open.push({ name, at });
    else if (open.at(-1)?.name === name) {
      const begun = open.pop()?.at ?? at;
      if (at > begun + 1) ends.set(begun, at);
    }
  }
  return ends;
}

const withMark = (marks: readonly EditorMark[], mark: EditorMark): readonly EditorMark[] =>
  marks.some(({ type }) => type === mark.type) ? marks : [...marks, mark];

function collect(
  node: PhrasingContent,
  marks: readonly EditorMark[],
  source: Source,
  found: Found,
): void {
  const within = (mark: EditorMark, children: readonly PhrasingContent[]) => {
    collectAll(children, withMark(marks, mark), source, found);
  };
  switch (node.type) {
    case "text":
      text(node.value, textSpan(node, source, found), { marks, source, found });
      break;
    case "inlineCode":
      {
        const { start, end } = spanOf(node, source.shift);
        const fence = /^`+/.exec(source.text.slice(start, end))?.[0].length ?? 0;
        const inside = { start: start + fence, end: end - fence };
        const code = [...marks, { type: "code" }];
        verbatim(node.value, inside, { marks: code, source, found });
      }
      break;
    case "strong":
      within({ type: "bold" }, node.children);
      break;
    case "emphasis":
      within({ type: "italic" }, node.children);
      break;
    case "delete":
      within({ type: "strike" }, node.children);
      break;
    case "link":
      if (node.children.length === 0) {
        asSource(node, "a link without text", { marks, source, found });
        break;
      }
      within({ type: "link", attrs: withTitle({ href: node.url }, node.title) }, node.children);
      break;
    case "image":
      {
        const attrs = { src: node.url, ...(node.alt ? { alt: node.alt } : {}) };
        atom({ type: "image", attrs: withTitle(attrs, node.title) }, node, {
          marks,
          source,
          found,
        });
      }
      break;
    case "break":
      atom({ type: "hardBreak" }, node, { marks, source, found });
      break;
    case "html":
      if (found.inCell && isCellBreak(node.value))
        atom({ type: "hardBreak" }, node, { marks, source, found });
      else asSource(node, nameOf(node), { marks, source, found });
      break;
    default:
      asSource(node, nameOf(node), { marks, source, found });
  }
}

/**
 * Adds a construct without an editor form as source.
 * @throws {Unrepresentable} when it continues on another line of a quotation, whose signs are not part of it
 */
function asSource(node: Nodes, reason: string, place: Place): void {
  const { start, end } = spanOf(node, place.source.shift);
  const written = place.source.text.slice(start, end).replace(/[ \t]*(?:\r\n|\n|\r)[ \t]*/g, "\n");
  if (written.includes("\n>")) throw new Unrepresentable(reason);
  atom({ type: "rawInline", attrs: { source: written, reason } }, node, place);
}

const withTitle = (attrs: Record<string, string>, title: string | null | undefined) =>
  title ? { ...attrs, title } : attrs;

interface Place {
  readonly marks: readonly EditorMark[];
  readonly source: Source;
  readonly found: Found;
}

function atom(node: EditorNode, tree: Nodes, { marks, source, found }: Place): void {
  const marked = marks.length > 0 ? { ...node, marks } : node;
  found.units.push({ node: marked, ...spanOf(tree, source.shift) });
}

function textSpan(node: Nodes, source: Source, found: Found): { start: number; end: number } {
  if (node.position) return spanOf(node, source.shift);
  // Addresses that a later pass finds have no position of their own.
  found.mapped = false;
  return { start: 0, end: 0 };
}

function character(value: string, marks: readonly EditorMark[]): EditorNode {
  return marks.length > 0 ? { type: "text", text: value, marks } : { type: "text", text: value };
}

const reference = /&(?:#[xX][0-9a-fA-F]{1,6}|#\d{1,7}|[a-zA-Z][a-zA-Z0-9]{0,31});/y;
const softBreak = /[ \t]*(?:\r\n|\n|\r)[ \t>]*/y;

/**
 * Locates each character of a text in its source, across escapes (`\*`), character references (`&amp;`) and
 * line breaks with the indentation and quotation signs of the next line.
 */
function text(
  raw: string,
  { start, end }: { start: number; end: number },
  { marks, source, found }: Place,
): void {
  const value = raw.replace(/\r\n?/g, "\n");
  if (!source.places) {
    if (value !== "") found.units.push({ node: character(value, marks), start, end });
    return;
  }
  let at = start;
  let index = 0;
  const push = (length: number, until: number): void => {
    for (let step = 0; step < length; step++) {
      const node = character(value.charAt(index + step), marks);
      found.units.push({ node, start: at, end: until });
    }
    index += length;
    at = until;
  };
  while (index < value.length) {
    if (!found.mapped) {
      push(1, at);
      continue;
    }
    const here = source.text.charAt(at);
    const wanted = value.charAt(index);
    reference.lastIndex = at;
    softBreak.lastIndex = at;
    const named = here === "&" ? reference.exec(source.text)?.[0] : undefined;
    const decoded = named === undefined ? undefined : decodeString(named);
    const line = wanted === "\n" ? softBreak.exec(source.text)?.[0] : undefined;
    if (
      named !== undefined &&
      decoded !== undefined &&
      decoded !== named &&
      value.startsWith(decoded, index)
    )
      push(decoded.length, at + named.length);
    else if (
      here === "\\" &&
      isPunctuation(source.text.charAt(at + 1)) &&
      source.text.charAt(at + 1) === wanted
    )
      push(1, at + 2);
    else if (line !== undefined) push(1, at + line.length);
    else if (here === wanted && at < end) push(1, at + 1);
    else found.mapped = false;
  }
  // Spaces before the end of the text block are not part of its value.
  if (found.mapped && source.text.slice(at, end).trim() !== "") found.mapped = false;
}

const isPunctuation = (sign: string) => /^[!-/:-@[-`{-~]$/.test(sign);

function verbatim(
  value: string,
  { start, end }: { start: number; end: number },
  { marks, source, found }: Place,
): void {
  if (!source.places) {
    if (value !== "") found.units.push({ node: character(value, marks), start, end });
    return;
  }
  const inside = source.text.slice(start, end);
  const padding = inside === value ? 0 : inside === ` ${value} ` ? 1 : undefined;
  if (padding === undefined) found.mapped = false;
  for (let index = 0; index < value.length; index++) {
    const at = start + (padding ?? 0) + index;
    found.units.push({ node: character(value.charAt(index), marks), start: at, end: at + 1 });
  }
}
