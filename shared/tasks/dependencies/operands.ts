import { elidedAt, sharedCue } from "./elision";
import { fillers, type Ref, type Token } from "./tokens";

type Kind = Token["kind"];

/** The tasks on one side of a statement. */
export interface Operands {
  readonly refs: readonly Ref[];
  /** Members of `refs` that are excluded: "T001–T005 except T003". */
  readonly except: readonly Ref[];
  /** Whether the task that the text belongs to is included, as "this". */
  readonly self: boolean;
}

export const ownTask: Operands = { refs: [], except: [], self: true };

export interface List extends Operands {
  /** The position after the list. */
  readonly end: number;
  /** The position of an object of a second statement, when its subject cannot be told from this list. */
  readonly unclear?: number;
}

/** The most tokens of a note after an ID: "T001 - the table". */
const longestNote = 40;
/** The most words before an ID in brackets: "and the reader (T002)". */
const longestName = 5;

const filling: ReadonlySet<Kind | undefined> = new Set([...fillers, "done", "colon"]);
const between: ReadonlySet<Kind | undefined> = new Set(["comma", "and", ...fillers, "done"]);
const says: ReadonlySet<Kind | undefined> = new Set([
  "strong",
  "formerly",
  "labels",
  "weak",
  "reverse",
  "before",
  "back",
  "arrow",
]);
/** Tokens that may stand between a subject's ID and the cue. */
const beforeVerb: ReadonlySet<Kind | undefined> = new Set([
  ...filling,
  "aux",
  "negations",
  "doubt",
  "past",
]);
const inCopula: ReadonlySet<Kind | undefined> = new Set([...fillers, "aux"]);
const inRun: ReadonlySet<Kind | undefined> = new Set(["ref", "and", "comma", ...fillers]);
/** Tokens after an ID that show that a list continues after a semicolon. */
const endsItem: ReadonlySet<Kind | undefined> = new Set([
  undefined,
  "comma",
  "and",
  "semicolon",
  "stop",
  "open",
  "close",
  "dash",
  "colon",
]);

/** The position of the first token of any other kind. */
export function skip(
  tokens: readonly Token[],
  from: number,
  kinds: ReadonlySet<Kind | undefined>,
): number {
  let at = from;
  while (at < tokens.length && kinds.has(tokens[at]?.kind)) at += 1;
  return at;
}

/**
 * Reads a list of IDs with commas, words such as "and", notes, and excluded IDs between them.
 * @param from the position of an ID, or of "this"
 * @param object whether the list is the object of a cue; it then ends at the subject of the next statement
 * @param bracketed whether "the table (T001) and the reader (T002)" is one list
 */
export function listAt(
  tokens: readonly Token[],
  from: number,
  { object, bracketed = false }: { readonly object: boolean; readonly bracketed?: boolean },
): List {
  const refs: Ref[] = [];
  const except: Ref[] = [];
  let into = refs;
  let self = false;
  let end = from;
  let at = from;
  const shared = object
    ? sharedCue(tokens, from, (to) => behindNote(tokens, to, false))
    : undefined;
  if (shared?.kind === "unclear") return { refs, except, self, end, unclear: shared.object };
  for (;;) {
    if (at === shared?.at) break;
    const token = tokens[at];
    if (token?.kind === "self") self = true;
    else if (token?.kind === "ref" && !(object && end > from && opensClause(tokens, at, end)))
      into.push(token.ref);
    else break;
    at = behindNote(tokens, at + 1, object);
    end = at;
    const next = nextItem(tokens, at, object, bracketed);
    if (next === undefined) break;
    if (next.out) into = except;
    at = next.at;
  }
  return { refs, except, self, end };
}

/** The position at which a list continues, and whether the item there is excluded. */
function nextItem(
  tokens: readonly Token[],
  from: number,
  object: boolean,
  bracketed: boolean,
): { readonly at: number; readonly out: boolean } | undefined {
  let at = from;
  let semicolon = false;
  for (; between.has(tokens[at]?.kind) || tokens[at]?.kind === "semicolon"; at++)
    semicolon ||= tokens[at]?.kind === "semicolon";
  const parted = at > from;
  const kind = tokens[at]?.kind;
  // "T003 on T002" is no list.
  if (tokens[from]?.kind === "particle") return undefined;
  if (isTask(kind)) {
    if (!parted && kind === "self") return undefined;
    // "T001; T002 uses its output": a word after the ID shows that another statement follows the semicolon.
    return semicolon && !endsItem.has(tokens[behindNote(tokens, at + 1, false)]?.kind)
      ? undefined
      : { at, out: false };
  }
  if (semicolon) return undefined;
  const taken = exceptionAt(tokens, at, object);
  if (taken !== undefined) return { at: taken, out: true };
  return bracketed ? bracketedAt(tokens, from) : undefined;
}

/** The position of the ID in "except T003", "but not on T003", "(not T003)". */
function exceptionAt(tokens: readonly Token[], from: number, object: boolean): number | undefined {
  let at = from;
  if (tokens[at]?.kind === "open") at += 1;
  const kind = tokens[at]?.kind;
  if (kind !== "except" && kind !== "without" && !(object && kind === "negations"))
    return undefined;
  while (tokens[at]?.kind === "except" || tokens[at]?.kind === "negations") at += 1;
  if (kind === "without") at += 1;
  at = skip(tokens, at, filling);
  return tokens[at]?.kind === "ref" && !opensClause(tokens, at) ? at : undefined;
}

/** The position of T002 in ") and the reader (T002)". */
function bracketedAt(
  tokens: readonly Token[],
  from: number,
): { at: number; out: false } | undefined {
  if (tokens[from]?.kind !== "close") return undefined;
  let at = skip(tokens, from + 1, between);
  if (at === from + 1) return undefined;
  for (let words = 0; tokens[at]?.kind === "word" && words < longestName; words++)
    at = skip(tokens, at + 1, filling);
  return tokens[at]?.kind === "open" && tokens[at + 1]?.kind === "ref"
    ? { at: at + 1, out: false }
    : undefined;
}

const isTask = (kind: Kind | undefined): boolean => kind === "ref" || kind === "self";

/**
 * Whether an ID is the subject of the next cue.
 * @param parted the position of the separator between this ID and the previous one
 */
function opensClause(tokens: readonly Token[], at: number, parted = at): boolean {
  const behind = tokens[at + 1]?.kind === "open" ? behindNote(tokens, at + 1, false) : at + 1;
  const verb = tokens[skip(tokens, behind, beforeVerb)]?.kind;
  if (says.has(verb) || elidedAt(tokens, behind)) return true;
  const parts = tokens.slice(parted, at).map(({ kind }) => kind);
  if (parts.length > 0 && isStatement(tokens, behind)) return true;
  if (!parts.includes("comma") || parts.includes("and")) return false;
  // "After T001, T002 can start", "Once T001 is done, T002 and T003 can start"
  const next = parts[0] === "comma" ? verb : tokens[skip(tokens, behind, inRun)]?.kind;
  return next === "modal";
}

/** Whether "is independent" or "does not" follows an ID. "is done" still describes the list's item. */
function isStatement(tokens: readonly Token[], at: number): boolean {
  const kind = tokens[at]?.kind;
  if (kind === "aux") return tokens[at + 1]?.kind === "negations";
  return kind === "copula" && tokens[skip(tokens, at, inCopula)]?.kind !== "done";
}

/**
 * The position after a note that names no task: a note in brackets, or a note after a dash when a list
 * continues after it.
 */
function behindNote(tokens: readonly Token[], at: number, object: boolean): number {
  const kind = tokens[at]?.kind;
  if (kind === "open") {
    let close = at + 1;
    while (close < tokens.length && !noteEnds.has(tokens[close]?.kind)) close += 1;
    return tokens[close]?.kind === "close" ? close + 1 : at;
  }
  if (!object || (kind !== "dash" && kind !== "colon") || tokens[at + 1]?.kind === "ref") return at;
  for (let end = at + 1; end < Math.min(tokens.length, at + longestNote); end++) {
    const sign = tokens[end]?.kind;
    if (sign === "stop" || sign === "question" || (sign === "ref" && opensClause(tokens, end)))
      return at;
    if (sign === "comma" || sign === "semicolon") {
      const next = skip(tokens, end + 1, between);
      if (tokens[next]?.kind === "ref") return end;
    }
  }
  return at;
}

const noteEnds: ReadonlySet<Kind | undefined> = new Set(["close", "ref", "stop", "released"]);

/** The position after the IDs of "beside T003". */
export function behindAside(tokens: readonly Token[], at: number): number {
  const first = skip(tokens, at + 1, filling);
  return isTask(tokens[first]?.kind) ? listAt(tokens, first, { object: false }).end : at + 1;
}
