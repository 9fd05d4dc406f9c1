import { Extension } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { Plugin, PluginKey, type Transaction } from "@tiptap/pm/state";
import { AttrStep } from "@tiptap/pm/transform";
import { Decoration, DecorationSet, type EditorView } from "@tiptap/pm/view";
import { createDiagram, type Diagram } from "./diagram";

const key = new PluginKey<DecorationSet>("diagrams");

/** Draws code blocks in the language Mermaid below their source. */
export const Diagrams = Extension.create({
  name: "diagrams",
  addProseMirrorPlugins() {
    return [diagrams()];
  },
});

/** The plugin behind `Diagrams`. */
export function diagrams(): Plugin<DecorationSet> {
  const shown = new Map<globalThis.Node, Diagram>();
  const draw = (view: EditorView, getPos: () => number | undefined) => {
    const diagram = createDiagram(() => {
      const position = getPos();
      const block = position === undefined ? null : view.state.doc.resolve(position).nodeBefore;
      return block && isMermaid(block) ? block.textContent : undefined;
    });
    shown.set(diagram.dom, diagram);
    return diagram.dom;
  };
  const widget = (position: number) =>
    Decoration.widget(position, draw, {
      side: -1,
      ignoreSelection: true,
      stopEvent: () => true,
      destroy(dom) {
        shown.get(dom)?.destroy();
        shown.delete(dom);
      },
    });
  const find = (doc: Node, from: number, to: number): number[] => {
    const ends: number[] = [];
    doc.nodesBetween(Math.max(0, from), Math.min(to, doc.content.size), (node, position) => {
      if (isMermaid(node)) ends.push(position + node.nodeSize);
      return !node.isTextblock;
    });
    return ends;
  };

  return new Plugin<DecorationSet>({
    key,
    state: {
      init: (_config, { doc }) =>
        DecorationSet.create(doc, find(doc, 0, doc.content.size).map(widget)),
      apply(transaction, before) {
        if (!transaction.docChanged) return before;
        const { doc } = transaction;
        let set = before.map(transaction.mapping, doc);
        for (const { from, to } of changedRanges(transaction)) {
          const stale = set.find(from, to).filter((it) => !endsMermaid(doc, it.from));
          const ends = find(doc, from - 1, to + 1);
          const added = ends.filter((end) => set.find(end, end).length === 0);
          set = set.remove(stale).add(doc, added.map(widget));
        }
        return set;
      },
    },
    props: { decorations: (state) => key.getState(state) },
    view: () => ({
      update(view, before) {
        if (view.state.doc === before.doc) return;
        for (const diagram of shown.values()) diagram.look();
      },
    }),
  });
}

const isMermaid = (node: Node): boolean =>
  node.type.name === "codeBlock" && /^mermaid\b/i.test(String(node.attrs["language"] ?? ""));

function endsMermaid(doc: Node, position: number): boolean {
  const block = doc.resolve(position).nodeBefore;
  return block !== null && isMermaid(block);
}

/** The ranges of the new document that a transaction changed. */
function changedRanges({ steps, mapping, docs, doc }: Transaction): { from: number; to: number }[] {
  const ranges: { from: number; to: number }[] = [];
  for (const [index, step] of steps.entries()) {
    const rest = mapping.slice(index + 1);
    const push = (from: number, to: number) =>
      ranges.push({ from: rest.map(from, -1), to: rest.map(to, 1) });
    if (step instanceof AttrStep) {
      const block = (docs[index + 1] ?? doc).nodeAt(step.pos);
      push(step.pos, step.pos + (block?.nodeSize ?? 1));
    }
    step.getMap().forEach((_from, _to, from, to) => {
      push(from, to);
    });
  }
  return ranges;
}
