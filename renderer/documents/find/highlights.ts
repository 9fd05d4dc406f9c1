import { Extension } from "@tiptap/core";
import { Plugin, PluginKey, type Transaction } from "@tiptap/pm/state";
import { Decoration, DecorationSet, type EditorView } from "@tiptap/pm/view";
import { lastIndex, type Match } from "./found";
import { isRaw } from "./text-pieces";

const key = new PluginKey<DecorationSet>("found");

/** Highlights matches in the text. The highlights move along with edits until new ones are set. */
export const Highlights = Extension.create({
  name: "highlights",
  addProseMirrorPlugins() {
    return [
      new Plugin<DecorationSet>({
        key,
        state: {
          init: () => DecorationSet.empty,
          apply(transaction, shown) {
            const next: DecorationSet | undefined = transaction.getMeta(key);
            return next ?? shown.map(transaction.mapping, transaction.doc);
          },
        },
        props: { decorations: (state) => key.getState(state) },
      }),
    ];
  },
});

/** Replaces the highlighted matches. */
export function highlight(
  transaction: Transaction,
  matches: readonly Match[],
  current: Match | undefined,
): Transaction {
  const decorations = matches.map(({ piece, span, from, to }) => {
    const here = current?.span === span && current.from === from;
    const attrs = { class: here ? "found found-here" : "found" };
    return isRaw(piece.node)
      ? Decoration.node(from, to, attrs)
      : Decoration.inline(from, to, attrs);
  });
  return transaction.setMeta(key, DecorationSet.create(transaction.doc, decorations));
}

/**
 * The positions of the document that are on screen, with one screen more above and below. With thousands of
 * matches, highlights farther away are not worth drawing.
 */
export function nearScreen(view: EditorView): { from: number; to: number } {
  const { doc } = view.state;
  const starts: number[] = [];
  doc.forEach((_block, start) => {
    starts.push(start);
  });
  const { top, bottom } = (
    view.dom.closest(".document-scroll") ?? view.dom
  ).getBoundingClientRect();
  const far = bottom - top;
  const box = (start: number) => {
    const dom = view.nodeDOM(start);
    return dom instanceof Element ? dom.getBoundingClientRect() : undefined;
  };
  const first = lastIndex(starts, (start) => (box(start)?.bottom ?? 0) < top - far) + 1;
  const end = lastIndex(starts, (start) => (box(start)?.top ?? 0) < bottom + far) + 1;
  return { from: starts[first] ?? 0, to: starts[end] ?? doc.content.size };
}
