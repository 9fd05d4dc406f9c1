import type { Fragment, Node, ResolvedPos } from "@tiptap/pm/model";
import { TextSelection, type Transaction } from "@tiptap/pm/state";

const lists = ["bulletList", "orderedList", "taskList"];
const isList = (node: Node | null | undefined) => node && lists.includes(node.type.name);

/**
 * Inserts blocks at the cursor: in place of an empty block, otherwise after the cursor's block, and outside of
 * blocks that cannot contain them. The items of a list join an existing list of their kind. Text to be filled
 * in (`[…]`) is selected; otherwise the cursor goes to the end of the first text.
 * @param top whether to insert outside of every list and quotation
 */
export function placeBlocks(transaction: Transaction, blocks: Fragment, top = false): Transaction {
  const { $from } = transaction.selection;
  const place = (!top && amongItems($from, blocks)) || asBlocks($from, blocks, top);
  if (!place) return transaction;
  const { from, to, content } = place;
  transaction.replaceWith(from, to, content);
  const end = joinLists(transaction, from, from + content.size);
  return select(transaction, from, end).scrollIntoView();
}

interface Place {
  readonly from: number;
  readonly to: number;
  readonly content: Fragment;
}

/** New items join a list of the same kind. */
function amongItems($from: ResolvedPos, blocks: Fragment): Place | undefined {
  const [list] = blocks.content;
  if (blocks.childCount !== 1 || !list || !isList(list)) return undefined;
  for (let depth = $from.depth; depth > 1; depth -= 1) {
    if ($from.node(depth - 1).type !== list.type) continue;
    const from = isEmpty($from.node(depth)) ? $from.before(depth) : $from.after(depth);
    return { from, to: $from.after(depth), content: list.content };
  }
  return undefined;
}

function asBlocks($from: ResolvedPos, blocks: Fragment, top: boolean): Place | undefined {
  for (let depth = top ? 1 : $from.depth; depth > 0; depth -= 1) {
    const parent = $from.node(depth - 1);
    const index = $from.index(depth - 1);
    const to = $from.after(depth);
    if (isEmpty($from.node(depth))) {
      if (parent.canReplace(index, index + 1, blocks))
        return { from: $from.before(depth), to, content: blocks };
    } else if (parent.canReplace(index + 1, index + 1, blocks))
      return { from: to, to, content: blocks };
  }
  return undefined;
}

const isEmpty = (node: Node): boolean =>
  node.isTextblock ? node.content.size === 0 : node.childCount === 1 && isEmptyChild(node);

const isEmptyChild = ({ firstChild }: Node): boolean => firstChild !== null && isEmpty(firstChild);

/** Joins adjacent lists of one kind, which Markdown would read as one list. @returns the new end */
function joinLists(transaction: Transaction, from: number, to: number): number {
  let end = to;
  for (const at of [to, from]) {
    const { nodeBefore, nodeAfter } = transaction.doc.resolve(at);
    if (!isList(nodeBefore) || nodeBefore?.type !== nodeAfter?.type) continue;
    transaction.join(at);
    end -= 2;
  }
  return end;
}

function select(transaction: Transaction, from: number, to: number): Transaction {
  let selection: TextSelection | undefined;
  let first: number | undefined;
  const { doc } = transaction;
  doc.nodesBetween(Math.max(0, from - 1), Math.min(to, doc.content.size), (node, position) => {
    if (!node.isTextblock || position + node.nodeSize <= from || selection) return true;
    first ??= position + 1 + node.content.size;
    const blank = /\[[^\]]+\]/.exec(node.textBetween(0, node.content.size, undefined, "\ufffc"));
    if (blank) {
      const start = position + 1 + blank.index;
      selection = TextSelection.create(doc, start, start + blank[0].length);
    }
    return false;
  });
  if (selection) return transaction.setSelection(selection);
  return first === undefined
    ? transaction
    : transaction.setSelection(TextSelection.create(doc, first));
}
