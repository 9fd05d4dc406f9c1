import { hunksOf } from "@shared/markdown/merge-hunks";
import { closeHistory } from "@tiptap/pm/history";
import { Fragment, type Node, Slice } from "@tiptap/pm/model";
import type { EditorState, Transaction } from "@tiptap/pm/state";
import { equalExcept } from "./same";

/** Marks a transaction that shows the text of the file or of another view, and is not an edit of the rich text. */
export const fromFile = "specwright:fromFile";

/**
 * Builds the transaction that turns a state's document into another by the smallest changes, block by block and
 * word by word. So cursor, scroll position and typed text stay in place, and unchanged blocks only get their
 * new slice. Empty paragraphs and spaces at the end of a line, which no file contains, stay, because the person
 * may be about to type there.
 * @param by the author of the change. The file's change cannot be undone, and undo skips it. The person's
 * change in another view, or a choice, is one undo step.
 */
export function replaceDocument(
  state: EditorState,
  next: Node,
  by: "file" | "person" = "file",
): Transaction {
  const edits: Edit[] = [];
  compareChildren(state.doc, next, 0, edits);
  const transaction = begin(state, by);
  try {
    // From the end, so that earlier positions stay valid.
    for (const edit of edits.reverse()) edit(transaction);
    return transaction.setStoredMarks(state.storedMarks);
  } catch (error) {
    // Between two of the changes a node had invalid content.
    if (!(error instanceof RangeError)) throw error;
    return replaceWhole(state, next, by);
  }
}

/** Builds the transaction that replaces a state's whole document by another. */
export function replaceWhole(state: EditorState, next: Node, by: "file" | "person"): Transaction {
  const whole = new Slice(next.content, 0, 0);
  return begin(state, by).replace(0, state.doc.content.size, whole);
}

const begin = (state: EditorState, by: "file" | "person"): Transaction =>
  (by === "file" ? state.tr.setMeta("addToHistory", false) : closeHistory(state.tr)).setMeta(
    fromFile,
    true,
  );

type Edit = (transaction: Transaction) => void;

/** @param at the position before the old node */
function compareNodes(old: Node, next: Node, at: number, edits: Edit[]): void {
  for (const [name, value] of Object.entries(next.attrs))
    if (JSON.stringify(old.attrs[name]) !== JSON.stringify(value))
      edits.push((transaction) => transaction.setNodeAttribute(at, name, value));
  if (old.content.eq(next.content)) return;
  if (old.isTextblock) compareText(old, next, at + 1, edits);
  else compareChildren(old, next, at + 1, edits);
}

/** @param at the position at which the old node's content begins */
function compareChildren(old: Node, next: Node, at: number, edits: Edit[]): void {
  const places: number[] = [];
  old.forEach((_child, offset) => {
    places.push(at + offset);
  });
  places.push(at + old.content.size);
  const place = (index: number) => places[index] ?? at;
  // Most children are equal at both ends, so they need no keys.
  const least = Math.min(old.childCount, next.childCount);
  let head = 0;
  while (head < least && equalExcept("slice", old.child(head), next.child(head))) head += 1;
  const [oldLast, nextLast] = [old.childCount - 1, next.childCount - 1];
  let tail = 0;
  while (
    tail < least - head &&
    equalExcept("slice", old.child(oldLast - tail), next.child(nextLast - tail))
  )
    tail += 1;
  const keys = [old, next].map((node) =>
    node.content.content.slice(head, node.childCount - tail).map(keyOf),
  );

  let [one, two] = [0, 0];
  const follow = (until: number) => {
    for (; one < until; one += 1, two += 1)
      compareNodes(old.child(one), next.child(two), place(one), edits);
  };
  for (const { start, end, to } of hunksOf(keys[0] ?? [], keys[1] ?? [])) {
    follow(head + start);
    const ends = { one: head + end, two: head + to };
    while (one < ends.one || two < ends.two) {
      const pair = nextPair(old, next, { one, two }, ends) ?? ends;
      let put = Fragment.from(next.content.content.slice(two, pair.two));
      for (let from = one; from < pair.one || put.size > 0; ) {
        let to = from;
        while (to < pair.one && !(old.childCount > 1 && isBlank(old.child(to)))) to += 1;
        if (to > from || put.size > 0)
          edits.push(replacing({ from: place(from), to: place(to) }, put));
        put = Fragment.empty;
        from = to + 1;
      }
      ({ one, two } = pair);
      if (pair !== ends) follow(one + 1);
    }
  }
  follow(old.childCount);
}

const replacing =
  ({ from, to }: { from: number; to: number }, put: Fragment): Edit =>
  (transaction) =>
    transaction.replace(from, to, new Slice(put, 0, 0));

/** A paragraph or an item without any text yet. */
function isBlank(node: Node): boolean {
  if (node.isLeaf || node.textContent.trim() !== "") return false;
  let blank = true;
  node.descendants((child) => {
    blank &&= child.isText || !child.isLeaf;
  });
  return blank;
}

const keyOf = (node: Node): string => {
  const { attrs, ...rest }: { attrs?: Record<string, unknown> } = node.toJSON();
  return JSON.stringify([{ ...attrs, slice: null }, rest]);
};

/** The number of nodes on each side among which a partner is searched. */
const longestSearch = 40;

interface Pair {
  readonly one: number;
  readonly two: number;
}

/** The first pair of nodes that are versions of one another. */
function nextPair(old: Node, next: Node, from: Pair, to: Pair): Pair | undefined {
  const [oneEnd, twoEnd] = [
    Math.min(to.one, from.one + longestSearch),
    Math.min(to.two, from.two + longestSearch),
  ];
  for (let one = from.one; one < oneEnd; one += 1)
    for (let two = from.two; two < twoEnd; two += 1)
      if (alike(old.child(one), next.child(two))) return { one, two };
  return undefined;
}

function alike(a: Node, b: Node): boolean {
  if (a.type !== b.type || a.isLeaf) return false;
  // A list or a table is paired with the one at its place, whatever its content.
  if (!a.isTextblock && !/(?:Item|Row)$/.test(a.type.name)) return true;
  const words = (node: Node) => node.textContent.match(/[\p{L}\p{N}]+/gu) ?? [];
  const [one, two] = [words(a), words(b)];
  const left = new Map<string, number>();
  for (const word of one) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of two) {
    const count = left.get(word) ?? 0;
    if (count > 0) common += 1;
    left.set(word, count - 1);
  }
  return 2 * common >= Math.max(one.length, two.length);
}

/** Words, the white space between them, and all other characters. */
const token = /[\p{L}\p{N}_]+|[^\S\n]+|./gsu;

interface Token {
  readonly key: string;
  /** The token's text; undefined for a node without text. */
  readonly text?: string;
  readonly size: number;
}

/** @param at the position at which the old node's content begins */
function compareText(old: Node, next: Node, at: number, edits: Edit[]): void {
  const [before, after] = [tokensOf(old), tokensOf(next)];
  const sum = (tokens: readonly Token[], to: number) =>
    tokens.slice(0, to).reduce((total, { size }) => total + size, 0);
  const keys = (tokens: readonly Token[]) => tokens.map(({ key }) => key);
  for (const { start, end, from, to } of hunksOf(keys(before), keys(after))) {
    const edge = (word: Token | undefined) => word === undefined || word.text === "\n";
    const blank = before
      .slice(start, end)
      .every(({ text }) => text?.trim() === "" && text !== "\n");
    if (from === to && blank && (edge(before[start - 1]) || edge(before[end]))) continue;
    const range = { from: at + sum(before, start), to: at + sum(before, end) };
    edits.push(replacing(range, next.content.cut(sum(after, from), sum(after, to))));
  }
}

function tokensOf(node: Node): Token[] {
  return node.content.content.flatMap((child) => {
    if (child.text === undefined) return [{ key: keyOf(child), size: child.nodeSize }];
    const marks = JSON.stringify(child.marks);
    return (child.text.match(token) ?? []).map((word) => ({
      key: `${marks} ${word}`,
      text: word,
      size: word.length,
    }));
  });
}
