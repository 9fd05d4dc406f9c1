import { mayNameTask } from "../task-id";
import { contextAfter, contextBefore, endIsNamed, noneOf } from "./cue-context";
import { behindAside, listAt, type Operands, ownTask, skip } from "./operands";
import { type Token, tokensOf } from "./tokens";
import { deniedBehind } from "./words-spaceless";

/** The tasks `of` wait for the tasks `on`. */
export interface Relation {
  readonly of: Operands;
  readonly on: Operands;
}

/** The reason why a statement is ambiguous: it is unclear whether a task waits, or for which task. */
export type Doubt = "maybe" | "past" | "negation" | "exception" | "arrow";

export interface Reading {
  readonly relations: readonly Relation[];
  /** Undefined when all statements were understood. */
  readonly doubt: Doubt | undefined;
}

/** The most words between a cue such as "depends on" and the ID. */
const longestGap = 6;

type Kind = Token["kind"];

/** IDs that no statement has used yet. */
interface Subject extends Operands {
  /** Whether no words came after the IDs. */
  readonly direct: boolean;
  /** "neither T001 nor T002" */
  readonly denied: boolean;
}

/** The meaning of one cue, before its subject is known. */
type Verdict = "forward" | "reverse" | "nothing" | Doubt;

/**
 * Finds statements about tasks that wait for others. Each cue ("depends on", "before", …) has four parts. The
 * subject is the IDs before the cue, or the task that the text belongs to. The object is the IDs after the
 * cue. The third part is the direction. The fourth is the words before the cue that deny the statement, put
 * it into the past or leave it open. No other grammar is read. An ambiguous statement makes no task wait and
 * is reported.
 * @param note whether the text is a remark below a task. There, "passes after T008" does not concern the
 * task's start, but "After: T008" does
 */
export function relationsIn(text: string, { note = false } = {}): Reading {
  if (!mayNameTask.test(text)) return { relations: [], doubt: undefined };
  const tokens = tokensOf(text);
  const relations: Relation[] = [];
  let doubt: Doubt | undefined;
  let subject: Subject | undefined;
  let at = 0;
  const of = (): Operands => (subject?.direct ? subject : ownTask);
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
          // "T010 depends on T005, T011 depends on T007": the object ends before the next subject.
          subject = undefined;
        }
        at = Math.max(at + 1, object.end);
        break;
      }
      case "behind": {
        const denied = deniedBehind.test(text.slice(token.end, token.end + 12));
        const said = contextBefore(tokens, at);
        if (subject?.direct && !subject.denied && !note && !denied && !said.denied) {
          if (said.doubted) doubt ??= "maybe";
          else relations.push({ of: ownTask, on: subject });
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
        // "can run beside T003 after T001" makes no statement about T003.
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

/**
 * Cues after which a preceding "not" means that this task waits. Without "not" the other task waits, or none
 * does.
 */
const turning: ReadonlySet<Kind> = new Set(["before", "until", "without"]);

function verdictOn(tokens: readonly Token[], at: number, object: Named, note: boolean): Verdict {
  const kind = tokens[at]?.kind;
  if (kind === undefined) return "nothing";
  const said = contextBefore(tokens, at);
  if (turning.has(kind)) {
    if (said.denied || said.moved || said.held)
      // "need not wait before": the negation concerns the waiting.
      return said.denied && said.held ? "nothing" : "forward";
    if (said.far && !note) return "negation";
    if (kind !== "before" || (note && at > 0 && !said.modal)) return "nothing";
    return "reverse";
  }
  if (object.denied || said.denied || (said.undone && kind !== "weak" && kind !== "when"))
    return "nothing";
  if (note && at > 0 && kind !== "strong" && !object.labelled) return "nothing";
  if (kind === "when" && !said.held && !endIsNamed(tokens, object.end)) return "nothing";
  const tail = contextAfter(tokens, object.end);
  if (tail === "over") return "nothing";
  if (said.past || kind === "formerly") return "past";
  if (said.doubted || tail === "asked") return "maybe";
  if (said.far && kind === "strong") return "negation";
  return kind === "reverse" ? "reverse" : "forward";
}

interface Named extends Operands {
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
function directAt(tokens: readonly Token[], from: number): number | undefined {
  const at = skip(tokens, from, new Set(["fill"]));
  const kind = tokens[at]?.kind;
  return kind === "ref" || kind === "self" ? at : undefined;
}

/** The object of a cue: the IDs after it. */
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
