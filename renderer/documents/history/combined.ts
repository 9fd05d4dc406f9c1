import { align, type BlockChange, diffBlocks, diffWords } from "@shared/markdown/block-diff";
import { Fragment, type Node } from "@tiptap/pm/model";
import { equalExcept } from "../editor/same";
import type { RichDocument } from "../keeping/rich-text";

/** A stretch of the combined document that only one version has, or that differs between the versions. */
export interface DiffMark {
  readonly from: number;
  readonly to: number;
  readonly kind: "added" | "removed" | "changed" | "ticked" | "unticked";
  /** Whether the mark is on a whole node, and not on text within a node. */
  readonly whole: boolean;
}

/** One change between two versions, which can be visited and restored by itself. */
export interface ShownChange {
  /** The position in the combined document at which the change begins. */
  readonly at: number;
  readonly change: BlockChange & { readonly kind: "added" | "removed" | "changed" };
}

/** A changed item of a list that both versions have. The item can be restored by itself. */
export interface ShownItem {
  /** The position in the combined document at which the item begins. */
  readonly at: number;
  /** The change of the list. */
  readonly change: Extract<BlockChange, { readonly kind: "changed" | "same" }>;
  /** The index of the item's pair among the two lists' pairs; see `pairsOf`. */
  readonly pair: number;
  readonly kind: "added" | "removed" | "changed";
}

/** Two versions of a document in one document. Removed blocks come before added ones. */
export interface Combined {
  readonly doc: Node;
  readonly marks: readonly DiffMark[];
  readonly changes: readonly ShownChange[];
  readonly items: readonly ShownItem[];
}

/** Combines two versions. Both are in the editor's form. */
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
    // Only the source differs: white space, or another notation of the same content.
    if (first && second && equalExcept("slice", first, second)) {
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

/** Consecutive nodes, and marks with positions counted from the first node's start. */
interface Piece {
  readonly nodes: readonly Node[];
  readonly marks: readonly DiffMark[];
  /** The changed items of a list. */
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

/** Combines two nodes of one kind; undefined when the nodes must be shown one after the other. */
function inOne(before: Node, after: Node): Piece | undefined {
  if (before.type !== after.type) return undefined;
  const content = after.isTextblock ? textInOne(before, after) : childrenInOne(before, after);
  if (!content) return undefined;
  const node = after.type.create(after.attrs, content.nodes);
  if (!after.type.validContent(node.content)) return undefined;
  const { marks: inner, items } = shifted(content, 1);
  const nodeMark = ownMark(before, after, node, inner.length > 0);
  return { nodes: [node], marks: nodeMark ? [nodeMark, ...inner] : inner, items };
}

/** The mark of a node itself: a tick, another level, or only another formatting. */
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

/** Stands for an inline node without text: one character for one position. */
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
  // The only item of a list is restored together with its list.
  const apart = isList(after) && pairs.length > 1;
  let at = 0;
  for (const [pair, { first, second }] of pairs.entries()) {
    const same = first && second && equalExcept("slice", first, second);
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

/** Pairs the children of two nodes: cells of a row and an only child by position, other children by their words. */
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
