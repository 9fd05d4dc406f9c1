import type { List, Nodes, RootContent, Table } from "mdast";
import { lineStart, opensFrontMatter } from "./prose-lines";
import { definedIn, parseTree, type TreeOptions } from "./tree";

/**
 * The number of characters per part. Longer parts slow the parser down; shorter ones mean that more text is
 * parsed twice.
 */
const partLength = 4000;

/**
 * The number of lines that decide what a block is. For example, the line below a table's head makes it a
 * table.
 */
const lookAhead = 4;

/**
 * Parses a long text part by part. The result is the same as that of `parseTree`, in time proportional to
 * the text's length. Given a whole list at once, the parser scans all of its earlier items again for each
 * item.
 *
 * A part begins where all earlier constructs are closed: at a block after a blank line, at an item of a
 * top-level list, or at a table row (which is parsed below the table's head). From such a place on, the
 * text is parsed the same whatever precedes it (CommonMark 0.31, appendix, "A parsing strategy").
 * Definitions, front matter and the lists themselves do cross parts and are handled separately.
 * @param length the length of a part in characters; a part grows where a single block is longer
 * @throws every error that the parser throws on a text that it cannot parse
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
    // Only text in brackets can refer to a definition in another part.
    defined.size > 0 && text.slice(part.start, part.end).includes("[")
      ? { ...part, nodes: nodesOf(text, part, all) }
      : part,
  );
  return joined(read) ?? parseTree(text, options).children;
}

/** The beginning of a line at which all earlier constructs are closed. */
interface Place {
  readonly start: number;
  readonly line: number;
  /** At a table row: the table's head and delimiter row. */
  readonly head?: string;
}

/** The place where the next part begins. */
interface Cut extends Place {
  /** The number of blocks before the cut. */
  readonly blocks: number;
  /**
   * The number of items or rows, before the cut, of the block that continues after the cut; 0 where a new
   * block begins there.
   */
  readonly items: number;
}

/** A stretch of the text to parse. */
interface Stretch extends Place {
  /** The end of the text that the parser is given. */
  readonly end: number;
  /** Undefined when the stretch ends at the end of the text. */
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

/** Parses from a place until the next place is found. */
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
      // The parser's error may come from the cut end of the part.
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

/** Parses the text between two places. Positions are those of the whole text. */
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

/** The last place in a piece where a new part can begin; undefined when there is none after its start. */
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
      // In a part that begins at a table row, the first table has the head that was put before the part.
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

/** For each block, the furthest end of the blocks before it. The parser's blocks may overlap. */
function furthestEnds(nodes: readonly RootContent[]): readonly number[] {
  let furthest = 0;
  return nodes.map(({ position }) => {
    const before = furthest;
    furthest = Math.max(furthest, position?.end.offset ?? 0);
    return before;
  });
}

/**
 * The beginning of the line on which a node begins; undefined where other text precedes the node on that
 * line.
 */
function placeOf(node: Nodes | undefined, text: string): Place | undefined {
  const { offset, line = 1 } = node?.position?.start ?? {};
  if (offset === undefined) return undefined;
  const start = lineStart(text, offset);
  // The parser drops a byte-order mark at the beginning of its input.
  return /^[ \t]*$/.test(text.slice(start, offset)) && text.charAt(start) !== "\uFEFF"
    ? { start, line }
    : undefined;
}

const standsApart = (between: string): boolean =>
  /^\s*$/.test(between) && between.split(/\r\n|\n|\r/).length > 2;

/**
 * After indented code, the parser treats the next line as one that interrupts a paragraph, which "2."
 * cannot do. After an empty item, the parser splits indented code.
 */
const isIndentedCode = (node: RootContent | undefined, text: string): boolean =>
  node?.type === "code" && !/^(?:```|~~~)/.test(text.slice(node.position?.start.offset));

const headLines = 2;

/** The head of a table that begins at a position, with the delimiter row. */
function headAt(text: string, start: number): string {
  const below = lineEndBehind(text, start);
  return text.slice(start, lineEndBehind(text, below));
}

/**
 * Joins the blocks of all parts, including blocks that were cut. Returns undefined where a cut block does
 * not continue.
 */
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

/** Appends the first block of the next part to a cut block. Returns false when their kinds differ. */
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

/** The index after the first line end at or after a position. */
function lineEndBehind(text: string, from: number): number {
  const end = /\r\n|\n|\r/g;
  end.lastIndex = from;
  return end.exec(text) ? end.lastIndex : text.length;
}

/** The start of the last `lines` lines before `end`, an offset that follows a line end. */
function linesBefore(text: string, end: number, lines: number): number {
  let start = end;
  for (let line = 0; line < lines && start > 0; line++) {
    const behind = text.endsWith("\r\n", start) ? start - 2 : start - 1;
    start = lineStart(text, behind);
  }
  return start;
}
