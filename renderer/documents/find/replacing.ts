import { Fragment, type Node } from "@tiptap/pm/model";
import type { Transaction } from "@tiptap/pm/state";
import type { Span } from "./query";
import { isRaw } from "./text-pieces";

/** The matches of one node, to be replaced. */
export interface Exchange {
  readonly node: Node;
  /** The node's position in the document before the transaction. */
  readonly position: number;
  /** The matches, each with its replacement. */
  readonly spans: readonly Span[];
}

/**
 * Replaces matches: each block in one step, all blocks in one undo step. A replacement gets the marks of the
 * replaced text. Where a Markdown block cannot contain a line break, a line break in the replacement becomes a
 * space.
 * @param exchanges in document order
 */
export function replaceMatches(
  transaction: Transaction,
  exchanges: readonly Exchange[],
): Transaction {
  for (const { node, position, spans } of exchanges.toReversed()) {
    const first = spans.at(0);
    const last = spans.at(-1);
    if (!first || !last) continue;
    if (isRaw(node)) {
      const source = replaceSpans(String(node.attrs["source"]), spans);
      // The slice is dropped, because the new Markdown may make another kind of block.
      transaction.setNodeMarkup(position, undefined, { ...node.attrs, source, slice: null });
      continue;
    }
    const breaks =
      /^(?:paragraph|codeBlock)$/.test(node.type.name) && !inCell(transaction, position);
    const content = replaceInText(node, spans, breaks);
    transaction.replaceWith(position + 1 + first.from, position + 1 + last.to, content);
  }
  return transaction;
}

const inCell = ({ doc }: Transaction, position: number): boolean =>
  doc.resolve(position).parent.type.spec["tableRole"] !== undefined;

/** The block's content from the first to the last span, with each span replaced. */
function replaceInText(block: Node, spans: readonly Span[], breaks: boolean): Fragment {
  const nodes: Node[] = [];
  let rest = spans[0]?.from ?? 0;
  for (const { from, to, by = "" } of spans) {
    if (from > rest) nodes.push(...block.content.cut(rest, from).content);
    const text = breaks ? by : by.replace(/\n/g, " ");
    const marks = block.nodeAt(from)?.marks ?? null;
    if (text !== "") nodes.push(block.type.schema.text(text, marks));
    rest = to;
  }
  return Fragment.fromArray(nodes);
}

function replaceSpans(text: string, spans: readonly Span[]): string {
  let rest = 0;
  let result = "";
  for (const { from, to, by = "" } of spans) {
    result += text.slice(rest, from) + by;
    rest = to;
  }
  return result + text.slice(rest);
}
