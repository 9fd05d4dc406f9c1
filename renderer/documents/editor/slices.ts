import { Slices } from "@shared/editor/schema";
import type { Node } from "@tiptap/pm/model";
import { Plugin, type Transaction } from "@tiptap/pm/state";
import { type ChangedBlocks, changedBlocks } from "./changed-blocks";

/** When a block is split or copied, the first part keeps the slice and the others become new blocks. */
export const UniqueSlices = Slices.extend({
  addProseMirrorPlugins() {
    return [uniqueSlices()];
  },
});

/** The plugin behind `UniqueSlices`: after every change, no two top-level blocks have the same slice. */
export function uniqueSlices(): Plugin {
  return new Plugin({
    appendTransaction(transactions, before, state) {
      if (!transactions.some((transaction) => transaction.docChanged)) return null;
      if (keepsSlices(changedBlocks(before.doc, state.doc))) return null;
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

/** Whether each changed block has its old slice or none. Then no two blocks can have the same one. */
function keepsSlices({ before, after }: ChangedBlocks): boolean {
  const slice = ({ attrs }: Node): unknown => attrs["slice"];
  return (
    before.length === after.length &&
    before.every((block, at) => {
      const now = after[at];
      return now !== undefined && (slice(now) === slice(block) || typeof slice(now) !== "number");
    })
  );
}
