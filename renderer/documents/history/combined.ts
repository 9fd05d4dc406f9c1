import { align, type BlockChange, diffBlocks, diffWords } from "@shared/markdown/block-diff";
import { Fragment, type Node } from "@tiptap/pm/model";
import { sameBut } from "../editor/same";
import type { RichDocument } from "../keeping/rich-text";

/** A stretch of the combined document that only one version has, or that differs. */
export interface DiffMark {
  readonly from: number;
  readonly to: number;
  readonly kind: "added" | "removed" | "changed" | "ticked" | "unticked";
  /** A node as a whole, or text in one. */
  readonly whole: boolean;
}

/** One change between two versions: what can be looked at, and restored, by itself. */
export interface ShownChange {
  /** Where it begins in the combined document. */
  readonly at: number;
  readonly change: BlockChange & { readonly kind: "added" | "removed" | "changed" };
}

/** An item of a list that both versions have, which differs and can be restored by itself. */
export interface ShownItem {
  /** Where it begins in the combined document. */
  readonly at: number;
  /** The change of the list. */
  readonly change: Extract<BlockChange, { readonly kind: "changed" | "same" }>;
  /** Which of the two lists' pairs it is; see `pairsOf`. */
  readonly pair: number;
  readonly kind: "added" | "removed" | "changed";
}

/** Two versions of a document in one, to be shown: what was removed stands before what was added. */
export interface Combined {
  readonly doc: Node;
  readonly marks: readonly DiffMark[];
  readonly changes: readonly ShownChange[];
  readonly items: readonly ShownItem[];
}

/** Puts two versions together. Both are as the editor shows them. */
export function combine(
  before: RichDocument,
  after: RichDocument,
  schema: Node["type"]["schema"],
): Combined {
  const [old, now] = [nodesOf(before, schema), nodesOf(after, schema)];
  const pieces: Piece[] = [];
  const changes: ShownChange[] = [];
  const items: ShownItem[] = [];
  let at = 0;
  const add = (piece: Piece) => {
    pieces.push(shifted(piece, at));
    at += sizeOf(piece.nodes);
  };
  for (const change of diffBlocks(before.markdown, after.markdown)) {
    const first = "before" in change ? old.get(change.before.id) : undefined;
    const second = "after" in change ? now.get(change.after.id) : undefined;
    // Only the source differs: blanks, or another way to write the same.
    if (first && second && sameBut("slice", first, second)) {
      add({ nodes: [second], marks: [] });
      continue;
    }
    if (isChanged(change)) changes.push({ at, change });
    const piece = pairOf(first, second);
    if (change.kind === "changed")
      for (const item of piece.items ?? []) items.push({ ...item, at: item.at + at, change });
    add(piece);
  }
  const nodes = pieces.flatMap((piece) => piece.nodes);
  const empty = nodes.length === 0 ? schema.topNodeType.createAndFill() : undefined;
  return {
    doc: empty ?? schema.topNodeType.create(null, nodes),
    marks: pieces.flatMap(({ marks }) => marks),
    changes,
    items,
  };
}

const isChanged = (change: BlockChange): change is ShownChange["change"] => change.kind !== "same";

/** The editor's top-level nodes by the slice that each was read from. */
function nodesOf(document: RichDocument, schema: Node["type"]["schema"]): Map<unknown, Node> {
  const nodes = (document.content.content ?? []).map((json) => schema.nodeFromJSON(json));
  return new Map(nodes.map((node) => [node.attrs["slice"], node]));
}

/** Nodes that follow each other, and marks counted from the first one's start. */
interface Piece {
  readonly nodes: readonly Node[];
  readonly marks: readonly DiffMark[];
  /** Of a list: its items that differ. */
  readonly items?: readonly Omit<ShownItem, "change">[];
}

const sizeOf = (nodes: readonly Node[]): number =>
  nodes.reduce((size, { nodeSize }) => size + nodeSize, 0);

const shifted = ({ nodes, marks, items = [] }: Piece, by: number) => ({
  nodes,
  items: items.map((item) => ({ ...item, at: item.at + by })),
  marks: marks.map((mark) => ({ ...mark, from: mark.from + by, to: mark.to + by })),
});

function pairOf(before: Node | undefined, after: Node | undefined): Piece {
  const one = before && after && inOne(before, after);
  if (one) return one;
  const nodes = [...(before ? [before] : []), ...(after ? [after] : [])];
  const removed = before ? [wholeMark(before, 0, "removed")] : [];
  const added = after ? [wholeMark(after, before?.nodeSize ?? 0, "added")] : [];
  return { nodes, marks: [...removed, ...added] };
}

const wholeMark = (node: Node, from: number, kind: DiffMark["kind"]): DiffMark => ({
  from,
  to: from + node.nodeSize,
  kind,
  whole: true,
});

/** Two nodes of one kind as one; undefined where they have to stand one after the other. */
function inOne(before: Node, after: Node): Piece | undefined {
  if (before.type !== after.type) return undefined;
  const content = after.isTextblock ? textInOne(before, after) : childrenInOne(before, after);
  if (!content) return undefined;
  const node = after.type.create(after.attrs, content.nodes);
  if (!after.type.validContent(node.content)) return undefined;
  const { marks: inner, items } = shifted(content, 1);
  const own = ownMark(before, after, node, inner.length > 0);
  return { nodes: [node], marks: own ? [own, ...inner] : inner, items };
}

/** What is said of a node itself: a tick, another level, or that only its formatting changed. */
function ownMark(
  before: Node,
  after: Node,
  node: Node,
  changedInside: boolean,
): DiffMark | undefined {
  const { checked } = after.attrs;
  if (typeof checked === "boolean" && before.attrs["checked"] !== checked)
    return wholeMark(node, 0, checked ? "ticked" : "unticked");
  const bare = node.isTextblock && !changedInside && !before.content.eq(after.content);
  const attributes = Object.keys(after.attrs).some(
    (key) =>
      key !== "slice" && JSON.stringify(before.attrs[key]) !== JSON.stringify(after.attrs[key]),
  );
  return bare || attributes ? wholeMark(node, 0, "changed") : undefined;
}

/** Stands for what has no text; of every inline node one position. */
const placeholder = "\ufffc";

function textInOne(before: Node, after: Node): Piece | undefined {
  const texts = [before, after].map((node) =>
    node.textBetween(0, node.content.size, undefined, placeholder),
  );
  const [old = "", now = ""] = texts;
  if (old.length !== before.content.size || now.length !== after.content.size) return undefined;
  let content = Fragment.empty;
  const marks: DiffMark[] = [];
  let [atOld, atNow] = [0, 0];
  for (const { kind, text } of diffWords(old, now)) {
    const [source, from] = kind === "removed" ? [before, atOld] : [after, atNow];
    const start = content.size;
    content = content.append(source.content.cut(from, from + text.length));
    if (kind !== "same") marks.push({ from: start, to: content.size, kind, whole: false });
    if (kind !== "added") atOld += text.length;
    if (kind !== "removed") atNow += text.length;
  }
  return { nodes: content.content, marks };
}

function childrenInOne(before: Node, after: Node): Piece | undefined {
  if (after.isLeaf || before.childCount === 0 || after.childCount === 0) return undefined;
  const pairs = pairsOf(before, after);
  if (!pairs) return undefined;
  const pieces: Piece[] = [];
  const items: Omit<ShownItem, "change">[] = [];
  // One alone is restored with its list.
  const apart = isList(after) && pairs.length > 1;
  let at = 0;
  for (const [pair, { first, second }] of pairs.entries()) {
    const same = first && second && sameBut("slice", first, second);
    const piece = same ? { nodes: [second], marks: [] } : pairOf(first, second);
    if (apart && !same)
      items.push({ at, pair, kind: !first ? "added" : !second ? "removed" : "changed" });
    pieces.push(shifted(piece, at));
    at += sizeOf(piece.nodes);
  }
  return {
    items,
    nodes: pieces.flatMap(({ nodes }) => nodes),
    marks: pieces.flatMap(({ marks }) => marks),
  };
}

const isList = (node: Node): boolean => /List$/.test(node.type.name);

/** Which children stand for each other: a row's cells and an only child by their place, others by their words. */
export function pairsOf(before: Node, after: Node) {
  const [old, now] = [before.content.content, after.content.content];
  if (after.type.name === "tableRow" || (old.length === 1 && now.length === 1))
    return old.length === now.length
      ? old.map((first, index) => ({ first, second: now[index] }))
      : undefined;
  const textOf = (node: Node) =>
    node.isLeaf ? JSON.stringify(node.toJSON()) : node.textBetween(0, node.content.size, " ");
  return align(old, now, textOf).map((pair) => ({ first: pair.before, second: pair.after }));
}
