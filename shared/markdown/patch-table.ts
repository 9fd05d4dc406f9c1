import type { Edit, PatchContext } from "./edits";
import { rowFromEditor } from "./from-editor";
import { lineStart } from "./prose-lines";
import type { EditorNode, Layout } from "./types";

/**
 * The edits that change the alignment of columns. Only the delimiter row below the table's head changes,
 * and each cell keeps its width where possible.
 * @returns undefined where the cells of the delimiter row cannot be located
 */
export function patchAlignment(
  table: Layout,
  old: EditorNode,
  next: EditorNode,
  text: string,
): Edit[] | undefined {
  const [before, after] = [alignments(old), alignments(next)];
  if (before.length !== after.length) return undefined;
  if (before.every((align, column) => align === after[column])) return [];
  const [head] = table.children;
  if (!head) return undefined;
  const start = lineBehind(text, head.end);
  const row = text.slice(start, lineEnd(text, start));
  const cells = [...row.matchAll(/:?-+:?/g)];
  if (cells.length !== before.length) return undefined;
  return cells.flatMap(({ index, 0: cell }, column) => {
    if (before[column] === after[column]) return [];
    const at = start + index;
    return [{ start: at, end: at + cell.length, text: delimiter(after[column], cell.length) }];
  });
}

const alignments = ({ content }: EditorNode) =>
  (content?.[0]?.content ?? []).map(({ attrs }) => attrs?.["align"]);

function delimiter(align: unknown, width: number): string {
  const left = align === "left" || align === "center" ? ":" : "";
  const right = align === "right" || align === "center" ? ":" : "";
  return left + "-".repeat(Math.max(1, width - left.length - right.length)) + right;
}

type Context = PatchContext & { readonly prefix: string };

/**
 * Writes a row in the form of a neighbouring row: the same outer bars and, in an aligned table, the same
 * widths.
 */
export function rowLike(neighbour: Layout, row: EditorNode, context: Context): string {
  const { text, style } = context;
  const like = text.slice(neighbour.start, neighbour.end).trim();
  const written = rowFromEditor(row, context);
  if (style.tableAligned) return padded(written, like);
  const bare = written.replace(/^\|[ \t]*/, "").replace(/[ \t]*(?<!\\)\|$/, "");
  // A first cell without text needs its bar.
  if (like.startsWith("|") || /^[ \t]*\|/.test(bare) || bare === "") return written;
  return /(?<!\\)\|$/.test(like) ? `${bare} |` : bare;
}

/** Pads a row's cells to the widths of another row. Wider cells stay as they are. */
function padded(row: string, like: string): string {
  const cellsOf = (line: string) => line.split(/(?<!\\)\|/).slice(1, -1);
  const widths = cellsOf(like).map(({ length }) => length);
  const cells = cellsOf(row).map((cell, column) => cell.padEnd(widths[column] ?? 0));
  return `|${cells.join("|")}|`;
}

/** Inserts rows below another row. No row can be inserted above the table's head. */
export function addRows(
  table: Layout,
  at: number,
  rows: readonly EditorNode[],
  context: Context,
): Edit | undefined {
  const { text, eol, prefix } = context;
  const previous = table.children[at - 1];
  if (!previous) return undefined;
  const end = at === 1 ? lineEnd(text, lineBehind(text, previous.end)) : previous.end;
  const written = rows.map((row) => eol + prefix + rowLike(previous, row, context));
  return { start: end, end, text: written.join("") };
}

/** Removes rows with their lines. The table's head cannot be removed. @param to the index after the last */
export function removeRows(
  table: Layout,
  from: number,
  to: number,
  text: string,
): Edit | undefined {
  const [first, last, next] = [table.children[from], table.children[to - 1], table.children[to]];
  if (!first || !last || from === 0) return undefined;
  if (next) return { start: first.start, end: next.start, text: "" };
  const before = lineStart(text, first.start);
  const end = text.slice(0, before).endsWith("\r\n") ? before - 2 : before - 1;
  return { start: end, end: last.end, text: "" };
}

/** The end of the line at a position. */
function lineEnd(text: string, at: number): number {
  const end = /[\r\n]/g;
  end.lastIndex = at;
  return end.exec(text)?.index ?? text.length;
}

/** The start of the next line. */
function lineBehind(text: string, at: number): number {
  const end = lineEnd(text, at);
  return text.startsWith("\r\n", end) ? end + 2 : end + 1;
}

/**
 * The edit that fills an empty cell, or empties a cell.
 * @param written the new text; empty for an empty cell
 * @returns undefined where the cell does not exist in its row yet
 */
export function patchEmptyCell(
  { start, end, inline }: Layout,
  written: string,
  { text, style }: PatchContext,
): Edit | undefined {
  if (inline) {
    const { start: from, end: to } = inline;
    return { start: from, end: to, text: style.tableAligned ? " ".repeat(to - from) : "" };
  }
  const [whole, bar = "", blanks = ""] = /^(\|?)([ \t]*)/.exec(text.slice(start, end)) ?? [];
  if (!whole || bar === "") return undefined;
  const wanted = blanks !== "" || style.tablePadding ? ` ${written} ` : written;
  return { start: start + 1, end: start + whole.length, text: wanted.padEnd(blanks.length) };
}
