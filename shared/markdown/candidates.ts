import { canonical, sameMeaning } from "./canonical";
import { type Edit, indentLines, linePrefix } from "./edits";
import { fromEditor } from "./from-editor";
import { blocksOf, parseDocument } from "./parse";
import { proposeEdits } from "./patch";
import { plainStyle, type Style, styleOf } from "./style";
import type { BlockSlice, EditorNode, MarkdownDocument } from "./types";
import { Unrepresentable } from "./unrepresentable";

/**
 * Ways to write an edited block, the one that changes least first. Each has been read back on its own and
 * gave what the editor shows; whether it also does so between its neighbours is for the caller to see.
 * @param next canonical
 */
export function* editedSources(
  document: MarkdownDocument,
  slice: BlockSlice,
  next: EditorNode,
): Generator<string> {
  const { text, eol } = document;
  const style = sliceStyle(document, slice);
  const lead = leadOf(text, slice.start);
  for (const [reach, caution] of [
    ["narrow", "raw"],
    ["narrow", "escaped"],
    ["wide", "raw"],
    ["wide", "escaped"],
  ] as const) {
    const edits = attempt(() =>
      proposeEdits(slice.layout, next, { text, eol, style, reach, caution }),
    );
    const source = edits && applyEdits(text, slice, edits);
    if (source !== undefined && readsAs(source, lead, next)) yield source;
  }
  yield* wholeSources(next, { eol, style, lead, prefix: linePrefix(text, slice.start) });
}

/** Ways to write a block that was not in the text. */
export function newSources(document: MarkdownDocument, next: EditorNode): Generator<string> {
  return wholeSources(next, {
    eol: document.eol,
    style: documentStyle(document),
    lead: "",
    prefix: "",
  });
}

function* wholeSources(
  next: EditorNode,
  place: { eol: string; style: Style; lead: string; prefix: string },
): Generator<string> {
  const { style } = place;
  // Beside a list of the same kind another sign makes it a list of its own; beside a list indented code
  // would be a part of it.
  const other: Style = {
    ...style,
    bullet: style.bullet === "-" ? "*" : "-",
    bulletOrdered: style.bulletOrdered === "." ? ")" : ".",
    indentedCode: false,
    setext: false,
  };
  const tried = new Set<string>();
  for (const [candidate, caution] of [
    [style, "raw"],
    [style, "escaped"],
    [other, "raw"],
    [other, "escaped"],
  ] as const) {
    const written = attempt(() => fromEditor(next, candidate, caution));
    const source =
      written === undefined ? undefined : indentLines(written, place.eol, place.prefix);
    if (source === undefined || tried.has(source)) continue;
    tried.add(source);
    if (readsAs(source, place.lead, next)) yield source;
  }
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof Unrepresentable) return undefined;
    throw error;
  }
}

function applyEdits(text: string, { start, end }: BlockSlice, edits: readonly Edit[]): string {
  let source = "";
  let position = start;
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    source += text.slice(position, edit.start) + edit.text;
    position = edit.end;
  }
  return source + text.slice(position, end);
}

/** The indentation before a block, which is not part of it but decides how it is read. */
const leadOf = (text: string, start: number) => linePrefix(text, start).replace(/[^ \t]/g, "");

function readsAs(source: string, lead: string, wanted: EditorNode): boolean {
  const blocks = blocksOf(parseDocument(lead + source));
  const [only] = blocks;
  return (
    blocks.length === 1 &&
    only?.source === source &&
    sameMeaning(canonical(only.layout.node), wanted)
  );
}

function sliceStyle(document: MarkdownDocument, slice: BlockSlice): Style {
  const standard = documentStyle(document);
  if (slice.node === undefined) return standard;
  return styleOf(slice.node, unmarked(document.text), standard);
}

/** What the document's first blocks of each kind look like. */
function documentStyle(document: MarkdownDocument): Style {
  const known = styles.get(document);
  if (known) return known;
  const text = unmarked(document.text);
  const style = blocksOf(document)
    .flatMap(({ node }) => node ?? [])
    .reverse()
    .reduce((style, node) => styleOf(node, text, style), plainStyle);
  // Whether a list is loose, or code indented, is a matter of that block alone.
  const { loose, indentedCode, setext, fenceLength } = plainStyle;
  const own = { ...style, loose, indentedCode, setext, fenceLength };
  styles.set(document, own);
  return own;
}

const styles = new WeakMap<MarkdownDocument, Style>();

/** A text as the parser counts it: without a byte-order mark. */
const unmarked = (text: string) => text.replace(/^\uFEFF/, "");
