import { parseDocument } from "@shared/markdown/parse-document";
import { toEditor } from "@shared/markdown/to-editor";
import { Fragment, type Node, type Schema } from "@tiptap/pm/model";

/** The kind of a piece of source within a line. */
export type InlineSource =
  | { readonly kind: "footnote"; readonly label: string }
  /** A link or an image with its address elsewhere in the document. */
  | {
      readonly kind: "reference";
      readonly text: string;
      readonly label: string;
      readonly image: boolean;
    }
  /** HTML and all other source. */
  | { readonly kind: "code" };

/** Reads the source of a `rawInline` node, to show it. */
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

/** Labels are equal regardless of case and white space (CommonMark 0.31, section 4.7). */
const folded = (label: string) => label.trim().replace(/\s+/g, " ").toLowerCase();

const definition = /^ {0,3}\[((?:[^[\]\\]|\\.)+)\]:[ \t]*/;

/** A definition in a document, and its position. */
export interface Definition {
  readonly position: number;
  /** The text after the label. */
  readonly text: string;
}

/** The first definition of a label. A footnote's label begins with "^". */
export const findDefinition = (doc: Node, label: string): Definition | undefined =>
  definitionsOf(doc).get(folded(label));

/** A document may have many images with definitions, so its definitions are collected once. */
const definitionsIn = new WeakMap<Node, ReadonlyMap<string, Definition>>();

function definitionsOf(doc: Node): ReadonlyMap<string, Definition> {
  const known = definitionsIn.get(doc);
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
  definitionsIn.set(doc, definitions);
  return definitions;
}

/** The address in a link's definition: `<a b> "title"` or `a.md`. */
export const addressOf = (text: string): string =>
  /^<([^>]*)>/.exec(text)?.[1] ?? /^\S+/.exec(text)?.[0] ?? "";

/**
 * Parses a piece of source together with the document's definitions.
 * @returns undefined when the source is more than one line of text
 */
export function readInline(source: string, doc: Node, schema: Schema): Fragment | undefined {
  if (source.trim() === "") return Fragment.empty;
  const definitions: string[] = [];
  doc.descendants((node) => {
    const block = node.type.name === "rawBlock" ? String(node.attrs["source"]) : "";
    if (definition.test(block)) definitions.push(block);
    return !node.isTextblock;
  });
  // In the middle of a line, where no sign can begin a block.
  const text = `x ${source} x\n\n${definitions.join("\n\n")}`;
  const [block] = toEditor(parseDocument(text)).content ?? [];
  if (block?.type !== "paragraph") return undefined;
  const content = schema.nodeFromJSON(block).content;
  const end = content.size - 2;
  const says = (at: number, words: string) => content.cut(at, at + 2).textBetween(0, 2) === words;
  return end >= 2 && says(0, "x ") && says(end, " x") ? content.cut(2, end) : undefined;
}
