import { idInProse, idKey } from "../task-id";
import type { Operands } from "./operands";
import { type Doubt, type Reading, type Relation, relationsIn } from "./relations";
import { relationsInSection } from "./section";
import { type Ref, refsIn } from "./tokens";

/** How many numbers one written range ("T010–T012") may stand for; more is taken for a slip of the pen. */
const longestRange = 500;

const inProse = new RegExp(`^(?:${idInProse})$`, "i");

/** Finds tasks by what people write of them. */
export interface KnownIds {
  /** The IDs that are meant, those of no task as they were written; empty for what is no ID at all. */
  resolve(refs: readonly Ref[]): string[];
}

/** @param ids all of a list, in its order */
export function knownIds(ids: readonly string[]): KnownIds {
  const byKey = new Map<string, string>();
  for (const id of ids) if (!byKey.has(idKey(id))) byKey.set(idKey(id), id);
  const byNumber = new Map<string, string[]>();
  for (const id of byKey.values()) {
    const { stem, number } = numbered(id) ?? {};
    if (stem === undefined) continue;
    const key = `${stem}${number}`;
    const same = byNumber.get(key);
    if (same) same.push(id);
    else byNumber.set(key, [id]);
  }
  const shapes = new Set([...byKey.keys()].map(shapeOf));

  const one = (written: string): string[] => {
    const known = byKey.get(idKey(written));
    if (known !== undefined) return [known];
    const [, first, last] = /^(.*\d)-(\d{2,})$/.exec(written) ?? [];
    if (first !== undefined && last !== undefined) return range(first, last);
    // "a T4 instance" is no task; "T099" is one, and so is what looks as the list's own IDs do.
    const meant = inProse.test(written) || shapes.has(shapeOf(idKey(written)));
    return meant ? [written] : [];
  };
  const range = (from: string, to: string): string[] => {
    const first = numbered(from);
    const last = numbered(/^\d/.test(to) ? `${first?.stem ?? ""}${to}` : to);
    if (first === undefined || last === undefined || first.stem !== last.stem)
      return [...one(from), ...one(to)];
    const length = last.number - first.number + 1;
    const ends = [from, /^\d/.test(to) ? `${from.slice(0, first.stem.length)}${to}` : to];
    if (!(length >= 1 && length <= longestRange)) return ends.flatMap(one);
    // Numbers in between that no task has were taken out; the ends are named, and have to be there.
    const between = Array.from({ length }, (_, step) => first.number + step).flatMap(
      (number) => byNumber.get(`${first.stem}${number}`) ?? [],
    );
    return [...ends.slice(0, 1).flatMap(one), ...between, ...ends.slice(1).flatMap(one)];
  };
  return {
    resolve: (refs) => [
      ...new Set(refs.flatMap(({ from, to }) => (to === undefined ? one(from) : range(from, to)))),
    ],
  };
}

/** `TASK-` and 12 of `TASK-012b`, `T012.` and 3 of `T012.3`. */
function numbered(id: string): { stem: string; number: number } | undefined {
  const [, stem, digits] = /^(\D+(?:\d+\D+)*?)(\d+)(?:[._-]?[A-Za-z]{1,2})?$/.exec(id) ?? [];
  return stem === undefined ? undefined : { stem: stem.toUpperCase(), number: Number(digits) };
}

/** T001 and T001A are of one shape, T4 is of another. */
const shapeOf = (key: string): string => {
  const bare = key.replace(/(?<=\d)[A-Z]$/, "");
  return bare.replace(/^[A-Z]+\d+$/.test(bare) ? /\d/g : /\d+/g, "9");
};

/** A paragraph or an item of a list. */
export interface Remark {
  readonly text: string;
  /** Where it begins; 1-based. */
  readonly line: number;
}

/** What is said of one task: its description, and each paragraph or item below it. */
export interface Said {
  readonly id: string;
  readonly done: boolean;
  readonly paragraphs: readonly Remark[];
}

/** What a list says of its tasks' order. */
export interface Dependencies {
  /** For each task, in the order given, the IDs it waits for; its own is never among them. */
  readonly waits: readonly (readonly string[])[];
  /** Lines whose words leave open whether an open task waits, with what to write instead. */
  readonly unclear: readonly { readonly line: number; readonly reason: string }[];
}

const reasons: Readonly<Record<Doubt, string>> = {
  maybe:
    "It leaves open whether a task waits for another one. Write “depends on” with the ID if it does.",
  past: "It says what a task waited for, and not whether it still does. Write “depends on” with the ID if it does.",
  negation:
    "It says “not” and names a task, and can be read in two ways. Write “depends on” or “does not depend on” with the ID.",
  exception: "It says which tasks are left out, and not which are meant. Name those it depends on.",
  arrow:
    "An arrow points to a task and comes from none. Write “depends on” or “blocks” with the ID.",
};

/**
 * Works out which tasks wait for which by what a list says.
 * @param section the lines of the sections on dependencies
 */
export function dependenciesOf(
  tasks: readonly Said[],
  section: readonly Remark[],
  known: KnownIds,
): Dependencies {
  const waits = tasks.map(() => new Set<string>());
  const positions = new Map<string, number[]>();
  tasks.forEach(({ id }, index) => {
    const same = positions.get(id);
    if (same) same.push(index);
    else positions.set(id, [index]);
  });
  const meant = ({ refs, except, self }: Operands, about: string | undefined): string[] => {
    const out = new Set(known.resolve(except));
    const ids = known.resolve(refs).filter((id) => !out.has(id));
    return self && about !== undefined ? [about, ...ids] : ids;
  };
  const apply = ({ of, on }: Relation, about: string | undefined) => {
    const waiting = meant(of, about);
    const others = meant(on, about);
    // What the text of one task says of two other ones is not about it.
    if (about !== undefined && !waiting.includes(about) && !others.includes(about)) return;
    for (const id of waiting)
      for (const index of positions.get(id) ?? [])
        for (const other of others) if (other !== id) waits[index]?.add(other);
  };
  const unclear: { line: number; reason: string }[] = [];
  const read = ({ relations, doubt }: Reading, { text, line }: Remark, about?: Said) => {
    for (const relation of relations) apply(relation, about?.id);
    // "may need a T4 instance" names no task, and what is done waits for none.
    if (doubt === undefined || about?.done || known.resolve(refsIn(text)).length === 0) return;
    unclear.push({ line, reason: reasons[doubt] });
  };
  for (const task of tasks)
    task.paragraphs.forEach((said, index) => {
      read(relationsIn(said.text, { note: index > 0 }), said, task);
    });
  const lines = relationsInSection(section.map(({ text }) => text));
  section.forEach((said, index) => {
    const reading = lines[index];
    if (reading) read(reading, said);
  });
  return {
    waits: waits.map((ids) => [...ids]),
    unclear: unclear.toSorted((a, b) => a.line - b.line),
  };
}
