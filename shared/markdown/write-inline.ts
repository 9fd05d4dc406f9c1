import type { PhrasingContent } from "mdast";
import { canClose, canOpen, classOf, lastPoint, pointAt } from "./delimiters";
import { type Escapes, escaped } from "./escapes";
import { toPhrasing } from "./to-tree";
import type { EditorNode, Style } from "./types";
import { Unrepresentable } from "./unrepresentable";

/** The spelling of marks and addresses, where Markdown has more than one. */
export interface Spelling {
  /** Addresses may be written bare, as elsewhere in the document. */
  readonly bare: boolean;
  /** The sign of italic beside bold: the block's own sign, or the sign that bold does not use. */
  readonly emphasis: "own" | "other";
  /** Marks are written as HTML tags, which are parsed as marks in any context. */
  readonly tags: boolean;
}

/** The spellings to try; the best-looking one comes first. */
export const spellings: readonly Spelling[] = [
  { bare: true, emphasis: "own", tags: false },
  { bare: false, emphasis: "own", tags: false },
  { bare: false, emphasis: "other", tags: false },
  { bare: false, emphasis: "own", tags: true },
];

/** The options for writing Markdown. */
export interface Writing {
  readonly style: Style;
  readonly escapes: Escapes;
  readonly spelling: Spelling;
}

/** The place where a stretch of text is written. */
export interface InlinePlace {
  readonly inCell: boolean;
  /** The text before it and after it on the same line; empty at the line's ends. */
  readonly before: string;
  readonly after: string;
}

export const ownBlock = (inCell: boolean): InlinePlace => ({ inCell, before: "", after: "" });

type MarkNode = Extract<PhrasingContent, { type: "strong" | "emphasis" | "delete" }>;

/** The signs of one mark. */
interface Mark {
  readonly type: MarkNode["type"];
  sign: "*" | "_" | "~" | "tag";
}

type Piece = string | { readonly mark: Mark; readonly opens: boolean };

const tagNames = { strong: "strong", emphasis: "em", delete: "del" } as const;

/** A text block's content as Markdown. @throws {Unrepresentable} */
export function writeInline(
  content: readonly EditorNode[],
  writing: Writing,
  place: InlinePlace,
): string {
  const pieces: Piece[] = [];
  for (const node of toPhrasing(content)) write(node, { ...writing, place, pieces });
  settleSigns(pieces, place);
  return pieces.map(textOf).join("");
}

const textOf = (piece: Piece): string => {
  if (typeof piece === "string") return piece;
  const { mark, opens } = piece;
  if (mark.sign === "tag") return `<${opens ? "" : "/"}${tagNames[mark.type]}>`;
  return mark.type === "emphasis" ? mark.sign : mark.sign.repeat(2);
};

/**
 * Changes the signs of a mark that could not begin or end between its neighbouring characters (CommonMark
 * 0.31, 6.2): "_" within a word becomes "*", and "**" between a letter and a bracket becomes a tag.
 */
function settleSigns(pieces: readonly Piece[], place: InlinePlace): void {
  const opening = new Map<Mark, number>();
  for (let index = 0; index < pieces.length; index++) {
    const piece = pieces[index];
    if (piece === undefined || typeof piece === "string") continue;
    const { mark, opens } = piece;
    if (opens) opening.set(mark, index);
    if (mark.sign === "tag" || fits(pieces, index, place)) continue;
    mark.sign = mark.sign === "_" ? "*" : "tag";
    // The pieces beside the mark's other end have another neighbour now, so they are checked again.
    index = opening.get(mark) ?? index;
    while (index > 0 && typeof pieces[index - 1] === "object") index--;
    index--;
  }
}

/** An address continues until the next blank. */
const address = /(?:https?:\/\/|www\.)[^\s<]*$/i;
/** The number of characters of an address that are examined. */
const longestAddress = 500;

function fits(pieces: readonly Piece[], index: number, place: InlinePlace): boolean {
  const piece = pieces[index];
  if (piece === undefined || typeof piece === "string") return true;
  const { sign } = piece.mark;
  const isOfRun = (other: Piece | undefined) =>
    typeof other === "object" && other.mark.sign === sign;
  let [from, to] = [index - 1, index + 1];
  while (isOfRun(pieces[from])) from--;
  while (isOfRun(pieces[to])) to++;
  const textAt = (at: number, otherwise: string, step: 1 | -1): string => {
    const other = pieces[at];
    if (other === undefined) return otherwise;
    return textOf(other) || textAt(at + step, otherwise, step);
  };
  const before = lastPoint(textAt(from, place.before, -1));
  const behind = pointAt(textAt(to, place.after, 1), 0);
  if ((piece.opens || goesOn(pieces, to, place)) && address.test(lineBefore(pieces, from, place)))
    return false;
  return piece.opens ? canOpen(sign, before, behind) : canClose(sign, before, behind);
}

/**
 * Whether an address before closing marks would continue behind them. An address ends before the signs of marks
 * if a blank or a tag follows the signs (GFM, 6.9).
 * @param next the first piece behind the marks of one sign
 */
function goesOn(pieces: readonly Piece[], next: number, place: InlinePlace): boolean {
  const piece = pieces[next];
  if (typeof piece === "object") {
    return piece.mark.sign !== "tag" && goesOn(pieces, next + 1, place);
  }
  if (piece === "") return goesOn(pieces, next + 1, place);
  return classOf(pointAt(piece ?? place.after, 0)) !== "blank";
}

/** The text of the pieces up to and including `last`, as far back as an address could reach. */
function lineBefore(pieces: readonly Piece[], last: number, { before }: InlinePlace): string {
  let line = "";
  for (let at = last; at >= -1 && line.length < longestAddress && !/[\s<]/.test(line); at--) {
    const piece = pieces[at];
    line = (piece === undefined ? before : textOf(piece)).slice(-longestAddress) + line;
  }
  return line;
}

interface Context extends Writing {
  readonly place: InlinePlace;
  readonly pieces: Piece[];
}

function write(node: PhrasingContent, context: Context): void {
  const { style, escapes, spelling, place, pieces } = context;
  const inCell = (text: string) => (place.inCell ? withPipes(text) : text);
  switch (node.type) {
    case "text":
      pieces.push(writeText(node.value, escapes, place.inCell));
      break;
    case "inlineCode":
      pieces.push(inCell(inlineCode(node.value)));
      break;
    case "html":
      pieces.push(inCell(node.value));
      break;
    case "break":
      pieces.push(place.inCell ? style.cellBreak : style.hardBreak);
      break;
    case "strong":
    case "emphasis":
    case "delete": {
      const mark: Mark = { type: node.type, sign: signOf(node, context) };
      pieces.push({ mark, opens: true });
      for (const child of node.children) write(child, context);
      pieces.push({ mark, opens: false });
      break;
    }
    case "link": {
      const bare = shortLink(node, spelling.bare && style.bareLinks);
      if (bare !== undefined) {
        pieces.push(inCell(bare));
        break;
      }
      pieces.push("[");
      for (const child of node.children) write(child, context);
      pieces.push(`](${target(node, context)})`);
      break;
    }
    case "image":
      pieces.push(
        `![${writeText(node.alt ?? "", escapes, place.inCell)}](${target(node, context)})`,
      );
      break;
    default:
      throw new Unrepresentable(`Markdown has no form for "${node.type}" in a text.`);
  }
}

function signOf({ type }: MarkNode, { style, spelling }: Context): Mark["sign"] {
  if (spelling.tags) return "tag";
  if (type === "delete") return "~";
  if (type === "strong") return style.strong;
  if (spelling.emphasis === "own") return style.emphasis;
  return style.strong === "*" ? "_" : "*";
}

/**
 * A text with its backslashes. In a table cell every bar gets one, because a bare bar would end the cell.
 */
export const writeText = (text: string, escapes: Escapes, inCell: boolean): string =>
  inCell
    ? text
        .split("|")
        .map((part) => escaped(part, escapes))
        .join("\\|")
    : escaped(text, escapes);

/** Source in a table cell. Bars without a backslash get one. */
const withPipes = (source: string): string =>
  source.replace(/\\?\|/g, (bar) => (bar === "|" ? "\\|" : bar));

/** Code, in a table cell or elsewhere. */
export const writeCode = (code: string, inCell: boolean): string =>
  inCell ? withPipes(code) : code;

function inlineCode(value: string): string {
  const runs = new Set(value.match(/`+/g)?.map(({ length }) => length));
  let length = 1;
  while (runs.has(length)) length++;
  const fence = "`".repeat(length);
  const isBlank = /^[ \r\n]*$/.test(value);
  const padded = /^`|`$/.test(value) || (/^[ \r\n]/.test(value) && /[ \r\n]$/.test(value));
  return padded && !isBlank ? `${fence} ${value} ${fence}` : fence + value + fence;
}

type LinkNode = Extract<PhrasingContent, { type: "link" }>;
type Target = { readonly url: string; readonly title?: string | null | undefined };

/** A link whose text is its own address, in its short form; undefined for any other link. */
function shortLink(link: LinkNode, mayBeBare: boolean): string | undefined {
  const [only, ...others] = link.children;
  if (others.length > 0 || only?.type !== "text" || link.title) return undefined;
  const { value } = only;
  if (mayBeBare && /^(?:https?:\/\/|www\.|[^\s@]+@)\S+$/.test(value))
    if ([value, `http://${value}`, `mailto:${value}`].includes(link.url)) return value;
  const isAddress = link.url === value || link.url === `mailto:${value}`;
  return isAddress && /^[a-z][a-z\d+.-]+:[^\0- <>\u007f]*$/i.test(link.url)
    ? `<${value}>`
    : undefined;
}

/** The address and title of a link or image: the text in the round brackets. */
function target({ url, title }: Target, { escapes, place }: Context): string {
  const within = (text: string) => writeText(text, escapes, place.inCell);
  const enclosed = /[\0- \u007f]/.test(url) || (url === "" && title);
  const address = enclosed ? `<${within(url).replace(/\r\n?|\n/g, "&#xA;")}>` : within(url);
  if (!title) return address;
  const quote = title.includes('"') && !title.includes("'") ? "'" : '"';
  return `${address} ${quote}${within(title).replaceAll(quote, `\\${quote}`)}${quote}`;
}
