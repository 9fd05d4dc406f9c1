import { mayNameTask } from "../task-id";
import { contextAfter, contextBefore, endIsNamed, noneOf } from "./cue-context";
import { elidedAt } from "./elision";
import { type Doubt, directAt, longestGap, type Named, objectAt } from "./object";
import { behindAside, listAt, type Operands, ownTask } from "./operands";
import { type Ref, type Token, tokensOf } from "./tokens";
import { deniedBehind } from "./words-spaceless";

/** The tasks `of` wait for the tasks `on`. */
export interface Relation {
  readonly of: Operands;
  readonly on: Operands;
}

export interface Reading {
  readonly relations: readonly Relation[];
  /** Undefined when all statements were understood. */
  readonly doubt: Doubt | undefined;
}

type Kind = Token["kind"];

/** "depends on all of them" names no task. */
const unnamed =
  /^[ \t]*(?:both|everything|all(?: of (?:them|these|the above))?(?: (?:the )?(?:others?|previous|preceding|earlier)(?: tasks?)?)?)[ \t*_]*(?:[.;,)]|$)/iu;

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
  /** The latest cue of the sentence. */
  let cue: { readonly verdict: Verdict; readonly word: string } | undefined;
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
          const stated = relationOf(verdict, of(), object, tokens.slice(at, object.end + 1));
          if (typeof stated === "string") doubt ??= stated;
          else relations.push(...stated);
          cue = { verdict, word: prepositionOf(text, tokens, at) };
          // "T010 depends on T005, T011 depends on T007": the object ends before the next subject.
          subject = undefined;
        } else if (token.kind === "strong" && unnamed.test(text.slice(token.end, token.end + 60)))
          doubt ??= contextBefore(tokens, at).denied ? undefined : "unnamed";
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
        const elided = cue && elidedAt(tokens, list.end);
        if (cue && elided) {
          // "T002 depends on T001 and T003 on T002"
          const object = listAt(tokens, elided.object, { object: true });
          if (wordAt(text, tokens, elided.particle) !== cue.word || object.unclear !== undefined)
            doubt ??= "shared";
          else if (cue.verdict === "nothing") doubt ??= elided.denied ? undefined : "negation";
          else if (!elided.denied) {
            const stated = relationOf(cue.verdict, list, object, []);
            if (typeof stated !== "string") relations.push(...stated);
          }
          subject = undefined;
          at = Math.max(object.end, elided.object + 1);
          break;
        }
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
        cue = undefined;
        subject = undefined;
        at += 1;
        break;
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

/** The relations of a statement, or the reason why it is ambiguous. */
function relationOf(
  verdict: Verdict,
  subject: Operands,
  object: Operands,
  said: readonly Token[],
): readonly Relation[] | Doubt {
  if (verdict === "nothing") return [];
  if (verdict !== "forward" && verdict !== "reverse") return verdict;
  const [of, on] = verdict === "forward" ? [subject, object] : [object, subject];
  if (of.refs.length < 2 || !said.some(({ kind }) => kind === "pairwise")) return [{ of, on }];
  // "T003 and T004 depend on T001 and T002 respectively"
  const whole = [...of.refs, ...on.refs].every(({ to }) => to === undefined);
  if (!whole || of.refs.length !== on.refs.length) return "shared";
  const one = (ref: Ref | undefined): Operands => ({
    refs: ref ? [ref] : [],
    except: [],
    self: false,
  });
  return of.refs.map((ref, index) => ({ of: one(ref), on: one(on.refs[index]) }));
}

/** The word that ends at a token's end, in lower case. */
function wordAt(text: string, tokens: readonly Token[], at: number): string {
  const end = tokens[at]?.end ?? 0;
  return /[\p{L}]*$/u.exec(text.slice(Math.max(0, end - 12), end))?.[0].toLowerCase() ?? "";
}

/** The preposition between a cue and its object: "on" of "depends on", "von" of "hängt von". */
function prepositionOf(text: string, tokens: readonly Token[], cue: number): string {
  let last = cue;
  for (let at = cue + 1; at < tokens.length && at <= cue + longestGap; at++) {
    if (tokens[at]?.kind === "ref" || tokens[at]?.kind === "self") break;
    if (tokens[at]?.kind === "particle") last = at;
  }
  return wordAt(text, tokens, last);
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
