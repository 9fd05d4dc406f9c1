import { parseDocument } from "@shared/markdown/parse-document";
import { toEditor } from "@shared/markdown/to-editor";
import { Fragment, type Node, type Schema } from "@tiptap/pm/model";

/** What a stretch of source within a line is. */
export type InlineSource =
  | { readonly kind: "footnote"; readonly label: string }
  /** A link or an image whose address stands elsewhere in the document. */
  | {
      readonly kind: "reference";
      readonly text: string;
      readonly label: string;
      readonly image: boolean;
    }
  /** HTML and everything else. */
  | { readonly kind: "code" };

/** Reads what a `rawInline` holds, for showing it. */
export function readInlineSource(source: string): InlineSource {
  const footnote = /^\[\^([^\]\s]+)\]$/.exec(source)?.[1];
  if (footnote !== undefined) return { kind: "footnote", label: footnote };
  const [, mark, text = "", label = ""] =
    /^(!?)\[((?:[^[\]\\]|\\.|\[[^\]]*\])*)\](?:\[((?:[^[\]\\]|\\.)*)\])?$/s.exec(source) ?? [];
  if (mark === undefined) return { kind: "code" };
  return {
    kind: "reference",
    text: text.replace(/[*_`~]+/g, "").replace(/\\(.)/g, "$1"),
    label: label === "" ? text : label,
    image: mark === "!",
  };
}

/** Labels are the same whatever their case and blanks (CommonMark 0.31, section 4.7). */
const folded = (label: string) => label.trim().replace(/\s+/g, " ").toLowerCase();

const definition = /^ {0,3}\[((?:[^[\]\\]|\\.)+)\]:[ \t]*/;

/** A definition among a document's blocks, and where it stands. */
export interface Definition {
  readonly position: number;
  /** What follows the label. */
  readonly text: string;
}

/** The first definition of a label; a footnote's begins with "^". */
export const findDefinition = (doc: Node, label: string): Definition | undefined =>
  definitionsOf(doc).get(folded(label));

/** A document may have many images whose addresses stand elsewhere; its definitions are looked for once. */
const found = new WeakMap<Node, ReadonlyMap<string, Definition>>();

function definitionsOf(doc: Node): ReadonlyMap<string, Definition> {
  const known = found.get(doc);
  if (known) return known;
  const definitions = new Map<string, Definition>();
  doc.descendants((node, position) => {
    if (node.type.name !== "rawBlock") return !node.isTextblock;
    const source = String(node.attrs["source"]);
    const name = definition.exec(source);
    const label = folded(name?.[1] ?? "");
    if (name && !definitions.has(label))
      definitions.set(label, { position, text: source.slice(name[0].length).trim() });
    return false;
  });
  found.set(doc, definitions);
  return definitions;
}

/** The address in a link's definition: `<a b> "title"` or `a.md`. */
export const addressOf = (text: string): string =>
  /^<([^>]*)>/.exec(text)?.[1] ?? /^\S+/.exec(text)?.[0] ?? "";

/**
 * What a stretch of source becomes in a document, between whose definitions it stands.
 * @returns undefined where it is more than one line of text
 */
export function readInline(source: string, doc: Node, schema: Schema): Fragment | undefined {
  if (source.trim() === "") return Fragment.empty;
  const definitions: string[] = [];
  doc.descendants((node) => {
    const block = node.type.name === "rawBlock" ? String(node.attrs["source"]) : "";
    if (definition.test(block)) definitions.push(block);
    return !node.isTextblock;
  });
  // In the middle of a line, where nothing can be taken for the beginning of a block.
  const text = `x ${source} x\n\n${definitions.join("\n\n")}`;
  const [block] = toEditor(parseDocument(text)).content ?? [];
  if (block?.type !== "paragraph") return undefined;
  const content = schema.nodeFromJSON(block).content;
  const end = content.size - 2;
  const says = (at: number, words: string) => content.cut(at, at + 2).textBetween(0, 2) === words;
  return end >= 2 && says(0, "x ") && says(end, " x") ? content.cut(2, end) : undefined;
}
