import type { TextEdit } from "../contracts/text-edit";

/** The number of equal characters at the beginning of two texts and, not counting those, at the end. */
export function commonEnds(a: string, b: string): { head: number; tail: number } {
  const shortest = Math.min(a.length, b.length);
  let head = 0;
  for (let stride = longestStride; stride >= 1; stride >>= 2)
    while (
      head + stride <= shortest &&
      a.slice(head, head + stride) === b.slice(head, head + stride)
    )
      head += stride;
  let tail = 0;
  const same = (length: number) =>
    a.slice(a.length - tail - length, a.length - tail) ===
    b.slice(b.length - tail - length, b.length - tail);
  for (let stride = longestStride; stride >= 1; stride >>= 2)
    while (tail + stride <= shortest - head && same(stride)) tail += stride;
  return { head, tail };
}

/** The first comparison length in characters; a power of four. */
const longestStride = 65_536;

/** The single edit that turns the first text into the second. The edit cuts no character in two. */
export function editBetween(before: string, after: string): TextEdit {
  const { head, tail } = commonEnds(before, after);
  const from = head - (isHigh(before.charCodeAt(head - 1)) ? 1 : 0);
  const behind = tail - (isLow(before.charCodeAt(before.length - tail)) ? 1 : 0);
  return {
    from,
    to: before.length - behind,
    insert: after.slice(from, after.length - behind),
  };
}

/** Whether an edit changes nothing. */
export const isNoEdit = ({ from, to, insert }: TextEdit): boolean => from === to && insert === "";

/** Applies an edit to a text. */
export const withEdit = (text: string, { from, to, insert }: TextEdit): string =>
  text.slice(0, from) + insert + text.slice(to);

// The halves of a character outside the basic plane (Unicode 15, 3.8).
const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;
