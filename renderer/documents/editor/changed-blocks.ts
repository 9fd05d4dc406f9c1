import type { Node } from "@tiptap/pm/model";

/** The top-level blocks in which two states of a document differ. */
export interface ChangedBlocks {
  /** The number of equal blocks before them. */
  readonly index: number;
  readonly before: readonly Node[];
  readonly after: readonly Node[];
}

/**
 * Finds the blocks that an edit changed by comparing objects, because an edit leaves all other blocks the same
 * objects. Several plugins ask after each edit, so the last answer is kept.
 */
export function changedBlocks(before: Node, after: Node): ChangedBlocks {
  const last = lastAnswers.get(after);
  if (last?.before === before) return last.changed;
  const changed = compare(before.children, after.children);
  lastAnswers.set(after, { before, changed });
  return changed;
}

const lastAnswers = new WeakMap<Node, { readonly before: Node; readonly changed: ChangedBlocks }>();

function compare(before: readonly Node[], after: readonly Node[]): ChangedBlocks {
  const shortest = Math.min(before.length, after.length);
  let index = 0;
  while (index < shortest && before[index] === after[index]) index++;
  let tail = 0;
  const [lastBefore, lastAfter] = [before.length - 1, after.length - 1];
  while (tail < shortest - index && before[lastBefore - tail] === after[lastAfter - tail]) tail++;
  return {
    index,
    before: before.slice(index, before.length - tail),
    after: after.slice(index, after.length - tail),
  };
}

/** The position at which a top-level block begins. */
export function blockStart(doc: Node, index: number): number {
  let start = 0;
  for (let at = 0; at < index; at++) start += doc.child(at).nodeSize;
  return start;
}
