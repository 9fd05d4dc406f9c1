import { diffArrays } from "diff";

/** The tokens `start` to `end` of the base correspond to the tokens `from` to `to` of one side. */
export interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

/** A stretch of tokens, end exclusive. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A range of the base, the corresponding ranges of both sides, and who changed the range. */
export interface Stretch {
  readonly by: "neither" | "mine" | "theirs" | "both";
  readonly base: Range;
  readonly mine: Range;
  readonly theirs: Range;
}

/**
 * The number of differing tokens beyond which a difference counts as a rewriting. The search takes time in
 * proportion to its square.
 */
const longestDifference = 600;

/**
 * The differences between the base and one side: hunks in order that do not touch. An insertion or removal
 * is placed as far down as possible, so that the same change is always found at the same place.
 */
export function hunksOf(base: readonly string[], side: readonly string[]): Hunk[] {
  const least = Math.min(base.length, side.length);
  let head = 0;
  while (head < least && base[head] === side[head]) head += 1;
  let tail = 0;
  while (tail < least - head && base[base.length - 1 - tail] === side[side.length - 1 - tail])
    tail += 1;
  const whole = { start: head, end: base.length - tail, from: head, to: side.length - tail };
  return joined(slidDown(differences(base, side, whole), base, side));
}

function differences(base: readonly string[], side: readonly string[], within: Hunk): Hunk[] {
  const { start, end, from, to } = within;
  if (start === end && from === to) return [];
  if (start === end || from === to) return [within];
  const changes = shortest(base.slice(start, end), side.slice(from, to));
  if (changes) return changes.map((hunk) => moved(hunk, start, from));
  // A long rewriting is divided at lines that occur once in both texts.
  const hunks: Hunk[] = [];
  let last = { base: start, side: from };
  for (const anchor of [...anchors(base, side, within), { base: end, side: to }]) {
    const piece = { start: last.base, end: anchor.base, from: last.side, to: anchor.side };
    const inside = shortest(base.slice(piece.start, piece.end), side.slice(piece.from, piece.to));
    hunks.push(...(inside?.map((hunk) => moved(hunk, piece.start, piece.from)) ?? [piece]));
    last = { base: anchor.base + 1, side: anchor.side + 1 };
  }
  return hunks;
}

const moved = ({ start, end, from, to }: Hunk, base: number, side: number): Hunk => ({
  start: start + base,
  end: end + base,
  from: from + side,
  to: to + side,
});

/** Myers' shortest difference; undefined when the difference is too long. */
function shortest(base: string[], side: string[]): Hunk[] | undefined {
  const changes = diffArrays(base, side, { maxEditLength: longestDifference });
  if (!changes) return undefined;
  const hunks: Hunk[] = [];
  let [at, to] = [0, 0];
  for (const { added, removed, count } of changes) {
    const hunk = {
      start: at,
      end: added ? at : at + count,
      from: to,
      to: removed ? to : to + count,
    };
    at = hunk.end;
    to = hunk.to;
    if (added || removed) hunks.push(hunk);
  }
  return joined(hunks);
}

/** Tokens that occur once in both texts, in a longest run with the same order in both. */
function anchors(
  base: readonly string[],
  side: readonly string[],
  { start, end, from, to }: Hunk,
): { base: number; side: number }[] {
  const places = once(side, from, to);
  const pairs = [...once(base, start, end)].flatMap(([token, at]) => {
    const there = places.get(token);
    return at === undefined || there === undefined ? [] : [{ base: at, side: there, before: -1 }];
  });
  pairs.sort((a, b) => a.base - b.base);
  // Patience sorting: the last pair of the best run of each length so far.
  const ends: number[] = [];
  for (const [index, pair] of pairs.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[ends[middle] ?? -1]?.side ?? 0) < pair.side) low = middle + 1;
      else high = middle;
    }
    pair.before = ends[low - 1] ?? -1;
    ends[low] = index;
  }
  const run: { base: number; side: number }[] = [];
  for (let pair = pairs[ends.at(-1) ?? -1]; pair; pair = pairs[pair.before]) run.push(pair);
  return run.reverse();
}

/** The index of each token of a stretch; undefined for a token that occurs more than once. */
function once(
  tokens: readonly string[],
  from: number,
  to: number,
): Map<string, number | undefined> {
  const places = new Map<string, number | undefined>();
  for (let at = from; at < to; at += 1) {
    const token = tokens[at] ?? "";
    places.set(token, places.has(token) ? undefined : at);
  }
  return places;
}

function slidDown(
  hunks: readonly Hunk[],
  base: readonly string[],
  side: readonly string[],
): Hunk[] {
  return hunks.map((hunk, index) => {
    let { start, end, from, to } = hunk;
    const limit = hunks[index + 1]?.start ?? base.length;
    const inserted = start === end;
    if (!inserted && from !== to) return hunk;
    while (end < limit && (inserted ? side[from] === side[to] : base[start] === base[end])) {
      start += 1;
      end += 1;
      from += 1;
      to += 1;
    }
    return { start, end, from, to };
  });
}

/** Joins hunks that touch. */
function joined(hunks: readonly Hunk[]): Hunk[] {
  const result: Hunk[] = [];
  for (const hunk of hunks) {
    const last = result.at(-1);
    if (last && last.end === hunk.start && last.to === hunk.from)
      result[result.length - 1] = { ...last, end: hunk.end, to: hunk.to };
    else result.push(hunk);
  }
  return result;
}

/**
 * Aligns the changes of two sides. The resulting stretches cover base and both sides in order and without
 * gaps. Overlapping changes, and two insertions at one place, share a stretch.
 * @param apart whether two neighbouring changes that do not overlap may be separate stretches; the first is
 * above the second
 */
export function compare(
  length: number,
  mine: readonly Hunk[],
  theirs: readonly Hunk[],
  apart: (above: Hunk, below: Hunk) => boolean,
): Stretch[] {
  const stretches: Stretch[] = [];
  const next = { mine: 0, theirs: 0 };
  // The offset of each side's tokens relative to the base.
  const shift = { mine: 0, theirs: 0 };
  let position = 0;
  const push = (by: Stretch["by"], end: number, grown: { mine: number; theirs: number }) => {
    const start = position;
    if (end === start && by === "neither") return;
    const range = (side: "mine" | "theirs") => {
      const from = start + shift[side];
      shift[side] += grown[side];
      return { from, to: end + shift[side] };
    };
    stretches.push({
      by,
      base: { from: start, to: end },
      mine: range("mine"),
      theirs: range("theirs"),
    });
    position = end;
  };
  const sideOfNext = (): "mine" | "theirs" | undefined => {
    const [a, b] = [mine[next.mine], theirs[next.theirs]];
    if (!a || !b) return a ? "mine" : b ? "theirs" : undefined;
    return b.start < a.start || (b.start === a.start && b.end < a.end) ? "theirs" : "mine";
  };
  const all = { mine, theirs };

  for (let side = sideOfNext(); side; side = sideOfNext()) {
    const first = all[side][next[side]];
    if (!first) break;
    push("neither", first.start, { mine: 0, theirs: 0 });
    const last: { mine?: Hunk; theirs?: Hunk } = {};
    const grown = { mine: 0, theirs: 0 };
    let end = first.end;
    for (let own: typeof side | undefined = side; own; own = sideOfNext()) {
      const hunk = all[own][next[own]];
      const other = last[own === "mine" ? "theirs" : "mine"];
      const isFirst = last.mine === undefined && last.theirs === undefined;
      if (!hunk || !(isFirst || meets(other, hunk, apart) || hunk.start < end)) break;
      last[own] = hunk;
      next[own] += 1;
      grown[own] += hunk.to - hunk.from - (hunk.end - hunk.start);
      end = Math.max(end, hunk.end);
    }
    push(last.mine && last.theirs ? "both" : last.mine ? "mine" : "theirs", end, grown);
  }
  push("neither", length, { mine: 0, theirs: 0 });
  return stretches;
}

function meets(
  above: Hunk | undefined,
  below: Hunk,
  apart: (above: Hunk, below: Hunk) => boolean,
): boolean {
  if (!above) return false;
  if (below.start < above.end) return true;
  const bothInserted =
    above.start === above.end && below.start === below.end && above.start === below.start;
  return bothInserted || !apart(above, below);
}
