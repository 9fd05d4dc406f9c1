import { type Ref, type Token, tokensOf } from "./tokens";
import { deniedBehind } from "./words";

/** Some tasks wait for others. `of` is undefined where the text does not say which: the one it is about. */
export interface Relation {
  readonly of: readonly Ref[] | undefined;
  readonly on: readonly Ref[];
  /** "blocks T010": the tasks of `of` are those that are waited for. */
  readonly reverse: boolean;
}

/** A quick look: most texts name no task. */
const mayName = /T(?:ASK)?[-_]?\d/i;

/** How many words may stand between "depends on" and the ID. */
const longestGap = 6;

/**
 * Finds what a text says of tasks that wait for others. Reads the words around IDs, not the grammar, so a text
 * that plays with them may be misread; then a task waits longer than it would have to.
 * @param note the text is a remark below a task: "passes after T008" says nothing of when it can start, and
 * "After: T008" does
 */
export function relationsIn(text: string, { note = false } = {}): Relation[] {
  if (!mayName.test(text)) return [];
  const tokens = tokensOf(text);
  const found: Relation[] = [];
  /** IDs that nothing was said of yet, and whether words came after them. */
  let subject: { refs: Ref[]; direct: boolean } | undefined;
  let at = 0;
  while (at < tokens.length) {
    const token = tokens[at];
    if (token === undefined) break;
    switch (token.kind) {
      case "strong":
      case "labels":
      case "weak":
      case "reverse":
      case "back": {
        const object = objectAt(tokens, at);
        const aside = note && at > 0 && token.kind !== "strong" && !object.labelled;
        const denied = object.denied || deniedBefore(tokens, at);
        if (object.refs.length > 0 && !aside && !denied)
          found.push({
            of: subject?.direct ? subject.refs : undefined,
            on: object.refs,
            reverse: token.kind === "reverse",
          });
        // "T010 depends on T005, T011 depends on T007": the list ends before the next one's subject.
        subject = object.refs.length > 0 ? undefined : subject;
        at = Math.max(at + 1, object.end);
        break;
      }
      case "behind": {
        const denied = deniedBehind.test(text.slice(token.end, token.end + 12));
        if (subject?.direct && !note && !denied && !deniedBefore(tokens, at))
          found.push({ of: undefined, on: subject.refs, reverse: false });
        subject = undefined;
        at += 1;
        break;
      }
      case "ref": {
        const list = listAt(tokens, at, false);
        subject = { refs: list.refs, direct: true };
        at = list.end;
        break;
      }
      case "stop":
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
  return found;
}

/** Whether the words right before a place turn round what it says. */
function deniedBefore(tokens: readonly Token[], at: number): boolean {
  for (let back = 1; back <= 3; back++) {
    const kind = tokens[at - back]?.kind;
    if (kind === "negations" || kind === "none") return true;
    if (kind !== "word" && kind !== "fill") return false;
  }
  return false;
}

interface Named {
  readonly refs: Ref[];
  readonly denied: boolean;
  /** A colon stands between. */
  readonly labelled: boolean;
  /** The position behind it. */
  readonly end: number;
}

/** The IDs that a wording is about: those that follow it. */
function objectAt(tokens: readonly Token[], cue: number): Named {
  const kind = tokens[cue]?.kind;
  const nothing: Named = { refs: [], denied: false, labelled: false, end: cue + 1 };
  let words = 0;
  let colon = false;
  for (let at = cue + 1; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    switch (token.kind) {
      case "ref": {
        const list = listAt(tokens, at, true);
        return { refs: list.refs, denied: false, labelled: colon, end: list.end };
      }
      case "colon":
        colon = true;
        break;
      case "negations":
      case "none":
        if (words === 0) return { ...nothing, denied: true, end: skipStatement(tokens, at) };
        words += 1;
        break;
      case "fill":
      case "open":
        break;
      case "word":
      case "and":
        words += 1;
        break;
      case "comma":
        if (!colon) return nothing;
        break;
      default:
        return nothing;
    }
    if (words > (kind === "strong" || colon ? longestGap : 0)) break;
  }
  return nothing;
}

function skipStatement(tokens: readonly Token[], from: number): number {
  let at = from;
  for (let kind = tokens[at]?.kind; kind !== undefined; kind = tokens[++at]?.kind)
    if (kind === "stop" || kind === "semicolon") break;
  return at;
}

/** IDs one after the other, with commas, words such as "and", and notes in brackets between them. */
function listAt(
  tokens: readonly Token[],
  from: number,
  object: boolean,
): { refs: Ref[]; end: number } {
  const refs: Ref[] = [];
  let end = from;
  let at = from;
  while (at < tokens.length) {
    const token = tokens[at];
    if (token?.kind !== "ref" || (object && refs.length > 0 && opensClause(tokens, at))) break;
    refs.push(token.ref);
    at = behindNote(tokens, at + 1);
    end = at;
    const between = at;
    let semicolon = false;
    for (let kind = tokens[at]?.kind; kind !== undefined; kind = tokens[++at]?.kind) {
      if (kind === "semicolon") semicolon = true;
      else if (kind !== "comma" && kind !== "and" && kind !== "fill") break;
    }
    if (at === between && tokens[at]?.kind !== "ref") break;
    // "T001; T005 uses its output": what stands behind a semicolon is another clause if a word follows.
    if (semicolon && tokens[at + 1]?.kind === "word") break;
  }
  return { refs, end };
}

/** Whether an ID is what the next wording is said of. */
function opensClause(tokens: readonly Token[], at: number): boolean {
  let next = at + 1;
  while (tokens[next]?.kind === "fill" || tokens[next]?.kind === "colon") next += 1;
  const kind = tokens[next]?.kind;
  return kind === "strong" || kind === "labels" || kind === "weak" || kind === "reverse";
}

/** Behind a note in brackets, if one stands there and names no task. */
function behindNote(tokens: readonly Token[], at: number): number {
  if (tokens[at]?.kind !== "open") return at;
  let close = at + 1;
  while (close < tokens.length && tokens[close]?.kind === "word") close += 1;
  while (close < tokens.length && !["close", "ref", "stop"].includes(tokens[close]?.kind ?? ""))
    close += 1;
  return tokens[close]?.kind === "close" ? close + 1 : at;
}

/**
 * What a section on dependencies says: statements as elsewhere, with their subjects, "T005 → T006",
 * "T010: T005, T006" and the rows of a table with a column for it.
 */
export function relationsInSection(lines: readonly string[]): Relation[] {
  const found: Relation[] = [];
  let columns: { readonly of: number; readonly on: number } | undefined;
  for (const line of lines) {
    if (/^[ \t]*\|/.test(line)) {
      const cells = line.split("|").slice(1, -1);
      const on = cells.findIndex((cell) =>
        /depend|requires|needs|blocked by|after|prereq/i.test(cell),
      );
      if (columns === undefined && on !== -1) columns = { of: on === 0 ? 1 : 0, on };
      else if (columns)
        found.push({
          of: refsIn(cells[columns.of] ?? ""),
          on: refsIn(cells[columns.on] ?? ""),
          reverse: false,
        });
      continue;
    }
    columns = undefined;
    for (const part of line.split(/;(?=[ \t]*[*_`]*T)|(?<=[\d)*`])[.](?=[ \t]+[*_`]*T)/i))
      found.push(...statement(part));
  }
  return found;
}

function statement(text: string): Relation[] {
  const tokens = tokensOf(text);
  if (tokens.some(({ kind }) => kind === "arrow" || kind === "back")) return alongArrows(tokens);
  const [, subject, rest] =
    /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?([^:：]*)[:：][*_]*(.*)$/.exec(text) ?? [];
  if (subject !== undefined && rest !== undefined && isList(tokensOf(subject))) {
    const said = tokensOf(rest);
    if (said.length > 0 && isList(said))
      return [{ of: refsIn(subject), on: refsIn(rest), reverse: false }];
  }
  return relationsIn(text).flatMap((relation) => {
    if (relation.of !== undefined) return [relation];
    const before = tokens.findIndex(({ kind }) => isCue(kind));
    const own = tokens.slice(0, before).flatMap((token) => (token.kind === "ref" ? token.ref : []));
    return own.length === 0 ? [] : [{ ...relation, of: own }];
  });
}

const isCue = (kind: Token["kind"]): boolean =>
  ["strong", "labels", "weak", "reverse", "behind"].includes(kind);

const isList = (tokens: readonly Token[]): boolean =>
  tokens.some(({ kind }) => kind === "ref") &&
  behindNotes(tokens).every(({ kind }) =>
    ["ref", "comma", "and", "fill", "semicolon"].includes(kind),
  );

/** Without what stands in brackets. */
function behindNotes(tokens: readonly Token[]): Token[] {
  let depth = 0;
  return tokens.filter(({ kind }) => {
    if (kind === "open") depth += 1;
    if (kind === "close") depth -= 1;
    return depth <= 0 && kind !== "close";
  });
}

/** "T001 → T002, T003 → T004": whoever stands behind an arrow waits for those right before it. */
function alongArrows(tokens: readonly Token[]): Relation[] {
  const groups: { refs: Ref[]; arrow: "arrow" | "back" }[] = [{ refs: [], arrow: "arrow" }];
  for (const token of tokens) {
    if (token.kind === "arrow" || token.kind === "back")
      groups.push({ refs: [], arrow: token.kind });
    else if (token.kind === "ref") groups[groups.length - 1]?.refs.push(token.ref);
  }
  return groups.slice(1).flatMap(({ refs, arrow }, index) => {
    const before = groups[index]?.refs ?? [];
    if (refs.length === 0 || before.length === 0) return [];
    return [
      arrow === "arrow"
        ? { of: refs, on: before, reverse: false }
        : { of: before, on: refs, reverse: false },
    ];
  });
}

/** All IDs that a text names. */
const refsIn = (text: string): Ref[] =>
  tokensOf(text).flatMap((token) => (token.kind === "ref" ? token.ref : []));
