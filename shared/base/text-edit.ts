import { z } from "zod";

/** An edit that replaces one stretch of a text. Offsets are UTF-16 units. */
export const textEditSchema = z
  .object({
    from: z.number().int().nonnegative(),
    to: z.number().int().nonnegative(),
    insert: z.string(),
  })
  .refine(({ from, to }) => from <= to, "A stretch ends behind its beginning.");
export type TextEdit = z.infer<typeof textEditSchema>;

/** The number of characters that two texts share at their beginning and, apart from those, at their end. */
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

/** A power of four. */
const longestStride = 65_536;

/** The shortest edit that makes one text of another without cutting a character in two. */
export function editBetween(before: string, after: string): TextEdit {
  if (before === after) return { from: 0, to: 0, insert: "" };
  const { head, tail } = commonEnds(before, after);
  const from = head - (isHigh(before.charCodeAt(head - 1)) ? 1 : 0);
  const behind = tail - (isLow(before.charCodeAt(before.length - tail)) ? 1 : 0);
  return {
    from,
    to: before.length - behind,
    insert: after.slice(from, after.length - behind),
  };
}

/** Whether an edit changes no text. */
export const isNoEdit = ({ from, to, insert }: TextEdit): boolean => from === to && insert === "";

/** The text after an edit. */
export const withEdit = (text: string, { from, to, insert }: TextEdit): string =>
  text.slice(0, from) + insert + text.slice(to);

/** By how many UTF-16 units an edit makes a text longer; negative where the text becomes shorter. */
export const growthOf = ({ from, to, insert }: TextEdit): number => insert.length - (to - from);

/** The edit, moved by `by` UTF-16 units. */
export const movedEdit = ({ from, to, insert }: TextEdit, by: number): TextEdit => ({
  from: from + by,
  to: to + by,
  insert,
});

/**
 * The offset after an edit of the character or gap that had an offset before the edit.
 * @param position an offset into the text before the edit, in UTF-16 units
 * @param side the end of the insertion that an offset within the replaced stretch, or at an insertion, goes to
 */
export function mapPosition(edit: TextEdit, position: number, side: "before" | "after"): number {
  const { from, to, insert } = edit;
  if (position < from || (position === from && side === "before")) return position;
  if (position > to || (position === to && side === "after")) return position + growthOf(edit);
  return side === "before" ? from : from + insert.length;
}

/**
 * The edit that undoes another.
 * @param text the text before the edit
 */
export const invertEdit = (text: string, { from, to, insert }: TextEdit): TextEdit => ({
  from,
  to: from + insert.length,
  insert: text.slice(from, to),
});

// The halves of a character outside the basic plane (Unicode 15, 3.8).
const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;
