import { diffArrays } from "diff";
import { blocksOf } from "./document-slices";
import type { BlockSlice, MarkdownDocument } from "./types";

/** How one block, or one pair of blocks, differs between two versions of a document. */
export type BlockChange =
  | { readonly kind: "same" | "changed"; readonly before: BlockSlice; readonly after: BlockSlice }
  | { readonly kind: "removed"; readonly before: BlockSlice }
  | { readonly kind: "added"; readonly after: BlockSlice };

/** A stretch of text that is in both versions or in one of them. */
export interface WordPart {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** Compares two documents block by block, in reading order. Differences of line ends are ignored. */
export function diffBlocks(before: MarkdownDocument, after: MarkdownDocument): BlockChange[] {
  const [old, now] = [blocksOf(before), blocksOf(after)];
  return align(old, now, ({ source }) => source.replace(/\r\n?/g, "\n")).map((pair) => {
    if (pair.before === undefined) return { kind: "added", after: pair.after };
    if (pair.after === undefined) return { kind: "removed", before: pair.before };
    return { kind: pair.same ? "same" : "changed", before: pair.before, after: pair.after };
  });
}

/** Two matching items, or one item that has no match on the other side. */
export type Pair<T> =
  | { readonly before: T; readonly after: T; readonly same: boolean }
  | { readonly before: T; readonly after?: undefined; readonly same: false }
  | { readonly before?: undefined; readonly after: T; readonly same: false };

/** The share of common words from which two items count as one changed item: a little less than half. */
const leastLikeness = 0.45;
/** The largest number of pairs that are compared one by one. Beyond it, items are paired in their order. */
const manyPairs = 4_000;

/**
 * Matches the items of two lists without crossing matches: first items with the same text, then, between
 * those, the items that share the most words.
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

/** Indexes of two matching items. */
type Match = readonly [before: number, after: number];

const ends = (before: readonly unknown[], after: readonly unknown[]): Match => [
  before.length,
  after.length,
];

/** Milliseconds after which a comparison is given up. Its two sides then count as different. */
const patience = 500;

/**
 * The longest run of equal items. Items that the other list does not contain are left out first, because
 * they cost the most.
 */
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

/** Pairs the items of two lists that have no item in common. Removed items come before added ones. */
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

/** The matches, in order and without crossing, whose likenesses have the largest sum. */
function bestMatches<T>(before: readonly T[], after: readonly T[], textOf: (item: T) => string) {
  const [old, now] = [before, after].map((items) => items.map((item) => wordCounts(textOf(item))));
  if (!old || !now) return [];
  const likeness = old.map((a) => now.map((b) => shared(a, b)));
  // best[i][j]: the largest sum for the items from i and from j on.
  const best = Array.from({ length: old.length + 1 }, () => new Float64Array(now.length + 1));
  const at = (rows: readonly ArrayLike<number>[], i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const like = at(likeness, i, j);
      const matched = like >= leastLikeness ? like + at(best, i + 1, j + 1) : 0;
      const row = best[i];
      if (row) row[j] = Math.max(matched, at(best, i + 1, j), at(best, i, j + 1));
    }
  const matches: Match[] = [];
  for (let [i, j] = [0, 0]; i < old.length && j < now.length; ) {
    const like = at(likeness, i, j);
    if (like >= leastLikeness && at(best, i, j) === like + at(best, i + 1, j + 1)) {
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

/** Dice's coefficient: 1 for the same words, 0 for no common word. */
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
/** The number of words of both texts together, beyond which the texts are not compared word by word. */
const manyWords = 20_000;

/**
 * Compares two texts word by word, in any script. Blanks and signs between two changes belong to the
 * changes, so that a rewritten phrase is one change.
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

/** Joins neighbouring parts of one kind. Between two common parts, the removed part comes first. */
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
