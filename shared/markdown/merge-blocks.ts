import { blocksOf } from "./document-slices";
import { compare, hunksOf, type Range, type Stretch } from "./merge-hunks";
import { lineKindOf, mergeLines, mergeWords } from "./merge-lines";
import { agreed, conflict, fuse, obvious, type Part, type Sides, tidy } from "./merge-parts";
import { parseDocument } from "./parse-document";

interface Token {
  readonly kind: "block" | "gap";
  readonly source: string;
}

type TokenSides = Readonly<Record<keyof Sides, readonly Token[]>>;

/**
 * Merges a stretch of a document block by block. The stretch begins and ends at block boundaries. A block
 * that both sides changed is merged by its lines and words. The result is parsed again; if its blocks are
 * not the merged ones, the stretch is a conflict.
 * @param eol the document's line end
 * @param next the line after the stretch, or ""
 */
export function mergeBlocks(sides: Sides, eol: string, next: string): Part[] {
  const [base, mine, theirs] = [sides.base, sides.mine, sides.theirs].map(tokensOf);
  if (!base || !mine || !theirs) return [conflict(sides, eol + eol)];
  const sources = (tokens: readonly Token[]) => tokens.map(({ source }) => source);
  const stretches = compare(
    base.length,
    hunksOf(sources(base), sources(mine)),
    hunksOf(sources(base), sources(theirs)),
    () => true,
  );
  const merged = stretches.map((stretch) => mergeStretch({ base, mine, theirs }, stretch, eol));
  if (readsAsMerged(merged, next)) return tidy(merged.flatMap(({ parts }) => parts));

  // One conflict covers everything from the first change to the last.
  const changed = stretches.map(({ by }) => by !== "neither");
  const [first, last] = [changed.indexOf(true), changed.lastIndexOf(true) + 1];
  const partsOf = (some: readonly Merged[]) => some.flatMap(({ parts }) => parts);
  return tidy([
    ...partsOf(merged.slice(0, first)),
    conflict(fuse(partsOf(merged.slice(first, last))), eol + eol),
    ...partsOf(merged.slice(last)),
  ]);
}

interface Merged {
  readonly parts: readonly Part[];
  /** The blocks that the stretch must be parsed as, with the given side in place of conflicts. */
  blocks(side: "mine" | "theirs"): readonly string[];
}

/**
 * @param begins whether the text is the document's beginning, where a dividing line may begin front matter
 */
const blockSources = (text: string, begins: boolean) =>
  blocksOf(parseDocument(begins ? text : `\n${text}`)).map(({ source }) => source);

function tokensOf(text: string): readonly Token[] {
  return parseDocument(text).slices.map(({ kind, source }) => ({ kind, source }));
}

function mergeStretch(tokens: TokenSides, stretch: Stretch, eol: string): Merged {
  const cut = {
    base: within(tokens.base, stretch.base),
    mine: within(tokens.mine, stretch.mine),
    theirs: within(tokens.theirs, stretch.theirs),
  };
  const sides = { base: read(cut.base), mine: read(cut.mine), theirs: read(cut.theirs) };
  const clear = obvious(sides);
  if (clear) {
    const chosen = sides.mine === clear.text ? cut.mine : cut.theirs;
    const blocks = chosen.filter(({ kind }) => kind === "block").map(({ source }) => source);
    return { parts: [clear], blocks: () => blocks };
  }
  const parts = bothChanged(cut, sides, eol);
  const begins = /^\uFEFF?$/.test(read(tokens.base.slice(0, stretch.base.from)));
  return { parts, blocks: (side) => blockSources(shown(parts, side), begins) };
}

const within = (tokens: readonly Token[], { from, to }: Range) => tokens.slice(from, to);
const read = (tokens: readonly Token[]) => tokens.map(({ source }) => source).join("");
const shown = (parts: readonly Part[], side: "mine" | "theirs") =>
  parts.map((part) => (part.kind === "agreed" ? part.text : part[side])).join("");

function bothChanged(cut: TokenSides, sides: Sides, eol: string): Part[] {
  const { base, mine, theirs } = cut;
  if (base.length === 0) return bothAdded(mine, theirs, eol);
  if (mine.length === 0 || theirs.length === 0) return [conflict(sides, eol + eol)];
  const [own, first, second] = [base, mine, theirs].map(alternating);
  if (!own || own.length < 3 || own.length !== first?.length || own.length !== second?.length)
    return mergeLines(sides, "prose", eol);
  return own.flatMap((source, index) => {
    const each = { base: source, mine: first[index] ?? "", theirs: second[index] ?? "" };
    const isBlock = index % 2 === 1;
    return obvious(each) ?? (isBlock ? mergeBlock(each, eol) : [mergeGap(each)]);
  });
}

/** Splits tokens into gap, block, gap, block, …, gap. A missing gap is "". */
function alternating(tokens: readonly Token[]): string[] {
  const sources = [""];
  for (const { kind, source } of tokens) {
    if (kind === "gap") sources[sources.length - 1] += source;
    else sources.push(source, "");
  }
  return sources;
}

/** Blank lines are not worth a conflict: the longer gap stays. */
function mergeGap(sides: Sides): Part {
  const [text = ""] = [sides.mine, sides.theirs].sort(
    (a, b) => b.length - a.length || (a < b ? -1 : 1),
  );
  return agreed(sides, text);
}

/** Merges three versions of one block. */
function mergeBlock(sides: Sides, eol: string): Part[] {
  const kind = lineKindOf(sides.base);
  if (kind === lineKindOf(sides.mine) && kind === lineKindOf(sides.theirs) && kind !== "prose")
    return mergeLines(sides, kind, eol);
  if (/^ {0,3}(?:`{3}|~{3}|-{3}|<)/.test(sides.base)) return mergeLines(sides, "prose", eol);
  return [mergeWords(sides) ?? conflict(sides, eol + eol)];
}

/**
 * Merges blocks that both sides added at one place. Common blocks at the ends are kept once; the blocks
 * between them are a conflict.
 */
function bothAdded(mine: readonly Token[], theirs: readonly Token[], eol: string): Part[] {
  const same = (a: Token | undefined, b: Token | undefined) => a?.source === b?.source;
  const least = Math.min(mine.length, theirs.length);
  let head = 0;
  while (head < least && same(mine[head], theirs[head])) head += 1;
  let tail = 0;
  while (tail < least - head && same(mine.at(-1 - tail), theirs.at(-1 - tail))) tail += 1;
  const piece = (from: number, drop: number): Part => {
    const sides = {
      base: "",
      mine: read(mine.slice(from, drop === 0 ? undefined : -drop)),
      theirs: read(theirs.slice(from, drop === 0 ? undefined : -drop)),
    };
    return obvious(sides) ?? conflict(sides, eol + eol);
  };
  const common = (tokens: readonly Token[]): Part => {
    const text = read(tokens);
    return agreed({ base: "", mine: text, theirs: text }, text);
  };
  return [common(mine.slice(0, head)), piece(head, tail), common(mine.slice(mine.length - tail))];
}

function readsAsMerged(merged: readonly Merged[], next: string): boolean {
  const open = merged.some(({ parts }) => parts.some(({ kind }) => kind === "conflict"));
  const sides = open ? (["mine", "theirs"] as const) : (["mine"] as const);
  return sides.every((side) => {
    const text = merged.map(({ parts }) => shown(parts, side)).join("") + next;
    const follows = next.trim() === "" ? [] : [next.trim()];
    const wanted = [...merged.flatMap(({ blocks }) => blocks(side)), ...follows];
    const found = blocksOf(parseDocument(text)).map(({ source }) => source.trimEnd());
    return (
      found.length === wanted.length && wanted.every((it, index) => it.trimEnd() === found[index])
    );
  });
}
