import { Extension } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import {
  type EditorState,
  NodeSelection,
  Plugin,
  PluginKey,
  Selection,
  type Transaction,
} from "@tiptap/pm/state";
import { Decoration, DecorationSet, type EditorView } from "@tiptap/pm/view";
import { changedBlocks } from "./changed-blocks";

/** The blocks between `<details>` and `</details>`, as positions in the document. */
export interface Section {
  /** The position of the block that opens the section. */
  readonly header: number;
  /** The position after that block, at which the foldable content begins. */
  readonly body: number;
  /** The position after the block that closes the section. */
  readonly end: number;
}

interface Folds {
  readonly sections: readonly Section[];
  /** The headers whose sections are folded. */
  readonly folded: ReadonlySet<number>;
  readonly decorations: DecorationSet;
}

const key = new PluginKey<Folds>("folds");

/** The state of a section, for the node view of its header. */
export type FoldWord = "open" | "folded";

/** The state in a block's decorations; undefined for a block that is not a header. */
export function foldWordOf(decorations: readonly Decoration[]): FoldWord | undefined {
  for (const { spec } of decorations)
    if (spec["fold"] === "open" || spec["fold"] === "folded") return spec["fold"];
  return undefined;
}

/** The heading of a section. @param source the source of the block that opens it */
export function foldHeading(source: string): string {
  const summary = /<summary[^>]*>([\s\S]*?)(?:<\/summary>|$)/i.exec(source)?.[1] ?? "";
  return (
    summary
      .replace(/<[^>]*>/g, "")
      .replace(/\s+/g, " ")
      .trim() || "Details"
  );
}

/**
 * Folds the blocks between `<details>` and `</details>`. Folding belongs to the view and never changes the
 * document. A section that the cursor enters unfolds.
 */
export const FoldedSections = Extension.create({
  name: "foldedSections",
  // Before the Enter that opens a selected block's source.
  priority: 1100,
  addProseMirrorPlugins() {
    return [foldedSections()];
  },
});

/** The plugin behind `FoldedSections`. */
export function foldedSections(): Plugin<Folds> {
  return new Plugin<Folds>({
    key,
    state: {
      init: (_config, { doc }) => foldsOf(doc, sectionsOf(doc), new Set()),
      apply: (transaction, before) => next(transaction, before),
    },
    props: {
      decorations: (state) => key.getState(state)?.decorations,
      handleKeyDown: (view, event) => pressed(view, event),
    },
  });
}

/** Folds or unfolds a section. @param header the position of the block that opens it */
export function toggleFold(view: EditorView, header: number): void {
  const folds = key.getState(view.state);
  const section = folds?.sections.find((it) => it.header === header);
  if (!folds || !section) return;
  const { tr, selection, doc } = view.state;
  const at = cursorOf(selection);
  const inside = at >= section.body && at < section.end;
  if (!folds.folded.has(header) && inside) tr.setSelection(NodeSelection.create(doc, header));
  view.dispatch(tr.setMeta(key, header));
}

const cursorOf = (selection: Selection): number =>
  selection instanceof NodeSelection ? selection.from : selection.head;

/** The sections of a document. Reads only its top-level blocks. */
export function sectionsOf(doc: Node): Section[] {
  const open: { header: number; body: number }[] = [];
  const sections: Section[] = [];
  doc.forEach((block, position) => {
    const balance = balanceOf(block);
    const end = position + block.nodeSize;
    for (let left = balance; left > 0; left -= 1) open.push({ header: position, body: end });
    for (let left = balance; left < 0; left += 1) {
      const header = open.pop();
      const last = sections.at(-1);
      if (header && last?.header !== header.header) sections.push({ ...header, end });
    }
  });
  return sections.sort((a, b) => a.header - b.header);
}

/** The number of sections that a block opens, minus the number that it closes. */
function balanceOf(block: Node): number {
  if (block.type.name !== "rawBlock") return 0;
  const source = String(block.attrs["source"]);
  const count = (tag: RegExp) => source.match(tag)?.length ?? 0;
  return count(/<details\b/gi) - count(/<\/details\s*>/gi);
}

function next(transaction: Transaction, before: Folds): Folds {
  const { doc, mapping, docChanged } = transaction;
  const toggled: unknown = transaction.getMeta(key);
  if (!docChanged && toggled === undefined && !transaction.selectionSet) return before;
  const sections = docChanged ? sectionsAfter(transaction, before) : before.sections;
  const folded = new Set<number>();
  for (const header of before.folded) folded.add(docChanged ? mapping.map(header) : header);
  if (typeof toggled === "number" && !folded.delete(toggled)) folded.add(toggled);
  // The section with the cursor unfolds.
  const at = cursorOf(transaction.selection);
  for (const { header, body, end } of sections) if (at >= body && at < end) folded.delete(header);
  if (!docChanged && folded.size === before.folded.size && toggled === undefined) return before;
  if (docChanged && sections.length === 0 && before.sections.length === 0)
    return { sections, folded, decorations: DecorationSet.empty };
  return foldsOf(doc, sections, folded);
}

/** Searches the sections again only when a source block, or the number of blocks, has changed. */
function sectionsAfter(
  { before: old, doc, mapping }: Transaction,
  before: Folds,
): readonly Section[] {
  if (sameHeaders(old, doc))
    return before.sections.map(({ header, body, end }) => ({
      header: mapping.map(header),
      body: mapping.map(body, -1),
      end: mapping.map(end, -1),
    }));
  return sectionsOf(doc);
}

/** Whether only blocks without source changed, and their number is the same. */
function sameHeaders(old: Node, doc: Node): boolean {
  const { before, after } = changedBlocks(old, doc);
  return (
    before.length === after.length &&
    ![...before, ...after].some(({ type }) => type.name === "rawBlock")
  );
}

function foldsOf(doc: Node, sections: readonly Section[], folded: ReadonlySet<number>): Folds {
  const decorations: Decoration[] = [];
  for (const { header, body, end } of sections) {
    const fold: FoldWord = folded.has(header) ? "folded" : "open";
    decorations.push(Decoration.node(header, body, { class: "fold-header" }, { fold }));
    const closing = doc.resolve(end).nodeBefore;
    if (closing && end - closing.nodeSize > header)
      decorations.push(Decoration.node(end - closing.nodeSize, end, { class: "fold-end" }));
    if (fold === "open") continue;
    doc.nodesBetween(body, end, (node, position) => {
      if (position >= body)
        decorations.push(
          Decoration.node(position, position + node.nodeSize, {
            class: "fold-away",
            style: "display: none",
          }),
        );
      return false;
    });
  }
  return { sections, folded, decorations: DecorationSet.create(doc, decorations) };
}

function pressed(view: EditorView, event: KeyboardEvent): boolean {
  const folds = key.getState(view.state);
  if (!folds || folds.sections.length === 0) return false;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
  const { selection } = view.state;
  const here =
    selection instanceof NodeSelection
      ? folds.sections.find(({ header }) => header === selection.from)
      : undefined;
  if (here && (event.key === "Enter" || event.key === " ")) {
    toggleFold(view, here.header);
    return true;
  }
  const forward = event.key === "ArrowDown" || event.key === "ArrowRight";
  if (here && forward && folds.folded.has(here.header)) return select(view, here.end);
  const back = event.key === "ArrowUp" ? "up" : event.key === "ArrowLeft" ? "left" : undefined;
  if (back === undefined || !view.endOfTextblock(back)) return false;
  const block = topBefore(view.state);
  const above = folds.sections.find(({ header, end }) => end === block && folds.folded.has(header));
  if (!above) return false;
  view.dispatch(
    view.state.tr.setSelection(NodeSelection.create(view.state.doc, above.header)).scrollIntoView(),
  );
  return true;
}

/** The position at which the cursor's top-level block begins. */
function topBefore({ selection: { $head } }: EditorState): number {
  return $head.depth === 0 ? $head.pos : $head.before(1);
}

function select(view: EditorView, position: number): boolean {
  const { tr, doc } = view.state;
  const found = Selection.findFrom(doc.resolve(position), 1);
  if (!found) return false;
  view.dispatch(tr.setSelection(found).scrollIntoView());
  return true;
}
