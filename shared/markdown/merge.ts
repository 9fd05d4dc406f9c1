import { mergeBlocks } from "./merge-blocks";
import { hunksOf } from "./merge-hunks";
import { linesOf, mergeLines } from "./merge-lines";
import { type Conflict, obvious, type Part, type Sides, tidy, withPlaces } from "./merge-parts";
import { proseLines } from "./prose-lines";

export type { Conflict } from "./merge-parts";

/** The merge of two texts with a common base. Stretches that only a person can decide are conflicts. */
export interface Merge {
  /** All parts, in order. The three texts and the merged text can be read from them. */
  readonly parts: readonly Part[];
  readonly conflicts: readonly Conflict[];
}

/** How a conflict is resolved. */
export type Choice = "mine" | "theirs" | "both";

/**
 * Merges two Markdown texts with a common base: by top-level blocks, then, inside a block that both sides
 * changed, by items, rows or words. A change of one side alone appears byte for byte. Nothing is lost:
 * every word of either side is in the text or in a conflict. Swapping mine and theirs only swaps the two in
 * the conflicts.
 */
export function merge(base: string, mine: string, theirs: string): Merge {
  const sides = { base, mine, theirs };
  const clear = obvious(sides);
  const parts = withPlaces(tidy(clear ? [clear] : mergeSections(sides)));
  return { parts, conflicts: parts.filter((part) => part.kind === "conflict") };
}

/**
 * The merged text.
 * @param choose how each conflict is resolved; by default with mine
 */
export function mergedText(
  { parts }: Merge,
  choose: (conflict: Conflict) => Choice = () => "mine",
): string {
  return parts.map((part) => (part.kind === "agreed" ? part.text : part[choose(part)])).join("");
}

/**
 * The base of a merged text while conflicts are open: theirs, with the base's text in place of the
 * conflicts. A merge on this base finds the same conflicts again and nothing else.
 * @param settled whether a conflict is decided; mine then counts as the decision and no longer as a change
 * to merge
 */
export function openBase({ parts }: Merge, settled?: (conflict: Conflict) => boolean): string {
  return parts
    .map((part) => (part.kind === "conflict" && settled?.(part) !== true ? part.base : part.theirs))
    .join("");
}

/**
 * Divides the three texts at lines that all of them contain and where a block begins in all of them. Only
 * sections that both sides changed are parsed, so that two small edits do not parse a long document.
 */
function mergeSections(sides: Sides): Part[] {
  const base = linesOf(sides.base);
  const mine = readSide(base, linesOf(sides.mine));
  const theirs = readSide(base, linesOf(sides.theirs));
  const eol = lineEndOf(sides.base) ?? lineEndOf(sides.mine) ?? lineEndOf(sides.theirs) ?? "\n";
  const begins = blockBegins(sides.base);
  const ownBegins = [mine, theirs].map((side) =>
    side.keepsFrame ? undefined : blockBegins(side.lines.join("")),
  );

  const parts: Part[] = [];
  let from: Place = { base: 0, mine: 0, theirs: 0 };
  const take = (to: Place): void => {
    const section = {
      base: base.slice(from.base, to.base).join(""),
      mine: mine.lines.slice(from.mine, to.mine).join(""),
      theirs: theirs.lines.slice(from.theirs, to.theirs).join(""),
    };
    const clear = obvious(section);
    parts.push(...(clear ? [clear] : mergeSection(section, eol, base[to.base] ?? "")));
    from = to;
  };
  // An unchanged section extends to the last line where a block begins.
  let unchanged = from;
  let changed = false;
  for (let at = 1; at <= base.length; at += 1) {
    const to = { base: at, mine: mine.places[at] ?? -1, theirs: theirs.places[at] ?? -1 };
    if (to.mine - unchanged.mine !== at - unchanged.base) changed = true;
    if (to.theirs - unchanged.theirs !== at - unchanged.base) changed = true;
    const isEnd = at === base.length;
    if (to.mine < 0 || to.theirs < 0) continue;
    if (!isEnd) {
      if (!begins.has(at) || !isBlank(mine.lines[to.mine - 1])) continue;
      if (!isBlank(theirs.lines[to.theirs - 1])) continue;
      if (ownBegins[0]?.has(to.mine) === false || ownBegins[1]?.has(to.theirs) === false) continue;
    }
    if (changed) {
      take(unchanged);
      take(to);
    }
    unchanged = to;
    changed = false;
  }
  take({ base: base.length, mine: mine.lines.length, theirs: theirs.lines.length });
  return parts;
}

/** Merges a section by its blocks, or by its lines where its nesting is too deep for the parser. */
function mergeSection(sides: Sides, eol: string, next: string): Part[] {
  try {
    return mergeBlocks(sides, eol, next);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return mergeLines(sides, "prose", eol);
  }
}

/** A line index in each of the three texts. */
type Place = Readonly<Record<keyof Sides, number>>;

interface Side {
  readonly lines: readonly string[];
  /** The index in this side of each base line, and of the base's end; undefined for a changed line. */
  readonly places: readonly (number | undefined)[];
  /** No change touches a fence, a comment or front matter. */
  readonly keepsFrame: boolean;
}

const framing = /`{3}|~{3}|<!--|-->|^\uFEFF?---/;

function readSide(base: readonly string[], lines: readonly string[]): Side {
  const hunks = hunksOf(base, lines);
  const places: (number | undefined)[] = [];
  let shift = 0;
  for (const { start, end, to } of hunks) {
    for (let at = places.length; at < start; at += 1) places.push(at + shift);
    for (let at = start; at < end; at += 1) places.push(undefined);
    shift = to - end;
  }
  for (let at = places.length; at <= base.length; at += 1) places.push(at + shift);
  const keepsFrame = !hunks.some(
    ({ start, end, from, to }) =>
      start === 0 ||
      base.slice(start, end).some((line) => framing.test(line)) ||
      lines.slice(from, to).some((line) => framing.test(line)),
  );
  return { lines, places, keepsFrame };
}

const isBlank = (line: string | undefined): boolean => line?.trim() === "";
const lineEndOf = (text: string): string | undefined => /\r\n|\n|\r/.exec(text)?.[0];

/**
 * Lines (counted from 0) at which a block begins for certain, whatever precedes it: a heading or paragraph at
 * the left edge, after a blank line, outside of fences, comments and front matter.
 */
function blockBegins(text: string): Set<number> {
  const begins = new Set<number>();
  let blank = -1;
  for (const { text: content, line } of proseLines(text)) {
    if (/^[ \t]*$/.test(content)) blank = line;
    else if (blank === line - 1 && /^(?:#{1,6}[ \t]|\p{L})/u.test(content)) begins.add(line - 1);
  }
  return begins;
}
