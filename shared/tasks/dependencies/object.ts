import { listAt, type Operands, skip } from "./operands";
import { fillers, type Token } from "./tokens";

/** The reason why a statement is ambiguous: it is unclear whether a task waits, or for which task. */
export type Doubt =
  | "maybe"
  | "past"
  | "negation"
  | "exception"
  | "arrow"
  | "shared"
  | "unnamed"
  | "pronoun";

/** The most words between a cue such as "depends on" and the ID. */
export const longestGap = 6;

/** The object of a cue. */
export interface Named extends Operands {
  /** Whether the object names a task. */
  readonly named: boolean;
  readonly denied: boolean;
  /** Whether a colon stands between the cue and the object. */
  readonly labelled: boolean;
  /** The position after the object. */
  readonly end: number;
  readonly doubt?: Doubt;
}

/** The position of an ID, or "this", directly after a position. */
export function directAt(tokens: readonly Token[], from: number): number | undefined {
  const at = skip(tokens, from, new Set(fillers));
  const kind = tokens[at]?.kind;
  return kind === "ref" || kind === "self" ? at : undefined;
}

/** The object of a cue: the IDs after it. */
export function objectAt(tokens: readonly Token[], cue: number): Named {
  const kind = tokens[cue]?.kind;
  const nothing: Named = {
    refs: [],
    except: [],
    self: false,
    named: false,
    denied: false,
    labelled: false,
    end: cue + 1,
  };
  const wide = kind === "strong" || kind === "formerly" || kind === "until";
  let words = 0;
  let labelled = false;
  let denied = false;
  for (let at = cue + 1; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    switch (token.kind) {
      case "self":
        if (words > 0 || tokens[at + 1]?.kind === "word") {
          words += 1;
          break;
        }
        return {
          ...nothing,
          ...listAt(tokens, at, { object: true }),
          named: true,
          denied,
          labelled,
        };
      case "ref": {
        const inBrackets = tokens[at - 1]?.kind === "open";
        if (words > 0 && kind === "reverse" && !inBrackets) return nothing;
        const list = listAt(tokens, at, { object: !denied, bracketed: words > 0 && inBrackets });
        if (list.unclear !== undefined)
          return { ...nothing, doubt: "shared", end: list.unclear + 1 };
        return { ...nothing, ...list, named: true, denied, labelled };
      }
      case "colon":
        if (kind === "reverse" && words > 0) return nothing;
        labelled = true;
        break;
      case "negations":
      case "none":
        if (words > 0) {
          words += 1;
          break;
        }
        denied = true;
        if (directAt(tokens, at + 1) === undefined && tokens[at + 1]?.kind !== "negations")
          return { ...nothing, end: skipStatement(tokens, at) };
        break;
      case "except":
        return directAt(tokens, at + 1) === undefined
          ? nothing
          : {
              ...nothing,
              doubt: "exception",
              end: listAt(tokens, directAt(tokens, at + 1) ?? at, { object: true }).end,
            };
      case "fill":
      case "copula":
      case "particle":
      case "pairwise":
      case "open":
        break;
      case "word":
      case "and":
      case "motion":
      case "done":
      case "modal":
      case "aux":
      case "hold":
      case "past":
      case "doubt":
        words += 1;
        break;
      case "comma":
        if (!labelled) return nothing;
        break;
      default:
        return nothing;
    }
    if (words > (wide || labelled || kind === "reverse" ? longestGap : 0)) break;
  }
  return nothing;
}

function skipStatement(tokens: readonly Token[], from: number): number {
  let at = from;
  while (at < tokens.length && tokens[at]?.kind !== "stop" && tokens[at]?.kind !== "semicolon")
    at += 1;
  return at;
}
