import type { List, Nodes, RootContent, Table } from "mdast";
import { lineStart, opensFrontMatter } from "./lines";
import { definedIn, parseTree, type TreeOptions } from "./tree";

/** So many characters are read at a time: more of them slow the parser down, fewer mean more to read twice. */
const partLength = 4000;

/** The first lines of a block say what it is: a table's head is one by the line below it. */
const lookAhead = 4;

/**
 * The top-level blocks of a long text, read part by part: the same as `parseTree` gives, in a time that grows
 * with the text alone. Given all of a list, the parser goes over everything before for each of its items.
 *
 * A part begins where everything before it is closed: at a block behind a blank line, at an item of a top-level
 * list, or at a row of a table, which is read below the table's head. From there on a text reads the same whatever came before (CommonMark 0.31, appendix, "A parsing
 * strategy"). What does cross parts is looked after: definitions, front matter, and the lists themselves.
 * @param length of a part; one grows where a single block is longer
 * @throws whatever the parser throws on a text that it gives up on
 */
export function parseInParts(
  text: string,
  options: TreeOptions,
  length = partLength,
): readonly RootContent[] {
  const parts = [...partsOf(text, options, length)];
  if (parts.length === 1) return parts[0]?.nodes ?? [];
  const given = options.labels ?? [];
  const defined = new Set(parts.flatMap(({ nodes }) => nodes.flatMap(definedIn)));
  for (const label of given) defined.delete(label);
  const all = { ...options, labels: [...given, ...defined] };
  const read = parts.map((part) =>
    // Only what is in brackets can refer to what another part defines.
    defined.size > 0 && text.slice(part.start, part.end).includes("[")
      ? { ...part, nodes: nodesOf(text, part, all) }
      : part,
  );
  return joined(read) ?? parseTree(text, options).children;
}

/** The beginning of a line at which everything before is closed. */
interface Place {
  readonly start: number;
  readonly line: number;
  /** At a table's row: the two lines that make a table of it. */
  readonly head?: string;
}

/** Where the next part begins. */
interface Cut extends Place {
  /** So many blocks come before. */
  readonly blocks: number;
  /** So many items or rows of the next block, which goes on behind the cut; 0 where the next block begins there. */
  readonly items: number;
}

/** A stretch of a text to read. */
interface Stretch extends Place {
  /** How far the parser sees. */
  readonly end: number;
  /** Undefined where it ends with the text. */
  readonly cut: Cut | undefined;
}

interface Part extends Stretch {
  readonly nodes: readonly RootContent[];
}

function* partsOf(text: string, options: TreeOptions, length: number): Generator<Part> {
  let place: Place | undefined = { start: 0, line: 1 };
  while (place && place.start < text.length) {
    const part: Part = partAt(text, place, { options, length });
    yield part;
    place = part.cut;
  }
}

/** Reads from a place as far as it takes to find the next one. */
function partAt(
  text: string,
  place: Place,
  { options, length }: { options: TreeOptions; length: number },
): Part {
  const opens = place.start === 0 && options.atStart !== false && opensFrontMatter(text);
  for (let size = length; place.start + size < text.length; size *= 2) {
    const end = lineEndBehind(text, place.start + size);
    if (opens && !opensFrontMatter(text.slice(0, end))) continue;
    let nodes: readonly RootContent[];
    try {
      nodes = parsePiece(text, { ...place, end }, options);
    } catch {
      // It may be the end of the part that the parser gives up on.
      continue;
    }
    const cut = lastCut(nodes, text, { ...place, end });
    if (cut) return { ...place, end, cut, nodes: before(cut, nodes) };
  }
  const rest = { ...place, end: text.length, cut: undefined };
  return { ...rest, nodes: nodesOf(text, rest, options) };
}

const nodesOf = (text: string, stretch: Stretch, options: TreeOptions): readonly RootContent[] =>
  before(stretch.cut, parsePiece(text, stretch, options));

/** The blocks between two places, with the places that they have in the whole text. */
function parsePiece(
  text: string,
  { start, line, end, head = "" }: Omit<Stretch, "cut">,
  { atStart = true, ...options }: TreeOptions,
): readonly RootContent[] {
  const piece = head + text.slice(start, end);
  const { children } = parseTree(piece, { ...options, atStart: atStart && start === 0 });
  const before = head === "" ? 0 : headLines;
  if (start > 0) for (const node of children) move(node, start - head.length, line - 1 - before);
  const [table] = children;
  if (head !== "" && table?.type === "table") table.children.shift();
  return children;
}

function move(node: Nodes, offset: number, lines: number): void {
  for (const point of node.position ? [node.position.start, node.position.end] : []) {
    point.line += lines;
    if (point.offset !== undefined) point.offset += offset;
  }
  if ("children" in node) for (const child of node.children) move(child, offset, lines);
}

function before(cut: Cut | undefined, nodes: readonly RootContent[]): readonly RootContent[] {
  if (cut === undefined) return nodes;
  const next = nodes[cut.blocks];
  const whole = nodes.slice(0, cut.blocks);
  if (cut.items > 0 && next?.type === "list")
    return [...whole, { ...next, children: next.children.slice(0, cut.items) }];
  if (cut.items > 0 && next?.type === "table")
    return [...whole, { ...next, children: next.children.slice(0, cut.items) }];
  return whole;
}

/** The last place in a piece where a part can begin, if there is one behind its beginning. */
function lastCut(
  nodes: readonly RootContent[],
  text: string,
  { start: from, end, head: open }: Omit<Stretch, "cut">,
): Cut | undefined {
  const settled = linesBefore(text, end, lookAhead);
  const furthest = furthestEnds(nodes);
  for (let at = nodes.length - 1; at >= 0; at--) {
    const node = nodes[at];
    const start = placeOf(node, text);
    if (!node || !start || start.start < (furthest[at] ?? 0)) continue;
    if (node.type === "list")
      for (let item = node.children.length - 1; item > 0; item--) {
        const place = placeOf(node.children[item], text);
        if (place && place.start <= settled) return { ...place, blocks: at, items: item };
      }
    if (node.type === "table") {
      // The first table of a part that begins at a row has the head that was put before it.
      const head = at === 0 && open !== undefined ? open : headAt(text, start.start);
      for (let row = node.children.length - 1; row > 0; row--) {
        const place = placeOf(node.children[row], text);
        if (place && place.start <= settled) return { ...place, blocks: at, items: row, head };
      }
    }
    const isBehind = at > 0 && start.start > from && start.start <= settled;
    if (
      isBehind &&
      standsApart(text.slice(furthest[at], start.start)) &&
      !isIndentedCode(nodes[at - 1], text) &&
      !isIndentedCode(node, text)
    )
      return { ...start, blocks: at, items: 0 };
  }
  return undefined;
}

/** For each block, where the furthest of those before it ends: the parser's blocks may overlap. */
function furthestEnds(nodes: readonly RootContent[]): readonly number[] {
  let furthest = 0;
  return nodes.map(({ position }) => {
    const before = furthest;
    furthest = Math.max(furthest, position?.end.offset ?? 0);
    return before;
  });
}

/** The line that a node begins on; undefined where something else stands before it on that line. */
function placeOf(node: Nodes | undefined, text: string): Place | undefined {
  const { offset, line = 1 } = node?.position?.start ?? {};
  if (offset === undefined) return undefined;
  const start = lineStart(text, offset);
  // The parser drops a byte-order mark at the beginning of what it is given.
  return /^[ \t]*$/.test(text.slice(start, offset)) && text.charAt(start) !== "\uFEFF"
    ? { start, line }
    : undefined;
}

const standsApart = (between: string): boolean =>
  /^\s*$/.test(between) && between.split(/\r\n|\n|\r/).length > 2;

/**
 * Behind indented code the parser takes the next line for one that interrupts a paragraph, which "2." cannot; and
 * behind an empty item it takes indented code to pieces.
 */
const isIndentedCode = (node: RootContent | undefined, text: string): boolean =>
  node?.type === "code" && !/^(?:```|~~~)/.test(text.slice(node.position?.start.offset));

const headLines = 2;

/** The head of a table that begins at a position, and the line below it. */
function headAt(text: string, start: number): string {
  const below = lineEndBehind(text, start);
  return text.slice(start, lineEndBehind(text, below));
}

/** The blocks of all parts, those that were cut in one piece; undefined where one does not go on. */
function joined(parts: readonly Part[]): readonly RootContent[] | undefined {
  const blocks: RootContent[] = [];
  let open: List | Table | undefined;
  for (const { nodes, cut } of parts) {
    for (const [index, node] of nodes.entries()) {
      if (index > 0 || !open) blocks.push(node);
      else if (!extend(open, node)) return undefined;
    }
    const last = blocks.at(-1);
    const isOpen = cut !== undefined && cut.items > 0;
    open = isOpen && (last?.type === "list" || last?.type === "table") ? last : undefined;
  }
  return blocks;
}

/** Lets a block go on with what the next part begins with; false where that is something else. */
function extend(block: List | Table, more: RootContent): boolean {
  if (block.type === "list" && more.type === "list" && more.ordered === block.ordered) {
    for (const item of more.children) block.children.push(item);
    block.spread ||= more.spread ?? false;
  } else if (block.type === "table" && more.type === "table")
    for (const row of more.children) block.children.push(row);
  else return false;
  if (block.position && more.position) block.position.end = more.position.end;
  return true;
}

/** The index behind the first line end at or after a position. */
function lineEndBehind(text: string, from: number): number {
  const end = /\r\n|\n|\r/g;
  end.lastIndex = from;
  return end.exec(text) ? end.lastIndex : text.length;
}

/** The beginning of the last so many lines of a text that ends at a position, behind a line end. */
function linesBefore(text: string, end: number, lines: number): number {
  let start = end;
  for (let line = 0; line < lines && start > 0; line++) {
    const behind = text.endsWith("\r\n", start) ? start - 2 : start - 1;
    start = lineStart(text, behind);
  }
  return start;
}
