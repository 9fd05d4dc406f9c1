import { idKey, idSource, numberSource } from "./task-id";

/** The beginning of a task's words: signs around the ID, the ID, and what follows it. Lists of other things have
 * IDs of their own, `DB-7` and `FR-001`. */
const start = new RegExp(
  String.raw`^(\[?)(${idSource}|[A-Z]{1,6}-?\d{1,6}[a-z]?|${numberSource})(\]?[:.)]?)(?=[ \t\u00a0]|$)`,
);

/** The ID that a task's words begin with, and the signs that stand around it. */
function idAtStart(words: string) {
  const [all = "", before = "", id, after = ""] = start.exec(words) ?? [];
  if (id === undefined) return undefined;
  // A bare number is one only with its full stop: "3 rates are read" has none.
  if (/^\d+[a-z]?$/.test(id) && after === "") return undefined;
  return { id, before, after, length: all.length };
}

/** UTF-16 units of the ID that a task's words begin with, with the signs around it; 0 where they begin with none. */
export const lengthOfId = (words: string): number => idAtStart(words)?.length ?? 0;

/** The ID that a task's words begin with, without the signs around it, and where it begins. */
export function leadingId(
  words: string,
): { readonly id: string; readonly from: number } | undefined {
  const found = idAtStart(words);
  return found && { id: found.id, from: found.before.length };
}

/**
 * The ID that a new task gets behind another: the next one that no task of the list has, written as the other's is.
 * @param words of the task before it, as they begin
 * @param all the words of every task in the list
 * @returns with the signs that stand around it, without a space; undefined behind a task that has no ID
 */
export function nextTaskId(words: string, all: Iterable<string>): string | undefined {
  const found = idAtStart(words);
  if (found === undefined) return undefined;
  const others = [...all].flatMap((text) => start.exec(text)?.[2] ?? []).map(idKey);
  return `${found.before}${next(found.id, others)}${found.after}`;
}

/** Counts up the last part of an ID: `T012` to `T013`, `T012.3` to `T012.4`, `T012a` to `T012b`. */
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
  // Letters behind the last number are left out: behind T001z comes T002.
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
