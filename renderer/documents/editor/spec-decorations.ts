import { Extension } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { type EditorState, Plugin, PluginKey, type Transaction } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { isTick } from "./is-tick";
import {
  beginsWithIdentifier,
  findSpecWords,
  isScenario,
  type Setting,
  type SpecWord,
} from "./spec-words";

const key = new PluginKey<DecorationSet>("specWords");

/**
 * Decorates the words of Spec Kit's format (identifiers, Given/When/Then, open questions) without changing the
 * document. After an edit only the changed blocks are searched again.
 */
export const SpecDecorations = Extension.create({
  name: "specDecorations",
  addProseMirrorPlugins() {
    return [specDecorations()];
  },
});

/** The plugin behind `SpecDecorations`. */
export function specDecorations(): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: (_config, { doc }) => decorateAll(doc),
      // A tick moves and changes no word.
      apply: (transaction, decorations) =>
        transaction.docChanged && !isTick(transaction)
          ? update(transaction, decorations)
          : decorations,
    },
    props: { decorations: (state) => key.getState(state) },
  });
}

/** All decorations of a document. */
export const decorateAll = (doc: Node): DecorationSet =>
  DecorationSet.create(doc, decorate(doc, 0, doc.content.size));

function update(transaction: Transaction, before: DecorationSet): DecorationSet {
  const { doc } = transaction;
  let set = before.map(transaction.mapping, doc);
  for (const { from, to } of touched(transaction)) {
    // A decoration that only touches the range belongs to a neighbouring block, which is not searched again.
    const stale = set.find(from, to).filter((it) => it.from < to && it.to > from);
    set = set.remove(stale).add(doc, decorate(doc, from, to));
  }
  return set;
}

/** The changed ranges of the new document, each widened to the outermost block around it. */
function touched(transaction: Transaction): { from: number; to: number }[] {
  const { doc, mapping } = transaction;
  const ranges: { from: number; to: number }[] = [];
  mapping.maps.forEach((map, index) => {
    const rest = mapping.slice(index + 1);
    map.forEach((_oldFrom, _oldTo, newFrom, newTo) => {
      const from = widen(doc, rest.map(newFrom, -1), "before");
      const to = widen(doc, rest.map(newTo, 1), "after");
      const last = ranges.at(-1);
      if (last && from <= last.to && to >= last.from) {
        last.from = Math.min(last.from, from);
        last.to = Math.max(last.to, to);
      } else ranges.push({ from, to });
    });
  });
  return ranges;
}

/** The edge of the list item around a position, or else of the text block. */
function widen(doc: Node, position: number, side: "before" | "after"): number {
  const at = doc.resolve(Math.min(position, doc.content.size));
  for (let depth = at.depth; depth > 0; depth -= 1) {
    const name = at.node(depth).type.name;
    if (name === "listItem" || name === "taskItem" || at.node(depth).isTextblock)
      return side === "before" ? at.before(depth) : at.after(depth);
  }
  return at.pos;
}

function decorate(doc: Node, from: number, to: number): Decoration[] {
  const found: Decoration[] = [];
  doc.nodesBetween(from, to, (node, position, parent, index) => {
    if (node.type.name === "listItem" && startsWithIdentifier(node))
      found.push(Decoration.node(position, position + node.nodeSize, { class: "identified-item" }));
    if (!node.isTextblock || node.type.spec.code) return;
    const setting = settingOf(node, parent, index);
    const text = node.textBetween(0, node.content.size, undefined, "\ufffc");
    const words = findSpecWords(text, setting, (offset) => isBoldAt(node, offset));
    for (const word of words)
      if (word.kind !== "reference" || isProse(node, word.from))
        found.push(...decorateWord(word, text, position + 1));
    if (isScenario(words))
      found.push(Decoration.node(position, position + node.nodeSize, { class: "scenario" }));
    // The ID of "[P] T004" has no column of its own.
    if (words[0]?.kind === "identifier" && words[0].from <= 1)
      found.push(Decoration.node(position, position + node.nodeSize, { class: "identified" }));
    return false;
  });
  return found;
}

function decorateWord({ kind, from, to }: SpecWord, text: string, start: number): Decoration[] {
  const marks = { class: `spec-${kind}` };
  const said = text.slice(from, to);
  switch (kind) {
    case "identifier":
    case "reference": {
      const named = { ...marks, "data-spec-id": said, style: `--letters: ${said.length}` };
      return [Decoration.inline(start + from, start + to, named, { id: said } satisfies Named)];
    }
    case "question":
      return [
        Decoration.inline(start + from, start + to, marks, { question: said } satisfies Asked),
        // Before the cursor at the question's end, so that typed text comes after the button.
        Decoration.widget(start + to, answerButton, { side: -1, key: "answer" }),
      ];
    default:
      return [Decoration.inline(start + from, start + to, marks)];
  }
}

/** The data of a decoration for an ID. */
interface Named {
  readonly id: string;
}
interface Asked {
  readonly question: string;
}

/** A range of the document and its text. */
export interface SpecSpot {
  readonly from: number;
  readonly to: number;
  /** The ID, or the whole `[NEEDS CLARIFICATION: …]`. */
  readonly text: string;
}

/** The ID at a position: an ID that the position is in or beside, or else the ID of the item around it. */
export function idAt(state: EditorState, position: number): SpecSpot | undefined {
  const set = key.getState(state);
  if (!set) return undefined;
  const named = (from: number, to: number) =>
    set.find(from, to, (spec) => "id" in spec).map(spotOf);
  const [here] = named(position, position);
  if (here) return here;
  const at = state.doc.resolve(position);
  for (let depth = at.depth; depth > 0; depth -= 1) {
    if (!/^(?:listItem|taskItem)$/.test(at.node(depth).type.name)) continue;
    const start = at.start(depth) + 1;
    const first = named(start, start)[0];
    if (first?.from === start) return first;
  }
  return undefined;
}

/** The open questions of a document, in document order. */
export const questionsIn = (state: EditorState): SpecSpot[] =>
  (key.getState(state)?.find(undefined, undefined, (spec) => "question" in spec) ?? [])
    .map(spotOf)
    .sort((a, b) => a.from - b.from);

function spotOf({ from, to, spec }: Decoration): SpecSpot {
  const { id, question }: Partial<Named & Asked> = spec;
  return { from, to, text: id ?? question ?? "" };
}

/** The button is not a tab stop, because Tab belongs to lists and tables. The keyboard has a command. */
function answerButton(): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "spec-answer";
  button.textContent = "Answer";
  button.tabIndex = -1;
  button.contentEditable = "false";
  return button;
}

function isProse(block: Node, offset: number): boolean {
  return !block
    .nodeAt(offset)
    ?.marks.some(({ type }) => type.name === "code" || type.name === "link");
}

function settingOf(node: Node, parent: Node | null, index: number): Setting {
  if (node.type.name === "heading") return "heading";
  if (index > 0) return "text";
  if (parent?.type.name === "taskItem") return "task";
  return parent?.type.name === "listItem" ? "item" : "text";
}

const startsWithIdentifier = ({ firstChild }: Node): boolean =>
  firstChild !== null && beginsWithIdentifier(firstChild.firstChild?.text ?? "");

function isBoldAt(block: Node, offset: number): boolean {
  return block.nodeAt(offset)?.marks.some(({ type }) => type.name === "bold") ?? false;
}
