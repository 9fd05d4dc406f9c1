import type { Place } from "@shared/specs/analysis/finding";
import type { Editor } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";

/** How many lines above a place are searched for a line that the editor shows as text. */
const searchedLines = 40;

/**
 * Finds in the editor the nodes for a place of the document's text. The text is the document as a save would
 * write it now. Its lines and the editor's blocks are matched by letters and digits, which are the same in
 * both, because Markdown's signs are neither. Walks the whole document once: cheap enough for a click, too slow
 * for each key.
 * @returns the positions of the marked stretch; of the nearest text above when the place is not shown as text;
 * undefined for an empty document
 */
export function locate(
  doc: Node,
  text: string,
  { line, column, end }: Place,
): { from: number; to: number } | undefined {
  const rows = text.split(/\r\n|\n|\r/);
  const blocks = blocksOf(doc);
  for (let at = line; at > 0 && at > line - searchedLines; at -= 1) {
    const pieces = piecesOf(rows[at - 1] ?? "");
    const piece = at < line ? pieces.at(-1) : pieces.findLast(({ start }) => start < column);
    const letters = lettersOf(piece?.text ?? "");
    if (!piece || letters === "") continue;
    const before = [
      ...rows.slice(0, at - 1).flatMap(piecesOf),
      ...pieces.filter((it) => it.start < piece.start),
    ];
    const same = before.filter((other) => lettersOf(other.text) === letters).length;
    const holding = blocks.filter((block) => block.letters.includes(letters));
    const block = holding[Math.min(same, holding.length - 1)];
    if (!block) continue;
    const first = block.letters.indexOf(letters);
    if (at < line) return stretch(block, first + letters.length, "");
    const { from, to } = shown(
      piece.text,
      column - 1 - piece.start,
      end?.line === line ? end.column - 1 - piece.start : undefined,
    );
    return stretch(
      block,
      first + lettersOf(piece.text.slice(0, from)).length,
      end ? piece.text.slice(from, to) : "",
    );
  }
  const [first] = blocks;
  return first && stretch(first, 0, "");
}

/** A line; or the cells of a table row, each with its column in the row. */
function piecesOf(row: string): { text: string; start: number }[] {
  if (!/^[ \t]*\|/.test(row)) return [{ text: row, start: 0 }];
  const pieces: { text: string; start: number }[] = [];
  let start = 0;
  for (const { index } of row.matchAll(/(?<!\\)\|/g)) {
    pieces.push({ text: row.slice(start, index), start });
    start = index + 1;
  }
  return [...pieces, { text: row.slice(start), start }];
}

/** The editor shows a link's text and not its address, so a place in an address becomes the link's text. */
function shown(text: string, from: number, to: number | undefined): { from: number; to: number } {
  const link = /\[([^[\]]*)\]\([ \t]*<?$/.exec(text.slice(0, from));
  return link
    ? { from: link.index + 1, to: link.index + 1 + (link[1]?.length ?? 0) }
    : { from, to: to ?? text.length };
}

interface Block {
  /** The position in the document at which the block's text begins. */
  readonly start: number;
  readonly text: string;
  readonly letters: string;
  /** The offsets in the block's text: one for each letter, and one for the end. */
  readonly offsets: readonly number[];
}

function blocksOf(doc: Node): Block[] {
  const found: Block[] = [];
  doc.descendants((node, position) => {
    if (!node.isTextblock) return true;
    const text = node.textBetween(0, node.content.size, undefined, "\ufffc");
    const offsets: number[] = [];
    for (const { 0: run, index } of text.matchAll(/[\p{L}\p{N}]+/gu))
      for (let step = 0; step < run.length; step += 1) offsets.push(index + step);
    found.push({
      start: position + 1,
      text,
      letters: text.replace(signs, ""),
      offsets: [...offsets, text.length],
    });
    return false;
  });
  return found;
}

/**
 * The positions of a stretch of Markdown in a block.
 * @param letter the number of the block's letters before the stretch
 * @param said the stretch; empty for a mere point
 */
function stretch(block: Block, letter: number, said: string): { from: number; to: number } {
  const { start, text, offsets } = block;
  const count = lettersOf(said).length;
  const first = offsets[letter] ?? text.length;
  if (count === 0) return { from: start + first, to: start + first };
  const last = (offsets[letter + count - 1] ?? text.length - 1) + 1;
  // The brackets of a question and the quotation marks of a word are included where the block has them as well.
  const before = /^[^\p{L}\p{N}]*/u.exec(said)?.[0] ?? "";
  const after = /[^\p{L}\p{N}]*$/u.exec(said)?.[0] ?? "";
  return {
    from: start + first - (text.slice(0, first).endsWith(before) ? before.length : 0),
    to: start + last + (text.slice(last).startsWith(after) ? after.length : 0),
  };
}

const signs = /[^\p{L}\p{N}]+/gu;

/** A stretch of Markdown without signs and without the addresses of its links. */
const lettersOf = (markdown: string): string =>
  markdown.replace(/\]\([^)]*\)|\]\[[^\]]*\]/g, "").replace(signs, "");

/**
 * Selects the nodes for a place of the document's text, and scrolls them into view.
 * @param focus whether the editor takes the focus
 */
export function showPlace(editor: Editor, text: string, place: Place, focus = true): void {
  const found = locate(editor.state.doc, text, place);
  if (!found) return;
  editor.commands.setTextSelection(found);
  if (focus) editor.view.focus();
  const { node } = editor.view.domAtPos(found.from);
  const element = node instanceof Element ? node : node.parentElement;
  element?.scrollIntoView({ block: "nearest" });
}
