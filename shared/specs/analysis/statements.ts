import type { ProseLine } from "../../markdown/prose-lines";
import type { Place } from "./finding";

/** A group of lines: a heading, a list item with its continuation lines, a table row, or a paragraph. */
export interface Statement {
  readonly kind: "heading" | "item" | "row" | "text";
  /** The level of a heading, 1 to 6; otherwise 0. */
  readonly level: number;
  /** The columns of white space before the first line. */
  readonly indent: number;
  /**
   * The Markdown of the lines, joined by "\n", without a heading's signs or an item's bullet. Code spans are
   * not prose; they are replaced by blanks, so that offsets stay valid.
   */
  readonly text: string;
  /** The same text including its code. */
  readonly source: string;
  /** For each line of `text`: its 1-based line in the document, and the column at which its text starts. */
  readonly starts: readonly { readonly line: number; readonly column: number }[];
}

const heading = /^ {0,3}(#{1,6})(?:[ \t]+|$)(.*?)(?:[ \t]+#+)?[ \t]*$/;
const bullet = /^([ \t]*(?:>[ \t]?)*)((?:[-*+]|\d{1,9}[.)])[ \t]+)(.*)$/;

/** Groups a document's lines. Setext headings count as text, because Spec Kit does not use them. */
export function statementsOf(lines: readonly ProseLine[]): Statement[] {
  const found: Statement[] = [];
  let open:
    | { kind: "item" | "text"; indent: number; lines: ProseLine[]; first: number }
    | undefined;
  const close = () => {
    if (open) found.push(gather(open.kind, 0, open.indent, open.lines, open.first));
    open = undefined;
  };
  let last = 0;
  for (const line of lines) {
    const { text } = line;
    if (line.line !== last + 1 || text.trim() === "") close();
    last = line.line;
    if (text.trim() === "") continue;
    const [, signs] = heading.exec(text) ?? [];
    if (signs !== undefined) {
      close();
      found.push(gather("heading", signs.length, 0, [line], text.indexOf(signs) + signs.length));
      continue;
    }
    const [, before, mark] = bullet.exec(text) ?? [];
    if (before !== undefined && mark !== undefined) {
      close();
      const start = before.length + mark.length;
      open = { kind: "item", indent: before.length, lines: [line], first: start };
      continue;
    }
    if (/^[ \t]*\|/.test(text)) {
      close();
      found.push(gather("row", 0, 0, [line], 0));
      continue;
    }
    if (open) open.lines.push(line);
    else open = { kind: "text", indent: 0, lines: [line], first: 0 };
  }
  close();
  return found;
}

function gather(
  kind: Statement["kind"],
  level: number,
  indent: number,
  lines: readonly ProseLine[],
  first: number,
): Statement {
  const starts = lines.map(({ line, text }, index) => {
    const from = index === 0 ? first : 0;
    return { line, column: from + (/\S/.exec(text.slice(from))?.index ?? 0) + 1 };
  });
  const source = lines
    .map(({ text }, index) => text.slice((starts[index]?.column ?? 1) - 1).trimEnd())
    .join("\n");
  return { kind, level, indent, text: withoutCode(source), source, starts };
}

/** Replaces code spans by blanks of the same length. */
export function withoutCode(text: string): string {
  if (!text.includes("`")) return text;
  return text.replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, (code) => code.replace(/[^\n]/g, " "));
}

/** The place in the document of a stretch of a statement's text. */
export function placeIn(statement: Statement, from: number, to: number): Place {
  return { ...pointIn(statement, from), end: pointIn(statement, to) };
}

function pointIn({ text, starts }: Statement, index: number): { line: number; column: number } {
  let row = 0;
  let lineStart = 0;
  for (let end = text.indexOf("\n"); end !== -1 && end < index; end = text.indexOf("\n", end + 1)) {
    row += 1;
    lineStart = end + 1;
  }
  const start = starts[row] ?? { line: 1, column: 1 };
  return { line: start.line, column: start.column + index - lineStart };
}
