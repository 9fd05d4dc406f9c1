import { skip } from "./operands";
import { fillers, type Token } from "./tokens";

type Kind = Token["kind"];

/** The most tokens between a "not" and the cue that it denies. */
const longestReach = 8;
/** The most tokens between the IDs and words such as "now unblocked". */
const longestTail = 10;

const filling: ReadonlySet<Kind | undefined> = new Set(fillers);
const silent: ReadonlySet<Kind | undefined> = new Set([...fillers, "aux"]);

/** The effect of the words before a cue on its meaning. */
export interface CueContext {
  /** "does not" */
  denied: boolean;
  /** "not", with other words in between. */
  far: boolean;
  /** "cannot start": the negation concerns the start. */
  moved: boolean;
  /** "removes the" */
  undone: boolean;
  /** "on hold" */
  held: boolean;
  doubted: boolean;
  past: boolean;
  modal: boolean;
}

const clauseEnds: ReadonlySet<Kind> = new Set([
  "stop",
  "question",
  "semicolon",
  "comma",
  "colon",
  "dash",
  "open",
  "close",
  "arrow",
  "next",
  "and",
  "ref",
  "strong",
  "formerly",
  "behind",
  "before",
  "until",
]);

/** Determines the effect of the words before a cue, within its clause. */
export function contextBefore(tokens: readonly Token[], at: number): CueContext {
  const said: CueContext = {
    denied: false,
    far: false,
    moved: false,
    undone: false,
    held: false,
    doubted: false,
    past: false,
    modal: false,
  };
  let words = 0;
  let motion = false;
  let moved = false;
  let begins = false;
  for (let back = 1; back <= longestReach; back++) {
    const kind = tokens[at - back]?.kind;
    if (kind === undefined || clauseEnds.has(kind)) break;
    if (kind === "word") {
      words += 1;
      moved = false;
    } else if (kind === "motion" || kind === "done") {
      motion = moved = true;
      begins ||= words === 0;
    } else if (kind === "hold") said.held = true;
    else if (kind === "negations" || kind === "none" || kind === "without") {
      if (words === 0) said.denied = true;
      // "cannot start the work before", "nothing here can start before"
      else if (moved || begins) said.moved = true;
      else said.far = true;
    } else if (kind === "undone" || kind === "except") said.undone ||= words === 0;
    else if (kind === "doubt") said.doubted ||= words === 0 && !motion;
    else if (kind === "past") said.past ||= words === 0;
    else if (kind === "modal") said.modal = true;
    else if (!silent.has(kind)) {
      words += 1;
      moved = false;
    }
  }
  return said;
}

/** Whether the words after the IDs cancel the statement, or make it a question. */
export function contextAfter(tokens: readonly Token[], from: number): "over" | "asked" | undefined {
  for (let at = from; at < Math.min(tokens.length, from + longestTail); at++) {
    const kind = tokens[at]?.kind;
    if (kind === "released") return "over";
    if (kind === "question") return "asked";
    if (kind === "negations") {
      // "depends on T001 no longer", "hängt von T001 nicht ab"
      const next = tokens[skip(tokens, at + 1, new Set([...silent, "negations"]))]?.kind;
      if (at === from && (next === undefined || next === "stop" || next === "close")) return "over";
    }
    if (kind === "stop" || kind === "semicolon" || kind === "ref") return undefined;
  }
  return undefined;
}

/** Whether the IDs follow "neither", "nor" or "none of". */
export function noneOf(tokens: readonly Token[], at: number): boolean {
  let back = at - 1;
  while (filling.has(tokens[back]?.kind)) back -= 1;
  const kind = tokens[back]?.kind;
  return kind === "negations" || kind === "none";
}

/** Whether the end of a task is mentioned directly before or at a position: "T001 lands". */
export const endIsNamed = (tokens: readonly Token[], end: number): boolean =>
  tokens[end]?.kind === "done" ||
  tokens[end - 1]?.kind === "done" ||
  tokens[skip(tokens, end, new Set([...silent, "modal"]))]?.kind === "done";
