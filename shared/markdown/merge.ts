import { proseLines } from "./lines";
import { mergeBlocks } from "./merge-blocks";
import { hunksOf } from "./merge-hunks";
import { linesOf, mergeLines } from "./merge-lines";
import { type Conflict, located, obvious, type Part, type Sides, tidy } from "./merge-parts";

export type { Conflict } from "./merge-parts";

/** Two texts, made from the same one, as one text; perhaps with stretches that a person has to decide. */
export interface Merge {
  /** In order; the three texts and the merged one are read off them. */
  readonly parts: readonly Part[];
  readonly conflicts: readonly Conflict[];
}

/** How a conflict is settled. */
export type Choice = "mine" | "theirs" | "both";

/**
 * Merges two Markdown texts that were made from the same one: by top-level blocks, then inside a block that
 * both changed by items, rows or words. What only one side changed comes out byte for byte as that side has
 * it. Nothing of either side is lost: it is in the text or in a conflict. Mine and theirs can change places
 * without another result, except which is which in the conflicts.
 */
export function merge(base: string, mine: string, theirs: string): Merge {
  const sides = { base, mine, theirs };
  const clear = obvious(sides);
  const parts = located(tidy(clear ? [clear] : mergeSections(sides)));
  return { parts, conflicts: parts.filter((part) => part.kind === "conflict") };
}

/**
 * A merged text.
 * @param choose how a conflict is settled; by default with mine
 */
export function mergedText(
  { parts }: Merge,
  choose: (conflict: Conflict) => Choice = () => "mine",
): string {
  return parts.map((part) => (part.kind === "agreed" ? part.text : part[choose(part)])).join("");
}

/**
 * The text on which a merged text rests while conflicts are open: theirs, but in the conflicts what it was
 * before. Merging on this base finds these conflicts again and nothing else.
 * @param settled conflicts in which mine now stands for a decision, and no longer for a change to be merged
 */
export function openBase({ parts }: Merge, settled?: (conflict: Conflict) => boolean): string {
  return parts
    .map((part) => (part.kind === "conflict" && settled?.(part) !== true ? part.base : part.theirs))
    .join("");
}

/**
 * Divides three texts at lines that all have and at which a block begins in all, and looks closer only at
 * the sections that both sides changed: a long document is not parsed for two small edits.
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
  // What nobody changed goes on to the last place where a block begins.
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

/** By its blocks; by its lines where they are more in each other than the parser can read. */
function mergeSection(sides: Sides, eol: string, next: string): Part[] {
  try {
    return mergeBlocks(sides, eol, next);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return mergeLines(sides, "prose", eol);
  }
}

/** How many lines of each text stand before. */
type Place = Readonly<Record<keyof Sides, number>>;

interface Side {
  readonly lines: readonly string[];
  /** For each line of the base, and for its end, where it is here; undefined for one that was changed. */
  readonly places: readonly (number | undefined)[];
  /** No change has to do with fences, comments or front matter. */
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
 * Lines (counted from 0) at which a block surely begins, whatever stands before: a heading or a paragraph
 * at the left edge, behind a blank line, outside of fences, comments and front matter.
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
