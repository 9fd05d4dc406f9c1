import { type Hunk, hunksOf } from "./merge-hunks";
import { wordsOf } from "./merge-lines";

/** A piece of a text; `changed` when the other text does not have it. */
export interface Piece {
  readonly text: string;
  /** UTF-16 index of its first character. */
  readonly at: number;
  readonly changed: boolean;
}

/** Two versions of a text, each divided into what both have and what only it has, by words. */
export function wordDifference(
  one: string,
  two: string,
): readonly [readonly Piece[], readonly Piece[]] {
  const [a, b] = [wordsOf(one), wordsOf(two)];
  const pieces: [Piece[], Piece[]] = [[], []];
  const push = (list: Piece[], words: readonly string[], changed: boolean) => {
    const last = list.at(-1);
    const at = last ? last.at + last.text.length : 0;
    if (words.length > 0) list.push({ text: words.join(""), at, changed });
  };
  let last = { end: 0, to: 0 };
  for (const { start, end, from, to } of gathered(hunksOf(a, b), a)) {
    push(pieces[0], a.slice(last.end, start), false);
    push(pieces[1], b.slice(last.to, from), false);
    push(pieces[0], a.slice(start, end), true);
    push(pieces[1], b.slice(from, to), true);
    last = { end, to };
  }
  push(pieces[0], a.slice(last.end), false);
  push(pieces[1], b.slice(last.to), false);
  return pieces;
}

/** Changes between which there is no word are read as one. */
function gathered(hunks: readonly Hunk[], words: readonly string[]): Hunk[] {
  const result: Hunk[] = [];
  for (const hunk of hunks) {
    const last = result.at(-1);
    const between = words.slice(last?.end ?? 0, hunk.start).join("");
    if (last && !/[\p{L}\p{N}]/u.test(between))
      result[result.length - 1] = { ...last, end: hunk.end, to: hunk.to };
    else result.push(hunk);
  }
  return result;
}
