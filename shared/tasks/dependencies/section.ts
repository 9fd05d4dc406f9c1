import { withoutCode } from "./code-spans";
import { elidedAt } from "./elision";
import { behindAside, listAt, type Operands, ownTask } from "./operands";
import { type Reading, type Relation, relationsIn } from "./relations";
import { fillers, type Ref, type Token, tokensOf } from "./tokens";

/** The columns of a table: the task, the tasks that it waits for, and the tasks that wait for it. */
interface Columns {
  readonly of: number;
  readonly on: number | undefined;
  readonly holdsUp: number | undefined;
}

/**
 * Reads a section on dependencies: statements with a subject, "T005 → T006", "T010: T005, T006", and the rows
 * of a table with a column for dependencies.
 * @returns a reading for each line
 */
export function relationsInSection(lines: readonly string[]): Reading[] {
  let columns: Columns | undefined;
  return lines.map((line) => {
    if (/^[ \t]*\|/.test(line)) {
      const cells = line.split("|").slice(1, -1);
      if (columns) return { relations: inRow(cells, columns), doubt: undefined };
      columns = columnsOf(cells);
      return { relations: [], doubt: undefined };
    }
    columns = undefined;
    let subject: Operands | undefined;
    const read = clausesOf(line)
      .reduce<string[]>(joinLists, [])
      .map((part) => {
        const said = statement(part, subject);
        subject = said.subject ?? subject;
        return said;
      });
    return {
      relations: read.flatMap(({ relations }) => relations),
      doubt: read.find(({ doubt }) => doubt !== undefined)?.doubt,
    };
  });
}

/** Splits a line at semicolons and full stops outside of brackets and code. */
function clausesOf(line: string): string[] {
  const said = withoutCode(line, () => false);
  const parts: string[] = [];
  let from = 0;
  let depth = 0;
  for (const { 0: sign, index } of said.matchAll(/[(（{[\])）}]|[;；。]|[.](?=[ \t])/g)) {
    if (/[(（{[]/.test(sign)) depth += 1;
    else if (/[\])）}]/.test(sign)) depth = Math.max(0, depth - 1);
    else if (depth === 0) {
      parts.push(line.slice(from, index));
      from = index + 1;
    }
  }
  return [...parts, line.slice(from)];
}

/**
 * "T010 depends on T001 - the table; T002 - the reader" is one statement: the second part makes none of its
 * own.
 */
function joinLists(parts: string[], part: string): string[] {
  const before = parts.at(-1);
  if (
    before !== undefined &&
    (isItem(tokensOf(part)) || isElided(tokensOf(part))) &&
    tokensOf(before).some(({ kind }) => isCue(kind) || kind === "colon") &&
    !tokensOf(before).some(({ kind }) => isArrow(kind))
  )
    parts[parts.length - 1] = `${before}; ${part}`;
  else parts.push(part);
  return parts;
}

/** Whether a text is an ID followed by a note. */
const isItem = (tokens: readonly Token[]): boolean => {
  const kind = outsideNotes(tokens)[1]?.kind ?? "stop";
  return (
    tokens[0]?.kind === "ref" &&
    ["dash", "comma", "and", "stop"].includes(kind) &&
    !tokens.some((it) => isCue(it.kind) || isArrow(it.kind))
  );
};

/** Whether a text has an ID, a preposition and an ID: "T003 on T002" after "T002 depends on T001". */
const isElided = (tokens: readonly Token[]): boolean => {
  const first = tokens.findIndex(({ kind }) => !["and", ...fillers].some((it) => it === kind));
  return (
    tokens[first]?.kind === "ref" &&
    elidedAt(tokens, listAt(tokens, first, { object: false }).end) !== undefined
  );
};

function columnsOf(cells: readonly string[]): Columns | undefined {
  const kinds = cells.map((cell) => tokensOf(cell).map(({ kind }) => kind));
  const column = (wanted: readonly Token["kind"][]) => {
    const at = kinds.findIndex((cell) => cell.some((kind) => wanted.includes(kind)));
    return at === -1 ? undefined : at;
  };
  const holdsUp = column(["reverse"]);
  const on = column(["strong", "labels", "weak"]);
  if (on === undefined && holdsUp === undefined) return undefined;
  return { of: on === 0 || holdsUp === 0 ? 1 : 0, on, holdsUp };
}

function inRow(cells: readonly string[], { of, on, holdsUp }: Columns): Relation[] {
  const subject = listIn(cells[of] ?? "");
  const found: Relation[] = [];
  if (subject === undefined) return found;
  const waits = on === undefined ? undefined : listIn(cells[on] ?? "");
  if (waits) found.push({ of: subject, on: waits });
  const waiting = holdsUp === undefined ? undefined : listIn(cells[holdsUp] ?? "");
  if (waiting) found.push({ of: waiting, on: subject });
  return found;
}

/** The IDs of a cell; undefined when the cell denies them or names none. */
function listIn(text: string): Operands | undefined {
  const tokens = tokensOf(text);
  const at = tokens.findIndex(({ kind }) => kind === "ref");
  const denied = tokens.slice(0, at).some(({ kind }) => kind === "negations" || kind === "none");
  if (at === -1 || denied) return undefined;
  const list = listAt(tokens, at, { object: true, bracketed: true });
  const rest = tokens.slice(list.end).flatMap((token) => (token.kind === "ref" ? token.ref : []));
  return { ...list, refs: [...list.refs, ...rest] };
}

/**
 * Reads one clause.
 * @param previous the subject of an earlier clause of the line: "T006 depends on T002; unblocks T007"
 */
function statement(text: string, previous: Operands | undefined): Reading & { subject?: Operands } {
  const tokens = tokensOf(text);
  const cue = tokens.findIndex(({ kind }) => isCue(kind));
  if (
    tokens.some(({ kind }) => isArrow(kind)) ||
    (cue === -1 && tokens.some(({ kind }) => kind === "next"))
  )
    return { relations: alongArrows(tokens), doubt: undefined };
  const [, subject, rest] =
    /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?([^:：]*)[:：][*_]*(.*)$/.exec(text) ?? [];
  if (subject !== undefined && rest !== undefined && isList(tokensOf(subject))) {
    const of = listIn(subject);
    const on = listIn(rest);
    if (of && on && isList(withoutNotes(tokensOf(rest))))
      return { relations: [{ of, on }], doubt: undefined };
  }
  const read = relationsIn(text);
  const before = refsBefore(tokens, cue);
  // "After T001: T002 and T003": the subject comes after the object.
  const of =
    before.length > 0
      ? named(before)
      : (frontedSubject(tokens, cue) ?? (beginsWith(tokens, cue) ? previous : undefined));
  const relations = read.relations.flatMap((relation) => {
    if (!isOwn(relation.of) && !isOwn(relation.on)) return [relation];
    if (of === undefined) return [];
    if (!isOwn(relation.of)) return [{ ...relation, on: of }];
    // In "T001 and T002 are first" the IDs before the cue are its object.
    const refs = of.refs.filter((ref) => !relation.on.refs.some((it) => same(it, ref)));
    return [{ ...relation, of: { ...of, refs } }];
  });
  // Outside of a task's own text, "it" is a task of an earlier sentence.
  const pronoun = relations.some(({ of, on }) => of.self || on.self) ? "pronoun" : undefined;
  return { relations, doubt: read.doubt ?? pronoun, ...(of ? { subject: of } : {}) };
}

/** Whether no words precede a clause's cue. */
const beginsWith = (tokens: readonly Token[], cue: number): boolean =>
  tokens
    .slice(0, cue)
    .every(({ kind }) => ["and", "aux", "modal", ...fillers].some((it) => it === kind));

/** The IDs before a statement's cue, except for those mentioned in passing. */
function refsBefore(tokens: readonly Token[], cue: number): Ref[] {
  const found: Ref[] = [];
  for (let at = 0; at < cue; ) {
    const token = tokens[at];
    if (token?.kind === "ref") found.push(token.ref);
    at = token?.kind === "aside" ? behindAside(tokens, at) : at + 1;
  }
  return found;
}

const same = (a: Ref, b: Ref): boolean => a.from === b.from && a.to === b.to;
const isOwn = (operands: Operands): boolean => operands === ownTask;
const named = (refs: readonly Ref[]): Operands => ({ refs, except: [], self: false });

/**
 * The subject in "Once T001 is done, T002 can start": the IDs after the object, when a cue begins the
 * statement.
 */
function frontedSubject(tokens: readonly Token[], cue: number): Operands | undefined {
  const first = tokens.findIndex(({ kind }) => kind === "ref");
  if (cue === -1 || first < cue) return undefined;
  const { end } = listAt(tokens, first, { object: true });
  let at = end;
  while ([...fillers, "done", "modal", "aux"].some((kind) => kind === tokens[at]?.kind)) at += 1;
  if (tokens[at]?.kind !== "comma" && tokens[at]?.kind !== "colon") return undefined;
  return tokens[at + 1]?.kind === "ref" ? listAt(tokens, at + 1, { object: false }) : undefined;
}

const isCue = (kind: Token["kind"]): boolean =>
  ["strong", "labels", "weak", "when", "reverse", "before", "until", "without", "behind"].includes(
    kind,
  );

const isArrow = (kind: Token["kind"]): boolean => kind === "arrow" || kind === "back";

const isList = (tokens: readonly Token[]): boolean =>
  tokens.some(({ kind }) => kind === "ref") &&
  outsideNotes(tokens).every(({ kind }) =>
    ["ref", "comma", "and", ...fillers, "semicolon", "except", "stop"].includes(kind),
  );

/** Removes notes after a dash: "T001 - the table; T002 - the reader". */
function withoutNotes(tokens: readonly Token[]): Token[] {
  let noted = false;
  return tokens.filter(({ kind }) => {
    if (kind === "dash") noted = true;
    else if (kind === "semicolon" || kind === "comma" || isCue(kind)) noted = false;
    return !noted;
  });
}

/** Removes text in brackets. */
function outsideNotes(tokens: readonly Token[]): Token[] {
  let depth = 0;
  return tokens.filter(({ kind }) => {
    if (kind === "open") depth += 1;
    if (kind === "close") depth -= 1;
    return depth <= 0 && kind !== "close";
  });
}

/** The IDs between two arrows. */
interface Station {
  refs: Ref[];
  /** The kind of text after the last comma: "T001, FR-002 → T002" makes no statement about T001. */
  last: "nothing" | "words" | "ids";
  readonly back: boolean;
}

/** "T001 → T002, T003 → T004": a task after an arrow waits for the tasks directly before the arrow. */
function alongArrows(tokens: readonly Token[]): Relation[] {
  const found: Relation[] = [];
  const fresh = (back: boolean): Station => ({ refs: [], last: "ids", back });
  let stations: Station[] = [fresh(false)];
  const end = () => {
    stations.slice(1).forEach(({ refs, back }, index) => {
      const before = stations[index];
      if (!before || before.last === "words" || refs.length === 0 || before.refs.length === 0)
        return;
      const [first, second] = [named(before.refs), named(refs)];
      found.push(back ? { of: first, on: second } : { of: second, on: first });
    });
    stations = [fresh(false)];
  };
  let depth = 0;
  for (const token of tokens) {
    const here = stations[stations.length - 1];
    if (here === undefined) break;
    if (token.kind === "open") depth += 1;
    else if (token.kind === "close") depth -= 1;
    else if (token.kind === "arrow" || token.kind === "back" || token.kind === "next")
      stations.push(fresh(token.kind === "back"));
    else if (token.kind === "ref") {
      here.refs.push(token.ref);
      here.last = "ids";
    } else if (depth === 0 && (token.kind === "semicolon" || token.kind === "stop")) end();
    else if (depth === 0 && token.kind === "comma") here.last = "nothing";
    else if (here.last === "nothing") here.last = "words";
  }
  end();
  return found;
}
