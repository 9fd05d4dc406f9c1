import { proseLines } from "../markdown/prose-lines";
import { parseSpec } from "./spec";

/** The change of one requirement or story between two versions of a spec. */
export type Change =
  | { readonly kind: "changed"; readonly id: string; readonly was: string; readonly now: string }
  /** Struck out in the newer version, or removed. */
  | { readonly kind: "superseded"; readonly id: string; readonly was: string }
  | { readonly kind: "added"; readonly id: string; readonly now: string }
  /** The same words under another ID. */
  | { readonly kind: "renumbered"; readonly id: string; readonly to: string; readonly was: string };

/** The content of a spec: the words of each requirement and of each story's section, by ID. */
export type Claims = ReadonlyMap<string, string>;

/**
 * Reads the claims of a spec. White space counts as one space, so that other line breaks change nothing. Of
 * two lines with one ID the first counts. Superseded requirements are left out.
 */
export function claimsOf(text: string): Claims {
  const claims = new Map<string, string>();
  const claim = (id: string, words: string) => {
    if (!claims.has(id)) claims.set(id, oneLine(words));
  };
  const { requirements, stories } = parseSpec(text);
  for (const { id, text: words } of requirements) claim(id, words);
  const lines = proseLines(text);
  for (const { id, line } of stories) {
    const start = lines.findIndex((each) => each.line === line);
    const level = levelOf(lines[start]?.text ?? "");
    const end = lines.findIndex(
      (each, index) => index > start && levelOf(each.text) > 0 && levelOf(each.text) <= level,
    );
    claim(
      id,
      lines
        .slice(start, end < 0 ? undefined : end)
        .map((each) => each.text)
        .join(" "),
    );
  }
  return claims;
}

/** 1 to 6 for a heading, otherwise 0. */
const levelOf = (line: string): number => /^(#{1,6})[ \t]/.exec(line)?.[1]?.length ?? 0;

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

/**
 * Compares two versions of a spec, requirement by requirement and story by story. An ID in both versions is
 * the same requirement, changed or not. The exception is a text that moved to another ID unchanged: it was
 * renumbered, and the text now under the old ID is new.
 * @returns the changes in the order of the older version, then the added ones
 */
export function compareSpecs(before: string, after: string): Change[] {
  return compareClaims(claimsOf(before), claimsOf(after));
}

/** Like `compareSpecs`, for claims that were read already. */
export function compareClaims(before: Claims, after: Claims): Change[] {
  const moved = renumberings(before, after);
  const taken = new Set(moved.values());
  const changes = [...before].flatMap(([id, was]): Change[] => {
    const to = moved.get(id);
    if (to !== undefined) return [{ kind: "renumbered", id, to, was }];
    const now = after.get(id);
    // A renumbered requirement has this ID now.
    if (now === undefined || taken.has(id)) return [{ kind: "superseded", id, was }];
    return now === was ? [] : [{ kind: "changed", id, was, now }];
  });
  const added = [...after].flatMap(([id, now]): Change[] =>
    taken.has(id) || (before.has(id) && !moved.has(id)) ? [] : [{ kind: "added", id, now }],
  );
  return [...changes, ...added];
}

/** Old ID to new ID, for texts that are equal, occur once in each version, and moved. */
function renumberings(before: Claims, after: Claims): Map<string, string> {
  const [old, now] = [idsByWords(before), idsByWords(after)];
  const moved = new Map<string, string>();
  for (const [words, [id, ...others]] of old) {
    const [to, ...more] = now.get(words) ?? [];
    if (id === undefined || to === undefined || id === to) continue;
    const alone = others.length === 0 && more.length === 0;
    if (words !== "" && alone && kindOf(id) === kindOf(to)) moved.set(id, to);
  }
  return moved;
}

function idsByWords(claims: Claims): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [id, words] of claims) {
    // A story's heading contains its number, which is not part of its content.
    const said = words.replace(/^#+[ \t]+(?:user story|US)[ \t]*\d+/i, "");
    const ids = found.get(said);
    if (ids) ids.push(id);
    else found.set(said, [id]);
  }
  return found;
}

/** `FR`, `SC`, `US`: the kind of an ID. A requirement does not become a story. */
const kindOf = (id: string): string => id.replace(/-?\d.*$/, "");

/** The changes that concern a task: those of the requirements that it names, and of its story. */
export function changesFor(
  changes: readonly Change[],
  task: { readonly requirements: readonly string[]; readonly story?: string },
): Change[] {
  const named = new Set([...task.requirements, ...(task.story === undefined ? [] : [task.story])]);
  return changes.filter(({ kind, id }) => kind !== "added" && named.has(id));
}

/** A change in a few words: "FR-004 changed since". */
export function changeWords(change: Change): string {
  switch (change.kind) {
    case "changed":
      return `${change.id} changed since`;
    case "superseded":
      return `${change.id} superseded since`;
    case "renumbered":
      return `${change.id} is ${change.to} now`;
    case "added":
      return `${change.id} is new`;
  }
}
