import { fillers, type Token } from "./tokens";

type Kind = Token["kind"];

const separators: ReadonlySet<Kind | undefined> = new Set([
  "comma",
  "semicolon",
  "and",
  "done",
  ...fillers,
]);
const afterParticle: ReadonlySet<Kind | undefined> = new Set(fillers);

/** The object of a statement without a cue of its own: "T002" in "T003 on T002". */
export interface Elided {
  /** The preposition's position. */
  readonly particle: number;
  /** The position of the object's first ID. */
  readonly object: number;
  /** "T003 not on T002" */
  readonly denied: boolean;
}

/** Finds a preposition with an ID directly after a subject; `at` is the position after the subject. */
export function elidedAt(tokens: readonly Token[], at: number): Elided | undefined {
  const denied = tokens[at]?.kind === "negations";
  const particle = denied ? at + 1 : at;
  if (tokens[particle]?.kind !== "particle") return undefined;
  let object = particle + 1;
  while (afterParticle.has(tokens[object]?.kind)) object += 1;
  return tokens[object]?.kind === "ref" ? { particle, object, denied } : undefined;
}

/** Where the first object ends in "T002 depends on T001 and T003 on T002". */
export type SharedCue =
  /** The next subject begins here. */
  | { readonly kind: "subject"; readonly at: number }
  /**
   * "on T001, T002 and T003, T004 on T005": each of several IDs can be the first of the next subject.
   * The second statement's object begins here.
   */
  | { readonly kind: "unclear"; readonly object: number };

/**
 * Finds a second statement that shares the cue of the first one, as in "T002 depends on T001 and T003 on
 * T002".
 * @param from the position of the first object's first ID
 * @param behindNote the position after a note in brackets
 */
export function sharedCue(
  tokens: readonly Token[],
  from: number,
  behindNote: (at: number) => number,
): SharedCue | undefined {
  const items: { readonly at: number; readonly strength: number }[] = [];
  let at = from;
  let strength = 0;
  while (tokens[at]?.kind === "ref") {
    items.push({ at, strength });
    at = behindNote(at + 1);
    const elided = elidedAt(tokens, at);
    if (elided && items.length > 1) {
      const [, ...later] = items;
      const strongest = Math.max(...later.map((item) => item.strength));
      const [only, ...others] = later.filter((item) => item.strength === strongest);
      return only && others.length === 0
        ? { kind: "subject", at: only.at }
        : { kind: "unclear", object: elided.object };
    }
    strength = 0;
    for (; separators.has(tokens[at]?.kind); at++)
      strength = Math.max(strength, strengthOf(tokens[at]?.kind));
  }
  return undefined;
}

/** A semicolon separates more than a comma, and a comma more than "and": "on T001, and T004 and T005 on T003". */
const strengthOf = (kind: Kind | undefined): number =>
  kind === "semicolon" ? 3 : kind === "comma" ? 2 : kind === "and" ? 1 : 0;
