import { type Hunk, hunksOf } from "./merge-hunks";
import { wordsOf } from "./merge-lines";

/** A piece of a text. `changed` is true when the other text does not contain the piece. */
export interface Piece {
  readonly text: string;
  /** UTF-16 index of the piece's first character. */
  readonly at: number;
  readonly changed: boolean;
}

/** Compares two versions of a text by words. Returns each text divided into common and changed pieces. */
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

/** Joins changes that have no word between them. */
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
