import { mayNameTask } from "../task-id";
import { behindAside, listAt, type Operands, own, skip } from "./operands";
import { before, behind, endIsNamed, noneOf } from "./surroundings";
import { type Token, tokensOf } from "./tokens";
import { deniedBehind } from "./words-spaceless";

/** The tasks of `of` wait for those of `on`. */
export interface Relation {
  readonly of: Operands;
  readonly on: Operands;
}

/** Why a statement was not understood: it leaves open whether a task waits, or for which. */
export type Doubt = "maybe" | "past" | "negation" | "exception" | "arrow";

export interface Reading {
  readonly relations: readonly Relation[];
  /** Undefined where all was understood. */
  readonly doubt: Doubt | undefined;
}

/** How many words may stand between "depends on" and the ID. */
const longestGap = 6;

type Kind = Token["kind"];

/** IDs that nothing was said of yet. */
interface Subject extends Operands {
  /** No words came after them. */
  readonly direct: boolean;
  /** "neither T001 nor T002" */
  readonly denied: boolean;
}

/** What one wording says, before it is known which tasks it is said of. */
type Verdict = "forward" | "reverse" | "nothing" | Doubt;

/**
 * Finds what a text says of tasks that wait for others. Each wording ("depends on", "before", …) has a subject,
 * the IDs before it or the task whose text it is; an object, the IDs behind it; a direction; and words before it
 * that deny it, put it into the past or leave it open. It reads no more of the language than these. What
 * leaves a doubt is no wait, and is told.
 * @param note the text is a remark below a task: "passes after T008" says nothing of when it can start, and
 * "After: T008" does
 */
export function relationsIn(text: string, { note = false } = {}): Reading {
  if (!mayNameTask.test(text)) return { relations: [], doubt: undefined };
  const tokens = tokensOf(text);
  const relations: Relation[] = [];
  let doubt: Doubt | undefined;
  let subject: Subject | undefined;
  let at = 0;
  const of = (): Operands => (subject?.direct ? subject : own);
  while (at < tokens.length) {
    const token = tokens[at];
    if (token === undefined) break;
    switch (token.kind) {
      case "strong":
      case "formerly":
      case "labels":
      case "weak":
      case "when":
      case "back":
      case "reverse":
      case "before":
      case "until":
      case "without": {
        const object = objectAt(tokens, at);
        if (object.doubt) doubt ??= object.doubt;
        if (object.named) {
          // "neither T001 nor T002 depends on T003"
          const denied = subject?.direct === true && subject.denied;
          const verdict = denied ? "nothing" : verdictOn(tokens, at, object, note);
          if (verdict === "forward") relations.push({ of: of(), on: object });
          else if (verdict === "reverse") relations.push({ of: object, on: of() });
          else if (verdict !== "nothing") doubt ??= verdict;
          // "T010 depends on T005, T011 depends on T007": the list ends before the next one's subject.
          subject = undefined;
        }
        at = Math.max(at + 1, object.end);
        break;
      }
      case "behind": {
        const denied = deniedBehind.test(text.slice(token.end, token.end + 12));
        const said = before(tokens, at);
        if (subject?.direct && !subject.denied && !note && !denied && !said.denied) {
          if (said.doubted) doubt ??= "maybe";
          else relations.push({ of: own, on: subject });
        }
        subject = undefined;
        at += 1;
        break;
      }
      case "arrow":
      case "next": {
        const right = directAt(tokens, at + 1);
        if (right === undefined) {
          at += 1;
          break;
        }
        const list = listAt(tokens, right, { object: true });
        if (subject?.direct) relations.push({ of: list, on: subject });
        else if (token.kind === "arrow" && list.refs.length > 0) doubt ??= "arrow";
        subject = { ...list, direct: true, denied: false };
        at = list.end;
        break;
      }
      case "ref":
      case "self": {
        const list = listAt(tokens, at, { object: false });
        subject = { ...list, direct: true, denied: noneOf(tokens, at) };
        at = list.end;
        break;
      }
      case "aside":
        // "can run beside T003 after T001" says nothing of T003.
        at = behindAside(tokens, at);
        break;
      case "stop":
      case "question":
      case "semicolon":
        subject = undefined;
        at += 1;
        break;
      case "word":
      case "open":
        if (subject) subject = { ...subject, direct: false };
        at += 1;
        break;
      default:
        at += 1;
    }
  }
  return { relations, doubt };
}

/** Words that "not" before them turns from "the other one waits", or from nothing, to "this one waits". */
const turning: ReadonlySet<Kind> = new Set(["before", "until", "without"]);

function verdictOn(tokens: readonly Token[], at: number, object: Named, note: boolean): Verdict {
  const kind = tokens[at]?.kind;
  if (kind === undefined) return "nothing";
  const said = before(tokens, at);
  if (turning.has(kind)) {
    if (said.denied || said.moved || said.held)
      // "need not wait before": what is denied is the waiting.
      return said.denied && said.held ? "nothing" : "forward";
    if (said.far && !note) return "negation";
    if (kind !== "before" || (note && at > 0 && !said.modal)) return "nothing";
    return "reverse";
  }
  if (object.denied || said.denied || (said.undone && kind !== "weak" && kind !== "when"))
    return "nothing";
  if (note && at > 0 && kind !== "strong" && !object.labelled) return "nothing";
  if (kind === "when" && !said.held && !endIsNamed(tokens, object.end)) return "nothing";
  const tail = behind(tokens, object.end);
  if (tail === "over") return "nothing";
  if (said.past || kind === "formerly") return "past";
  if (said.doubted || tail === "asked") return "maybe";
  if (said.far && kind === "strong") return "negation";
  return kind === "reverse" ? "reverse" : "forward";
}

interface Named extends Operands {
  /** It names a task. */
  readonly named: boolean;
  readonly denied: boolean;
  /** A colon stands between. */
  readonly labelled: boolean;
  /** The position behind it. */
  readonly end: number;
  readonly doubt?: Doubt;
}

/** The position of an ID, or "this", that stands right behind a place. */
function directAt(tokens: readonly Token[], from: number): number | undefined {
  const at = skip(tokens, from, new Set(["fill"]));
  const kind = tokens[at]?.kind;
  return kind === "ref" || kind === "self" ? at : undefined;
}

/** The IDs that a wording is about: those that follow it. */
function objectAt(tokens: readonly Token[], cue: number): Named {
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
