import type { RootContent } from "mdast";
import { canonical, sameMeaning, sameNode } from "./canonical";
import { labelsOf } from "./document-slices";
import { editedItems } from "./edited-items";
import { type Edit, indentLines, linePrefix, reaches } from "./edits";
import { allEscapes, type Escapes, fewestEscapes, noEscapes } from "./escapes";
import { fromEditor } from "./from-editor";
import { parseDocument, readStretches, type Stretch, startOf } from "./parse-document";
import { proposeEdits } from "./patch";
import { styleOf } from "./style";
import { tickedSource } from "./ticked";
import { layOut, shownFor } from "./to-editor";
import type { BlockSlice, EditorNode, Label, Layout, MarkdownDocument, Style } from "./types";
import { Unrepresentable } from "./unrepresentable";
import { spellings, type Writing } from "./write-inline";

/**
 * The candidate sources of an edited block; the candidate with the fewest changes comes first. Every
 * candidate except a tick has been parsed by itself and gave the block that the editor shows. The caller
 * checks that the candidate also does so between its neighbours.
 * @param next the edited block, canonical
 * @param written labels defined by blocks that are not in the document's text yet
 */
export function* editedSources(
  document: MarkdownDocument,
  slice: BlockSlice,
  next: EditorNode,
  written: readonly Label[] = [],
): Generator<string> {
  yield* editedItems(
    slice,
    next,
    (items, wanted) => editedRun(document, items, wanted, written),
    document.style.counting,
  );
  const style = yield* editedParts(document, slice, next, written);
  yield* wholeSources(next, style, placeOf(document, slice, written));
}

/**
 * The source of edited list items that are written without the rest of their list. Returns undefined when
 * more of the list has to change.
 */
function editedRun(
  document: MarkdownDocument,
  items: BlockSlice,
  next: EditorNode,
  written: readonly Label[],
): string | undefined {
  const [key, ...others] = next.content ?? [];
  if (!key) return undefined;
  const { start, end } = items;
  const known = editedBefore.get(key);
  const labels = written.join("\n");
  if (
    known?.document === document &&
    known.start === start &&
    known.end === end &&
    known.labels === labels &&
    known.others.length === others.length &&
    known.others.every((item, index) => item === others[index])
  )
    return known.source;
  const source =
    tickedSource(items, next, document.style.tick) ??
    firstOf(editedParts(document, items, next, written));
  editedBefore.set(key, { document, start, end, others, labels, source });
  return source;
}

function firstOf(sources: Iterator<string, unknown>): string | undefined {
  const first = sources.next();
  return first.done === true ? undefined : first.value;
}

/**
 * Each save writes an edited item again. This cache keeps the source, under the first item of the edited
 * run.
 */
const editedBefore = new WeakMap<
  EditorNode,
  {
    readonly document: MarkdownDocument;
    readonly start: number;
    readonly end: number;
    readonly others: readonly EditorNode[];
    readonly labels: string;
    readonly source: string | undefined;
  }
>();

/**
 * The candidate sources that rewrite only the edited parts of a block.
 * @returns the style of the block
 */
function* editedParts(
  document: MarkdownDocument,
  slice: BlockSlice,
  next: EditorNode,
  written: readonly Label[],
): Generator<string, Style> {
  const { eol } = document;
  const place = placeOf(document, slice, written);
  const block = layOutSlice(document, slice, { ...place, labels: labelsOf(document) });
  if (!block) return document.style;
  const { text, layout } = block;
  const style = styleOf(block.node, text, document.style);
  const reads = (source: string) => readsAs(source, place, next);
  for (const reach of reaches)
    for (const spelling of reach === "marked" ? spellings : spellings.slice(0, 1)) {
      const source = fewestEscapes((escapes) => {
        const writing = { text, eol, style, reach, escapes, spelling };
        const edits = attempt(() => proposeEdits(layout, next, writing));
        return edits && applyEdits(text, layout, edits);
      }, reads);
      if (source === undefined) continue;
      yield source;
      break;
    }
  return style;
}

function placeOf(document: MarkdownDocument, slice: BlockSlice, written: readonly Label[]): Place {
  const lead = leadOf(document.text, slice.start);
  return { lead, labels: [...labelsOf(document), ...written], eol: document.eol, prefix: lead };
}

/** The candidate sources of a block that was not in the text. */
export function newSources(
  document: MarkdownDocument,
  next: EditorNode,
  written: readonly Label[] = [],
): Generator<string> {
  const labels = [...labelsOf(document), ...written];
  const place: Place = { lead: "", labels, eol: document.eol, prefix: "" };
  return wholeSources(next, document.style, place);
}

/** The source of a paragraph that stands by itself; empty when Markdown cannot express the paragraph. */
export const paragraphSource = (content: readonly EditorNode[]): string =>
  firstOf(newSources(parseDocument(""), { type: "paragraph", content })) ?? "";

/** The place where a block is written, and the facts that decide how Markdown is read there. */
interface Place {
  /** The indentation before the block, which is not part of its source. */
  readonly lead: string;
  readonly labels: readonly Label[];
  readonly eol: string;
  /** The prefix of the block's lines after the first. */
  readonly prefix: string;
}

/** Parses a slice by itself. Keeping the tree of every block of a long document would cost too much. */
function layOutSlice(
  document: MarkdownDocument,
  slice: BlockSlice,
  { lead, labels }: Place,
): { text: string; node: RootContent; layout: Layout } | undefined {
  const text = lead + slice.source;
  const atStart = slice.start === startOf(document.text);
  const only = onlyStretch(readStretches(text, { labels, atStart }));
  if (only?.node === undefined || only.start !== lead.length || only.end !== text.length)
    return undefined;
  const layout = layOut(only.node, { text, shift: 0, places: true });
  // The text before a slice can change its meaning: after indented code, "2." begins no list.
  if (!sameNode(canonical(layout.node), canonical(slice.shown))) return undefined;
  return { text, node: only.node, layout };
}

function onlyStretch(stretches: readonly Stretch[]): Stretch | undefined {
  return stretches.length === 1 ? stretches[0] : undefined;
}

function* wholeSources(next: EditorNode, style: Style, place: Place): Generator<string> {
  // Two lists of one kind would merge, so a list beside such a list gets another sign. Indented code beside
  // a list would become part of the list, so the code is fenced.
  const other: Style = {
    ...style,
    bullet: style.bullet === "-" ? "*" : "-",
    bulletOrdered: style.bulletOrdered === "." ? ")" : ".",
    indentedCode: false,
    setext: false,
  };
  // A list directly below a line of text cannot always interrupt it; "- 2." cannot.
  const loose: Style = { ...style, loose: true };
  // An indented paragraph below a list is part of the list, unless the list's text is indented deeper.
  const deep: Style = { ...style, itemIndent: "tab" };
  const tried = new Set<string>();
  const reads = (source: string) => readsAs(source, place, next);
  const writeWith = (writing: Writing): string | undefined => {
    const written = attempt(() => fromEditor(next, writing));
    return written === undefined ? undefined : indentLines(written, place.eol, place.prefix);
  };
  for (const each of [style, other, loose, deep])
    for (const spelling of spellings) {
      const written = (escapes: Escapes) => writeWith({ style: each, escapes, spelling });
      const plain = written(noEscapes);
      if (plain === undefined) return;
      // A source that was rejected once would be rejected again.
      if (tried.has(plain)) continue;
      tried.add(plain);
      const source = fewestEscapes(written, reads);
      if (source === undefined) continue;
      yield source;
      // Between its neighbours a block may need more backslashes than by itself.
      const safe = written(allEscapes);
      if (safe !== undefined && safe !== source && reads(safe)) yield safe;
      break;
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

function applyEdits(text: string, { start, end }: Layout, edits: readonly Edit[]): string {
  let source = "";
  let position = start;
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    source += text.slice(position, edit.start) + edit.text;
    position = edit.end;
  }
  return source + text.slice(position, end);
}

const leadOf = (text: string, start: number) => linePrefix(text, start).replace(/[^ \t]/g, "");

function readsAs(source: string, { lead, labels }: Place, wanted: EditorNode): boolean {
  const text = lead + source;
  const only = onlyStretch(readStretches(text, { labels, atStart: false }));
  return (
    only?.node !== undefined &&
    only.start === lead.length &&
    only.end === text.length &&
    sameMeaning(canonical(shownFor(only.node, text, 0)), wanted)
  );
}
