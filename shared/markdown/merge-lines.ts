import { compare, type Hunk, hunksOf, type Range } from "./merge-hunks";
import { agreed, conflict, fuse, obvious, type Part, type Sides } from "./merge-parts";

/** The kind of a block's lines: list items, table rows, or lines of one text. */
export type LineKind = "items" | "rows" | "prose";

const listMarker = /^([ \t]*)(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)(?:\[[ xX]\][ \t]+)?/;

/** Determines the kind of a block's lines from its source. */
export function lineKindOf(source: string): LineKind {
  if (/^ {0,3}(?:[-*+]|\d{1,9}[.)])(?:[ \t\r\n]|$)/.test(source)) return "items";
  const [, second = ""] = source.split(/\r\n|\n|\r/, 2);
  return /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*$/.test(second) &&
    second.includes("|")
    ? "rows"
    : "prose";
}

/** Lines, each with its line end. */
export const linesOf = (text: string): string[] =>
  text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];

/**
 * Merges a stretch that both sides changed, line by line. No side may be empty.
 * @param eol the document's line end
 */
export function mergeLines(sides: Sides, kind: LineKind, eol: string): Part[] {
  // The last line gets a line end. A line added after it then does not change it.
  const closed = {
    base: linesOf(sides.base + eol),
    mine: linesOf(sides.mine + eol),
    theirs: linesOf(sides.theirs + eol),
  };
  const { base } = closed;
  const mine = hunksOf(base, closed.mine);
  const theirs = hunksOf(base, closed.theirs);
  // Neighbouring changed items are separate changes; neighbouring changed lines of one text are one change.
  const apart = (above: Hunk, below: Hunk): boolean =>
    below.start > above.end || (kind !== "prose" && !orphans(above, below));
  const orphans = (above: Hunk, below: Hunk): boolean =>
    kind === "items" &&
    above.from === above.to &&
    below.start === below.end &&
    base
      .slice(above.start, above.end)
      .some((line) => indentOf(line) < indentOf(firstOf(below, mine.includes(below))));
  const firstOf = (hunk: Hunk, isMine: boolean) =>
    (isMine ? closed.mine : closed.theirs)
      .slice(hunk.from, hunk.to)
      .find((line) => line.trim() !== "") ?? "";

  const parts = compare(base.length, mine, theirs, apart).flatMap((stretch) => {
    const lines = {
      base: cut(base, stretch.base),
      mine: cut(closed.mine, stretch.mine),
      theirs: cut(closed.theirs, stretch.theirs),
    };
    const joined = joinSides(lines);
    return obvious(joined) ?? mergeStretch(lines, joined, kind, eol);
  });
  return withoutLast(parts, eol);
}

type LineSides = Readonly<Record<keyof Sides, readonly string[]>>;

const cut = (lines: readonly string[], { from, to }: Range) => lines.slice(from, to);

const joinSides = ({ base, mine, theirs }: LineSides): Sides => ({
  base: base.join(""),
  mine: mine.join(""),
  theirs: theirs.join(""),
});

/** Columns of indentation; a tab counts as four. */
const indentOf = (line: string): number =>
  (/^[ \t]*/.exec(line)?.[0] ?? "").replaceAll("\t", "    ").length;

function mergeStretch(lines: LineSides, sides: Sides, kind: LineKind, eol: string): Part[] {
  const { base, mine, theirs } = lines;
  if (base.length === 0) return [mergeAdded(lines, sides, kind, eol)];
  if (base.length === mine.length && base.length === theirs.length) return pairs(lines, kind, eol);
  return [mergeWords(sides) ?? conflict(sides, eol)];
}

/**
 * Both sides added lines at one place. Items and rows of both stay, in an order that does not depend on
 * which side is mine.
 */
function mergeAdded({ mine, theirs }: LineSides, sides: Sides, kind: LineKind, eol: string): Part {
  const least = Math.min(mine.length, theirs.length);
  let head = 0;
  while (head < least && mine[head] === theirs[head]) head += 1;
  let tail = 0;
  while (tail < least - head && mine[mine.length - 1 - tail] === theirs[theirs.length - 1 - tail])
    tail += 1;
  const own = [mine, theirs].map((lines) => lines.slice(head, lines.length - tail));
  const independent =
    kind === "rows" ||
    (kind === "items" &&
      own.every((lines) => {
        const first = lines.find((line) => line.trim() !== "");
        return first === undefined || listMarker.test(first);
      }));
  if (!independent) return conflict(sides, eol);
  const ordered = own
    .map((lines) => lines.join(""))
    .sort((a, b) => firstIndent(b) - firstIndent(a) || (a < b ? -1 : 1));
  const end = mine.slice(mine.length - tail);
  return agreed(sides, [...mine.slice(0, head), ...ordered, ...end].join(""));
}

const firstIndent = (text: string) => indentOf(text.replace(/^(?:[ \t]*(?:\r\n|\n|\r))+/, ""));

/** All three versions have the same number of lines, so each line is compared with its counterpart. */
function pairs({ base, mine, theirs }: LineSides, kind: LineKind, eol: string): Part[] {
  return base.map((line, index) => {
    const sides = { base: line, mine: mine[index] ?? "", theirs: theirs[index] ?? "" };
    return (
      obvious(sides) ??
      (kind === "prose" ? undefined : mergeFields(sides)) ??
      mergeWords(sides) ??
      conflict(sides, eol)
    );
  });
}

/** Merges an item's sign, box and text separately, or a row's cells. */
function mergeFields(sides: Sides): Part | undefined {
  const [base, mine, theirs] = [sides.base, sides.mine, sides.theirs].map(fieldsOf);
  if (!base || base.length < 2) return undefined;
  if (base.length !== mine?.length || base.length !== theirs?.length) return undefined;
  const merged = base.map((field, index) => {
    const each = { base: field, mine: mine[index] ?? "", theirs: theirs[index] ?? "" };
    return obvious(each) ?? mergeWords(each);
  });
  const known = merged.filter((part) => part !== undefined);
  return known.length === merged.length ? fuse(known) : undefined;
}

function fieldsOf(line: string): string[] {
  const marker = listMarker.exec(line)?.[0];
  if (marker !== undefined) {
    const box = marker.lastIndexOf("[");
    const sign = box === -1 ? [marker] : [marker.slice(0, box), marker.slice(box)];
    return [...sign, line.slice(marker.length)];
  }
  return line.match(/(?:\\.|[^|\\])*\||(?:\\.|[^|\\])+$/gs) ?? [line];
}

// In scripts without spaces, each letter counts as a word.
const token =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{N}\p{M}_])+|\s+|\P{L}/gu;
/** Splits a text into words, blanks and signs. */
export const wordsOf = (text: string): string[] => text.match(token) ?? [];

const isWord = /[\p{L}\p{N}]/u;

/** The most unchanged words between two changes of one side that still count as one change. */
const looseWords = 1;

/**
 * Merges two versions of a text word by word.
 * @returns undefined when both sides changed the same or neighbouring words
 */
export function mergeWords(sides: Sides): Part | undefined {
  const base = wordsOf(sides.base);
  const mine = wordsOf(sides.mine);
  const theirs = wordsOf(sides.theirs);
  const wordsBetween = (start: number, end: number) =>
    base.slice(start, end).filter((each) => isWord.test(each)).length;
  // A rewritten sentence shares a word or two with the old one by chance. The rewriting is still one
  // change.
  const gathered = (hunks: readonly Hunk[]): Hunk[] => {
    const result: Hunk[] = [];
    for (const hunk of hunks) {
      const last = result.at(-1);
      if (last && wordsBetween(last.end, hunk.start) <= looseWords)
        result[result.length - 1] = { ...last, end: hunk.end, to: hunk.to };
      else result.push(hunk);
    }
    return result;
  };
  const parts: Part[] = [];
  for (const stretch of compare(
    base.length,
    gathered(hunksOf(base, mine)),
    gathered(hunksOf(base, theirs)),
    (above, below) => wordsBetween(above.end, below.start) > 0,
  )) {
    const part = obvious(
      joinSides({
        base: cut(base, stretch.base),
        mine: cut(mine, stretch.mine),
        theirs: cut(theirs, stretch.theirs),
      }),
    );
    if (!part) return undefined;
    parts.push(part);
  }
  return fuse(parts);
}

/** Removes the line end that was added to each side. */
function withoutLast(parts: readonly Part[], eol: string): Part[] {
  let from = parts.length;
  let last: Part | undefined;
  do {
    from -= 1;
    last = fuse(parts.slice(from));
  } while (from > 0 && [last.base, last.mine, last.theirs, textOf(last)].includes(""));
  const strip = (text: string) => (text.endsWith(eol) ? text.slice(0, -eol.length) : text);
  const sides = { base: strip(last.base), mine: strip(last.mine), theirs: strip(last.theirs) };
  const end: Part =
    last.kind === "agreed"
      ? agreed(sides, strip(last.text))
      : { ...last, ...sides, both: strip(last.both) };
  return [...parts.slice(0, from), end];
}

const textOf = (part: Part): string => (part.kind === "agreed" ? part.text : part.both);
