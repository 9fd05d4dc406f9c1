import { Extension } from "@tiptap/core";
import { Plugin, type Transaction } from "@tiptap/pm/state";

/** Every node that may stand at the top of a document. */
export const blockNames = [
  "paragraph",
  "heading",
  "bulletList",
  "orderedList",
  "taskList",
  "blockquote",
  "codeBlock",
  "horizontalRule",
  "table",
  "rawBlock",
] as const;

/**
 * Gives blocks the attribute `slice`: the number of the stretch of source that a top-level block was read
 * from, null for what was made here. It is never rendered, so what is pasted is always new; and when a
 * block is split or copied, the first keeps the slice and the others become new.
 */
export const Slices = Extension.create({
  name: "slices",
  addGlobalAttributes() {
    return [
      {
        types: [...blockNames],
        attributes: {
          slice: { default: null, rendered: false, keepOnSplit: false, parseHTML: () => null },
        },
      },
    ];
  },
  addProseMirrorPlugins() {
    return [uniqueSlices()];
  },
});

/** The plugin behind `Slices`: after every change, no two top-level blocks have the same slice. */
export function uniqueSlices(): Plugin {
  return new Plugin({
    appendTransaction(transactions, _before, state) {
      if (!transactions.some((transaction) => transaction.docChanged)) return null;
      const seen = new Set<number>();
      let fixed: Transaction | null = null;
      state.doc.forEach((block, position) => {
        const slice: unknown = block.attrs["slice"];
        if (typeof slice !== "number") return;
        if (seen.has(slice)) {
          fixed ??= state.tr;
          fixed.setNodeAttribute(position, "slice", null);
        }
        seen.add(slice);
      });
      return fixed;
    },
  });
}
