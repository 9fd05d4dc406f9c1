/**
 * The kind of a character beside a mark's sign (CommonMark 0.31, 2.1 and 6.2). The end of the text counts
 * as a blank.
 */
export type Beside = "blank" | "punctuation" | "letter";

/** @param point one character of any plane, or "" at the end of the text */
export function classOf(point: string): Beside {
  if (point === "" || /^\s$/u.test(point)) return "blank";
  return /^[\p{P}\p{S}]$/u.test(point) ? "punctuation" : "letter";
}

/** The whole character at a UTF-16 index, including both surrogates. */
export function pointAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
}

/** The last whole character of a text, including both surrogates. */
export function lastPoint(text: string): string {
  const whole = pointAt(text, text.length - 2);
  return whole.length === 2 ? whole : text.slice(-1);
}

/** Whether a run of signs can begin a mark between two characters. */
export function canOpen(sign: string, before: string, behind: string): boolean {
  const [left, right] = [classOf(before), classOf(behind)];
  return (
    isTurned(right, left) && (sign !== "_" || left === "punctuation" || !isTurned(left, right))
  );
}

/** Whether a run of signs can end a mark between two characters. */
export function canClose(sign: string, before: string, behind: string): boolean {
  const [left, right] = [classOf(before), classOf(behind)];
  return (
    isTurned(left, right) && (sign !== "_" || right === "punctuation" || !isTurned(right, left))
  );
}

/**
 * Whether a run of signs is left-flanking; with its arguments swapped, right-flanking. @param inside the
 * character on the marked side
 */
const isTurned = (inside: Beside, outside: Beside): boolean =>
  inside !== "blank" && (inside !== "punctuation" || outside !== "letter");
