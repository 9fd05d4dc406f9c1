import { documentSchema } from "@shared/editor/schema";
import { Fragment, type Node } from "@tiptap/pm/model";
import fc from "fast-check";
import { expect, it } from "vitest";
import { blockStart, changedBlocks } from "./changed-blocks";

const paragraph = (text: string): Node =>
  documentSchema.node("paragraph", null, text === "" ? [] : [documentSchema.text(text)]);
const blocks = ["", "a", "bb", "ccc"].map(paragraph);
const some = fc.array(fc.constantFrom(...blocks), { maxLength: 4 });
const doc = (all: readonly Node[]): Node =>
  documentSchema.topNodeType.create(null, Fragment.from([...all]));

it("finds the blocks that differ, and their place", () => {
  fc.assert(
    fc.property(some, some, some, some, (head, old, now, tail) => {
      const [before, after] = [doc([...head, ...old, ...tail]), doc([...head, ...now, ...tail])];
      const changed = changedBlocks(before, after);
      const { index } = changed;
      const behind = after.childCount - index - changed.after.length;
      expect(behind).toBe(before.childCount - index - changed.before.length);
      const rest = (all: Node) => [
        ...all.children.slice(0, index),
        ...all.children.slice(all.childCount - behind),
      ];
      expect(rest(before)).toEqual(rest(after));
      expect(changed.before.length).toBeLessThanOrEqual(old.length);
      expect(changed.after.length).toBeLessThanOrEqual(now.length);
      if (changed.after.length > 0)
        expect(after.nodeAt(blockStart(after, index))).toBe(changed.after[0]);
      expect(changedBlocks(before, after)).toBe(changed);
    }),
  );
});
