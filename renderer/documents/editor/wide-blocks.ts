import { Extension } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { Plugin, PluginKey } from "@tiptap/pm/state";
import { Decoration, type DecorationAttrs, DecorationSet } from "@tiptap/pm/view";

const key = new PluginKey<DecorationSet>("wideBlocks");

/**
 * Makes code and tables, which scroll when they are wider than the text, reachable by keyboard. In an editable
 * document the cursor reaches them, and they are marked as part of the edited text, because a tab stop inside
 * an editor would take its focus away. In a read-only document they are tab stops.
 */
export const WideBlocks = Extension.create({
  name: "wideBlocks",
  addProseMirrorPlugins() {
    const { isEditable } = this.editor;
    const find = (doc: Node, from: number, to: number) => wideBlocks(doc, from, to, isEditable);
    return [
      new Plugin<DecorationSet>({
        key,
        state: {
          init: (_config, { doc }) => DecorationSet.create(doc, find(doc, 0, doc.content.size)),
          apply(transaction, before) {
            if (!transaction.docChanged) return before;
            const { doc } = transaction;
            const set = before.map(transaction.mapping, doc);
            const range = transaction.changedRange();
            if (!range) return set;
            const fresh = find(doc, range.from, Math.max(range.from, range.to));
            const stale = set
              .find(range.from, range.to)
              .filter(({ from, to }) => from < range.to && to > range.from);
            return set.remove(stale).add(doc, fresh);
          },
        },
        props: { decorations: (state) => key.getState(state) },
      }),
    ];
  },
});

/** The decorations that make each code block and table in a range reachable. */
export function wideBlocks(doc: Node, from: number, to: number, editable: boolean): Decoration[] {
  const found: Decoration[] = [];
  doc.nodesBetween(from, to, (node, position) => {
    const name = node.type.name;
    if (name !== "codeBlock" && name !== "table") return !node.isTextblock;
    found.push(Decoration.node(position, position + node.nodeSize, attributes(name, editable)));
    return false;
  });
  return found;
}

function attributes(name: "codeBlock" | "table", editable: boolean): DecorationAttrs {
  if (editable) return { contenteditable: "true" };
  return { tabindex: "0", role: "region", "aria-label": name === "table" ? "Table" : "Code" };
}
