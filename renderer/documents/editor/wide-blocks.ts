import { Extension } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { Plugin, PluginKey } from "@tiptap/pm/state";
import { Decoration, type DecorationAttrs, DecorationSet } from "@tiptap/pm/view";

const key = new PluginKey<DecorationSet>("wideBlocks");

/**
 * Code and tables scroll where they are wider than the text, and the keyboard has to come to all of them. Where a
 * document can be edited the cursor does, and they say that they are part of what is edited; a stop of Tab inside
 * an editor would take its focus away. Where it can only be read they are stops of Tab.
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

/** What makes each code block and table that overlaps a stretch reachable. */
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
