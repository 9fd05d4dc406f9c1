/** What may stand beside the sign of a mark: CommonMark 0.31, 2.1 and 6.2. Nothing counts as a blank. */
export type Beside = "blank" | "punctuation" | "letter";

/** @param point one character, of whatever plane; empty where there is none */
export function classOf(point: string): Beside {
  if (point === "" || /^\s$/u.test(point)) return "blank";
  return /^[\p{P}\p{S}]$/u.test(point) ? "punctuation" : "letter";
}

/** The character at a UTF-16 index, both halves of it. */
export function pointAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
}

/** The last character of a text, both halves of it. */
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

/** Whether a run is left-flanking, or right-flanking the other way round. @param inside what the mark would be on */
const isTurned = (inside: Beside, outside: Beside): boolean =>
  inside !== "blank" && (inside !== "punctuation" || outside !== "letter");
