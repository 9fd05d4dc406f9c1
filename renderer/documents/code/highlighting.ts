import { Extension } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { type EditorState, Plugin, PluginKey } from "@tiptap/pm/state";
import { Decoration, DecorationSet, type EditorView } from "@tiptap/pm/view";
import { languageOf } from "./language";
import "./code.css";
import { readSelection } from "../editor/read-selection";

/** Characters. In a longer block, a person would notice the colouring while typing. */
const longestBlock = 100_000;
/** Milliseconds after the last key. Until then the old colours move along with the text. */
const settleMs = 120;

const key = new PluginKey<DecorationSet>("codeColours");

interface Coloured {
  readonly node: Node;
  readonly decorations: readonly (readonly [from: number, to: number, kind: string])[];
}

/** Colours code blocks by their language, some time after a change. Unchanged blocks keep their colours. */
export const CodeColours = Extension.create({
  name: "codeColours",
  addProseMirrorPlugins() {
    return [
      new Plugin<DecorationSet>({
        key,
        state: {
          init: () => DecorationSet.empty,
          apply(transaction, set) {
            const moved = set.map(transaction.mapping, transaction.doc);
            const coloured: Coloured[] | undefined = transaction.getMeta(key);
            return coloured ? put(moved, transaction.doc, coloured) : moved;
          },
        },
        props: { decorations: (state) => key.getState(state) },
        view: (view) => colourer(view),
      }),
    ];
  },
});

/** Colours the blocks that have not changed since they were read. */
function put(set: DecorationSet, doc: Node, coloured: readonly Coloured[]): DecorationSet {
  const wanted = new Map(coloured.map((it) => [it.node, it]));
  let next = set;
  doc.descendants((node, position) => {
    const found = wanted.get(node);
    if (found)
      next = next.remove(next.find(position + 1, position + node.nodeSize - 1)).add(
        doc,
        found.decorations.map(([from, to, kind]) =>
          Decoration.inline(position + 1 + from, position + 1 + to, { class: `code-${kind}` }),
        ),
      );
    return !node.isTextblock;
  });
  return next;
}

function colourer(view: EditorView) {
  const seen = new WeakSet<Node>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;

  const blocksToColour = (): Node[] => {
    const blocks: Node[] = [];
    view.state.doc.descendants((node) => {
      if (node.type.name === "codeBlock" && !seen.has(node) && node.content.size <= longestBlock)
        blocks.push(node);
      return !node.isTextblock;
    });
    return blocks;
  };
  const colour = async () => {
    const blocks = blocksToColour();
    if (blocks.length === 0) return;
    const { highlight } = await import("./languages");
    let coloured: Coloured[] = [];
    let started = performance.now();
    const show = () => {
      if (coloured.length > 0) {
        readSelection(view);
        view.dispatch(view.state.tr.setMeta(key, coloured));
      }
      coloured = [];
    };
    for (const node of blocks) {
      if (ended) return;
      seen.add(node);
      const tokens = highlight(languageOf(node), node.textContent) ?? [];
      coloured.push({ node, decorations: tokens.map(({ from, to, kind }) => [from, to, kind]) });
      if (performance.now() - started < 8) continue;
      show();
      await new Promise((resolve) => setTimeout(resolve));
      started = performance.now();
    }
    if (!ended) show();
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void colour(), settleMs);
  };
  later();
  return {
    update({ state }: EditorView, before: EditorState) {
      if (state.doc !== before.doc) later();
    },
    destroy() {
      ended = true;
      clearTimeout(timer);
    },
  };
}
