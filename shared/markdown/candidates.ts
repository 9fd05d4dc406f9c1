import type { RootContent } from "mdast";
import { canonical, sameMeaning, sameNode } from "./canonical";
import { editedItems } from "./edited-items";
import { type Edit, indentLines, linePrefix, reaches } from "./edits";
import { allEscapes, type Escapes, fewestEscapes, noEscapes } from "./escapes";
import { fromEditor } from "./from-editor";
import { labelsOf, parseDocument, readStretches, type Stretch, startOf } from "./parse";
import { proposeEdits } from "./patch";
import { type Style, styleOf } from "./style";
import { tickedSource } from "./ticked";
import { layOut, shownFor } from "./to-editor";
import type { BlockSlice, EditorNode, Label, Layout, MarkdownDocument } from "./types";
import { Unrepresentable } from "./unrepresentable";
import { spellings, type Writing } from "./write-inline";

/**
 * Ways to write an edited block, the one that changes least first. Each but a tick has been read back on its own and
 * gave what the editor shows; whether it does so between its neighbours is for the caller to see.
 * @param next canonical
 * @param written what is defined by blocks that are not in the document's text yet
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

/** The way to write edited items that stand alone in their list; undefined when more has to change. */
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

/** Items that were edited once are written at every save from then on: what was found, by the first of them. */
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
 * Ways to write only what was edited of a block.
 * @returns what the block looks like
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

/** Ways to write a block that was not in the text. */
export function newSources(
  document: MarkdownDocument,
  next: EditorNode,
  written: readonly Label[] = [],
): Generator<string> {
  const labels = [...labelsOf(document), ...written];
  const place: Place = { lead: "", labels, eol: document.eol, prefix: "" };
  return wholeSources(next, document.style, place);
}

/** The source of a paragraph that stands by itself; empty for one that Markdown cannot hold. */
export const paragraphSource = (content: readonly EditorNode[]): string =>
  firstOf(newSources(parseDocument(""), { type: "paragraph", content })) ?? "";

/** Where a block is written, and what decides how it is read there. */
interface Place {
  /** The indentation before the block, which is no part of it. */
  readonly lead: string;
  readonly labels: readonly Label[];
  readonly eol: string;
  /** What the block's further lines begin with. */
  readonly prefix: string;
}

/** A slice, read by itself: a tree is not kept for every block of a long document. */
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
  // What stands before it can matter after all: behind indented code, "2." begins no list.
  if (!sameNode(canonical(layout.node), canonical(slice.shown))) return undefined;
  return { text, node: only.node, layout };
}

function onlyStretch(stretches: readonly Stretch[]): Stretch | undefined {
  return stretches.length === 1 ? stretches[0] : undefined;
}

function* wholeSources(next: EditorNode, style: Style, place: Place): Generator<string> {
  // Beside a list of the same kind another sign makes it a list of its own; beside a list indented code
  // would be a part of it.
  const other: Style = {
    ...style,
    bullet: style.bullet === "-" ? "*" : "-",
    bulletOrdered: style.bulletOrdered === "." ? ")" : ".",
    indentedCode: false,
    setext: false,
  };
  // A list below a line of text cannot always interrupt it, as "- 2." cannot.
  const loose: Style = { ...style, loose: true };
  // An indented paragraph below a list is a part of it, unless the list's text is indented deeper.
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
      // One that reads otherwise does so again.
      if (tried.has(plain)) continue;
      tried.add(plain);
      const source = fewestEscapes(written, reads);
      if (source === undefined) continue;
      yield source;
      // Between its neighbours it may take more than by itself.
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
