import { Slices } from "@shared/editor/schema";
import { Plugin, type Transaction } from "@tiptap/pm/state";

/** When a block is split or copied, the first keeps the slice and the others become new. */
export const UniqueSlices = Slices.extend({
  addProseMirrorPlugins() {
    return [uniqueSlices()];
  },
});

/** The plugin behind `UniqueSlices`: after every change, no two top-level blocks have the same slice. */
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
