import type { EditorNode } from "./types";

/** The number in a list item's sign; undefined for a bullet. @param start the item's offset */
export function numberAt(text: string, start: number): number | undefined {
  const digits = /^(\d{1,9})[.)]/.exec(text.slice(start, start + 10))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * The number of a list's first item; undefined for a bulleted list. Task lists may have numbers or bullets.
 */
export function firstNumber({ type, attrs }: EditorNode): number | undefined {
  const start = attrs?.["start"];
  if (typeof start === "number") return start;
  return type === "orderedList" ? 1 : undefined;
}

/** How a list's items are numbered. */
export interface Numbering {
  readonly first: number;
  /** Whether numbers count up as on screen. Otherwise every item has the first number. */
  readonly counting: boolean;
}

/**
 * @param list a numbered list
 * @param numbers the numbers in its source
 * @param otherwise whether a list with one item counts up
 */
export function numberingOf(
  list: EditorNode,
  numbers: readonly (number | undefined)[],
  otherwise: boolean,
): Numbering {
  const isSame = numbers.every((number) => number === numbers[0]);
  return {
    first: firstNumber(list) ?? 1,
    counting: numbers.length > 1 ? !isSame : otherwise,
  };
}

export const numberFor = ({ first, counting }: Numbering, index: number): number =>
  counting ? first + index : first;

/**
 * Gives an item's source another number. When the number's length changes, the item's further lines are
 * indented by the difference, so that they stay in the item.
 * @param source the item's source, from its sign to its end
 * @param prefix the prefix of the list's lines
 */
export function renumbered(source: string, number: number, prefix: string): string {
  const [sign, digits = "", blanks = ""] = /^(\d{1,9})[.)]([ \t]*)/.exec(source) ?? [];
  if (sign === undefined || Number(digits) === number) return source;
  const written = String(number);
  const [first = "", ...rest] = source.split(/(?<=\r\n|\n|\r(?!\n))/);
  const wider = written.length - digits.length;
  const text = digits.length + 1 + (blanks.length > 4 || blanks === "" ? 1 : blanks.length);
  const lines = rest.map((line) => {
    if (wider === 0 || !line.startsWith(prefix + " ".repeat(text))) return line;
    const inside = line.slice(prefix.length);
    return prefix + (wider > 0 ? " ".repeat(wider) + inside : inside.slice(-wider));
  });
  return written + first.slice(digits.length) + lines.join("");
}
