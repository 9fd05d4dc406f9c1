import { idKey, idSource, lengthBeforeId, numberSource } from "./task-id";

/**
 * The beginning of a task's text: signs around the ID, the ID, and the character after it. Lists of other
 * things have IDs of their own, such as `DB-7` and `FR-001`.
 */
const start = new RegExp(
  String.raw`^(\[?)(${idSource}|[A-Z]{1,6}-?\d{1,6}[a-z]?|${numberSource})(\]?[:.)]?)(?=[ \t\u00a0]|$)`,
);

/** The ID at the beginning of a task's text, after any `[P]` and `[US1]`, with the signs around it. */
function idAtStart(words: string) {
  const offset = lengthBeforeId(words);
  const [all = "", before = "", id, after = ""] = start.exec(words.slice(offset)) ?? [];
  if (id === undefined) return undefined;
  // A bare number is an ID only with a full stop after it: "3 rates are read" has none.
  if (/^\d+[a-z]?$/.test(id) && after === "") return undefined;
  return { id, before, after, offset, length: offset + all.length };
}

/**
 * The length in UTF-16 units of the ID at the beginning of a task's text, with the marks before it and the
 * signs around it; 0 without an ID.
 */
export const lengthOfId = (words: string): number => idAtStart(words)?.length ?? 0;

/** The ID at the beginning of a task's text, without the signs around it, and its offset. */
export function leadingId(
  words: string,
): { readonly id: string; readonly from: number } | undefined {
  const found = idAtStart(words);
  return found && { id: found.id, from: found.offset + found.before.length };
}

/**
 * The ID for a new task after another: the next free one, in the same form.
 * @param words the beginning of the previous task's text
 * @param all the text of every task in the list
 * @returns the ID with the signs around it, without a space; undefined after a task without an ID
 */
export function nextTaskId(words: string, all: Iterable<string>): string | undefined {
  const found = idAtStart(words);
  if (found === undefined) return undefined;
  const others = [...all].flatMap((text) => idAtStart(text)?.id ?? []).map(idKey);
  return `${found.before}${next(found.id, others)}${found.after}`;
}

/** Increments the last part of an ID: `T012` to `T013`, `T012.3` to `T012.4`, `T012a` to `T012b`. */
function next(id: string, others: readonly string[]): string {
  const [, lettered, letter = ""] = /^(.*?[\d._-])([A-Za-z])$/.exec(id) ?? [];
  if (lettered !== undefined) {
    const taken = new Set(others);
    const last = letter < "a" ? 90 : 122;
    for (let code = letter.charCodeAt(0) + 1; code <= last; code += 1) {
      const free = `${lettered}${String.fromCharCode(code)}`;
      if (!taken.has(idKey(free))) return free;
    }
  }
  // Letters after the last number are dropped: the ID after T001z is T002.
  const [, stem = "", digits = "0"] = /^(.*?)(\d+)(?!.*\d)/.exec(id) ?? [];
  const numbers = others.map((other) => {
    const [counted = "0"] = other.startsWith(idKey(stem))
      ? (/^\d+/.exec(other.slice(stem.length)) ?? [])
      : [];
    return Number(counted);
  });
  const highest = numbers.reduce((most, number) => Math.max(most, number), Number(digits));
  return `${stem}${String(highest + 1).padStart(digits.length, "0")}`;
}
