/** An ID at the beginning of a task's words, in two forms: `T012`, `DB-7`, `T001a`; and `1.2`, a place in an outline. */
type TaskId =
  | {
      readonly kind: "named";
      readonly letters: string;
      readonly digits: string;
      readonly suffix: string;
    }
  | { readonly kind: "outline"; readonly above: string; readonly last: number };

const named = /^([A-Z]{1,6}-?)(\d+)([a-z]?)$/;
const outline = /^((?:\d+\.)*)(\d+)$/;

/** The beginning of a task's words: signs around the ID, the ID, and what follows it. */
const start = /^(\[?)([A-Z]{1,6}-?\d{1,6}[a-z]?|\d{1,4}(?:\.\d{1,4})*)(\]?[:.)]?)(?=[ \t\u00a0]|$)/;

function readId(id: string): TaskId | undefined {
  const [, letters, digits, suffix] = named.exec(id) ?? [];
  if (letters !== undefined && digits !== undefined && suffix !== undefined)
    return { kind: "named", letters, digits, suffix };
  const [, above, last] = outline.exec(id) ?? [];
  return above === undefined || last === undefined
    ? undefined
    : { kind: "outline", above, last: Number(last) };
}

/** The ID that a task's words begin with, and the signs that stand around it. */
function idAtStart(words: string) {
  const [all = "", before = "", own, after = ""] = start.exec(words) ?? [];
  const id = own === undefined ? undefined : readId(own);
  if (id === undefined) return undefined;
  // A bare number is one only with its full stop: "3 rates are read" has none.
  if (id.kind === "outline" && id.above === "" && after === "") return undefined;
  return { id, before, after, length: all.length };
}

/** UTF-16 units of the ID that a task's words begin with, with the signs around it; 0 where they begin with none. */
export const lengthOfId = (words: string): number => idAtStart(words)?.length ?? 0;

/**
 * The ID that a new task gets behind another: the next one that no task of the list has, written as the other's is.
 * @param words of the task before it, as they begin
 * @param all the words of every task in the list
 * @returns with the signs that stand around it, without a space; undefined behind a task that has no ID
 */
export function nextTaskId(words: string, all: Iterable<string>): string | undefined {
  const found = idAtStart(words);
  if (found === undefined) return undefined;
  const others = new Set<string>();
  for (const text of all) {
    const other = start.exec(text)?.[2];
    if (other !== undefined) others.add(other);
  }
  return `${found.before}${next(found.id, others)}${found.after}`;
}

function next(id: TaskId, others: ReadonlySet<string>): string {
  if (id.kind === "outline") {
    const same = [...others].map(readId).filter((it) => it?.kind === "outline");
    const numbers = same.map((it) =>
      it?.kind === "outline" && it.above === id.above ? it.last : 0,
    );
    return `${id.above}${Math.max(id.last, ...numbers) + 1}`;
  }
  const { letters, digits, suffix } = id;
  for (let code = suffix.charCodeAt(0) + 1; suffix !== "" && code <= 122; code += 1) {
    const lettered = `${letters}${digits}${String.fromCharCode(code)}`;
    if (!others.has(lettered)) return lettered;
  }
  let last = Number(digits);
  for (const other of others) {
    const it = readId(other);
    if (it?.kind === "named" && it.letters === letters) last = Math.max(last, Number(it.digits));
  }
  return `${letters}${String(last + 1).padStart(digits.length, "0")}`;
}
