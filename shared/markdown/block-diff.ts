import { diffArrays } from "diff";
import { blocksOf } from "./parse";
import type { BlockSlice, MarkdownDocument } from "./types";

/** What became of one block, or of one pair of blocks, between two versions of a document. */
export type BlockChange =
  | { readonly kind: "same" | "changed"; readonly before: BlockSlice; readonly after: BlockSlice }
  | { readonly kind: "removed"; readonly before: BlockSlice }
  | { readonly kind: "added"; readonly after: BlockSlice };

/** A stretch of text that both versions have, or only one. */
export interface WordPart {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** Compares two documents block by block, in the order of reading; line ends do not count. */
export function diffBlocks(before: MarkdownDocument, after: MarkdownDocument): BlockChange[] {
  const [old, now] = [blocksOf(before), blocksOf(after)];
  return align(old, now, ({ source }) => source.replace(/\r\n?/g, "\n")).map((pair) => {
    if (pair.before === undefined) return { kind: "added", after: pair.after };
    if (pair.after === undefined) return { kind: "removed", before: pair.before };
    return { kind: pair.same ? "same" : "changed", before: pair.before, after: pair.after };
  });
}

/** Two items that stand for each other, or one that the other side does not have. */
export type Pair<T> =
  | { readonly before: T; readonly after: T; readonly same: boolean }
  | { readonly before: T; readonly after?: undefined; readonly same: false }
  | { readonly before?: undefined; readonly after: T; readonly same: false };

/** How much of their words two items must share to count as one that was changed: half, less a little. */
const alike = 0.45;
/** Pairs that are tried one by one; more are paired in their order. */
const manyPairs = 4_000;

/**
 * Finds which items of two lists stand for each other, without crossing: first those with the same text,
 * then, between them, those that share the most words.
 */
export function align<T>(
  before: readonly T[],
  after: readonly T[],
  textOf: (item: T) => string,
): Pair<T>[] {
  const pairs: Pair<T>[] = [];
  let [old, now] = [0, 0];
  for (const [a, b] of [...anchors(before.map(textOf), after.map(textOf)), ends(before, after)]) {
    pairs.push(...pairAlike(before.slice(old, a), after.slice(now, b), textOf));
    const [first, second] = [before[a], after[b]];
    if (first !== undefined && second !== undefined)
      pairs.push({ before: first, after: second, same: true });
    [old, now] = [a + 1, b + 1];
  }
  return pairs;
}

/** Indexes of two items that are taken for each other. */
type Match = readonly [before: number, after: number];

const ends = (before: readonly unknown[], after: readonly unknown[]): Match => [
  before.length,
  after.length,
];

/** Milliseconds after which a comparison is given up, and its two sides count as different. */
const patience = 500;

/** The longest run of equal items. What the other list does not have is left out first: it costs the most. */
function anchors(before: readonly string[], after: readonly string[]): Match[] {
  const known = (list: readonly string[], other: readonly string[]) => {
    const others = new Set(other);
    return list.flatMap((text, index) => (others.has(text) ? [{ text, index }] : []));
  };
  const [old, now] = [known(before, after), known(after, before)];
  const texts = (list: typeof old) => list.map(({ text }) => text);
  const matches: Match[] = [];
  let [atOld, atNow] = [0, 0];
  for (const part of diffArrays(texts(old), texts(now), { timeout: patience }) ?? []) {
    const { count, added, removed } = part;
    if (!added && !removed)
      for (let index = 0; index < count; index += 1) {
        const [a, b] = [old[atOld + index], now[atNow + index]];
        if (a && b) matches.push([a.index, b.index]);
      }
    if (!added) atOld += count;
    if (!removed) atNow += count;
  }
  return matches;
}

/** Pairs the items of two lists that have nothing in common as a whole; what is removed comes first. */
function pairAlike<T>(before: T[], after: T[], textOf: (item: T) => string): Pair<T>[] {
  const many = before.length * after.length > manyPairs;
  const matches = many ? inOrder(before, after) : bestMatches(before, after, textOf);
  const pairs: Pair<T>[] = [];
  let [old, now] = [0, 0];
  for (const [a, b] of [...matches, ends(before, after)]) {
    for (const item of before.slice(old, a)) pairs.push({ before: item, same: false });
    for (const item of after.slice(now, b)) pairs.push({ after: item, same: false });
    const [first, second] = [before[a], after[b]];
    if (first !== undefined && second !== undefined)
      pairs.push({ before: first, after: second, same: false });
    [old, now] = [a + 1, b + 1];
  }
  return pairs;
}

const inOrder = (before: readonly unknown[], after: readonly unknown[]): Match[] =>
  Array.from(
    { length: Math.min(before.length, after.length) },
    (_, index) => [index, index] as const,
  );

/** The matches, in order and without crossing, whose likenesses add up to the most. */
function bestMatches<T>(before: readonly T[], after: readonly T[], textOf: (item: T) => string) {
  const [old, now] = [before, after].map((items) => items.map((item) => wordCounts(textOf(item))));
  if (!old || !now) return [];
  const likeness = old.map((a) => now.map((b) => shared(a, b)));
  // best[i][j]: the most that the items from i and from j on can add up to.
  const best = Array.from({ length: old.length + 1 }, () => new Float64Array(now.length + 1));
  const at = (rows: readonly ArrayLike<number>[], i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const like = at(likeness, i, j);
      const matched = like >= alike ? like + at(best, i + 1, j + 1) : 0;
      const row = best[i];
      if (row) row[j] = Math.max(matched, at(best, i + 1, j), at(best, i, j + 1));
    }
  const matches: Match[] = [];
  for (let [i, j] = [0, 0]; i < old.length && j < now.length; ) {
    const like = at(likeness, i, j);
    if (like >= alike && at(best, i, j) === like + at(best, i + 1, j + 1)) {
      matches.push([i, j]);
      i += 1;
      j += 1;
    } else if (at(best, i, j) === at(best, i + 1, j)) i += 1;
    else j += 1;
  }
  return matches;
}

function wordCounts(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [])
    counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Dice's coefficient: 1 for the same words, 0 for none in common. */
function shared(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let [total, common] = [0, 0];
  for (const count of b.values()) total += count;
  for (const [word, count] of a) {
    total += count;
    common += Math.min(count, b.get(word) ?? 0);
  }
  return total === 0 ? 1 : (2 * common) / total;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });
/** Words of both texts beyond which they are not compared word by word. */
const manyWords = 20_000;

/**
 * Compares two texts word by word, in any script. What is between two changes and is no word goes with
 * them, so that a rewritten phrase is one change.
 */
export function diffWords(before: string, after: string): WordPart[] {
  if (before === after) return before === "" ? [] : [{ kind: "same", text: before }];
  const [old, now] = [words(before), words(after)];
  const found =
    old.length + now.length > manyWords ? undefined : diffArrays(old, now, { timeout: patience });
  if (!found)
    return joined([
      { kind: "removed", text: before },
      { kind: "added", text: after },
    ]);
  const parts = found.map(
    ({ value, added, removed }): WordPart => ({
      kind: added ? "added" : removed ? "removed" : "same",
      text: value.join(""),
    }),
  );
  return joined(
    parts.flatMap((part, index): WordPart[] => {
      const between = parts[index - 1] !== undefined && parts[index + 1] !== undefined;
      if (part.kind !== "same" || !between || !/^\s+$/.test(part.text)) return [part];
      return [
        { kind: "removed", text: part.text },
        { kind: "added", text: part.text },
      ];
    }),
  );
}

const words = (text: string): string[] => Array.from(segmenter.segment(text), (it) => it.segment);

/** Neighbours of one kind as one part; between two common parts what is removed comes first. */
function joined(parts: readonly WordPart[]): WordPart[] {
  const result: WordPart[] = [];
  let [removed, added] = ["", ""];
  const settle = () => {
    if (removed !== "") result.push({ kind: "removed", text: removed });
    if (added !== "") result.push({ kind: "added", text: added });
    [removed, added] = ["", ""];
  };
  for (const { kind, text } of parts) {
    if (kind === "removed") removed += text;
    else if (kind === "added") added += text;
    else {
      settle();
      result.push({ kind, text });
    }
  }
  settle();
  return result;
}
