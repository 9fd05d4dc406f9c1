import { idInProse, idKey } from "../task-id";
import type { Doubt } from "./object";
import type { Operands } from "./operands";
import { type Reading, type Relation, relationsIn } from "./relations";
import { relationsInSection } from "./section";
import { type Ref, refsIn } from "./tokens";

/** The most numbers in one range ("T010–T012"). A longer range counts as a typing mistake. */
const longestRange = 500;

const inProse = new RegExp(`^(?:${idInProse})$`, "i");

/** Finds tasks by the IDs in a text. */
export interface KnownIds {
  /** The full IDs. An ID of no task is returned as written; text that is no ID gives nothing. */
  resolve(refs: readonly Ref[]): string[];
}

/** @param ids all IDs of a list, in its order */
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
    // "a T4 instance" names no task. "T099" does, and so does an ID of the same shape as the list's own IDs.
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
    // Missing numbers inside a range were removed from the list. The ends are named explicitly and must
    // exist.
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

/** `TASK-` and 12 for `TASK-012b`; `T012.` and 3 for `T012.3`. */
function numbered(id: string): { stem: string; number: number } | undefined {
  const [, stem, digits] = /^(\D+(?:\d+\D+)*?)(\d+)(?:[._-]?[A-Za-z]{1,2})?$/.exec(id) ?? [];
  return stem === undefined ? undefined : { stem: stem.toUpperCase(), number: Number(digits) };
}

/** The shape of an ID: T001 and T001A have the same one, T4 has another. */
const shapeOf = (key: string): string => {
  const bare = key.replace(/(?<=\d)[A-Z]$/, "");
  return bare.replace(/^[A-Z]+\d+$/.test(bare) ? /\d/g : /\d+/g, "9");
};

/** A paragraph or list item. */
export interface Remark {
  readonly text: string;
  /** The line on which the remark begins; 1-based. */
  readonly line: number;
}

/** The remarks about one task: its description, and each paragraph or item below it. */
export interface TaskRemarks {
  readonly id: string;
  readonly done: boolean;
  readonly paragraphs: readonly Remark[];
}

/** The dependencies that a list describes. */
export interface Dependencies {
  /** For each task, in the given order, the IDs that it waits for. A task's own ID is never included. */
  readonly waits: readonly (readonly string[])[];
  /** Lines that may make an open task wait, but are ambiguous, with a correction. */
  readonly unclear: readonly { readonly line: number; readonly reason: string }[];
}

const reasons: Readonly<Record<Doubt, string>> = {
  maybe:
    "The line does not say for certain that a task waits for another. Write “depends on” with the ID if it does.",
  past: "The line says that a task waited, but not whether the task still waits. Write “depends on” with the ID if it does.",
  negation:
    "The line says “not” and names a task, so it can be read in two ways. Write “depends on” or “does not depend on” with the ID.",
  exception:
    "The line names the tasks that are left out, but not the others. Name the tasks that this one depends on.",
  shared:
    "The line does not say which task waits for which. Write “depends on” with the IDs for each task.",
  unnamed:
    "The line says “all” or “everything”, but not which tasks. Write “depends on” with their IDs.",
  pronoun: "The line says “it” or “this” for a task. Write the task’s ID.",
  arrow:
    "An arrow points to a task, but no task is before the arrow. Write “depends on” or “blocks” with the ID.",
};

/**
 * Determines the waits of all tasks from the list's remarks.
 * @param section the lines of the sections on dependencies
 */
export function dependenciesOf(
  tasks: readonly TaskRemarks[],
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
    // A statement about two other tasks, in the text of a third, is ignored.
    if (about !== undefined && !waiting.includes(about) && !others.includes(about)) return;
    for (const id of waiting)
      for (const index of positions.get(id) ?? [])
        for (const other of others) if (other !== id) waits[index]?.add(other);
  };
  const unclear: { line: number; reason: string }[] = [];
  const read = ({ relations, doubt }: Reading, { text, line }: Remark, about?: TaskRemarks) => {
    for (const relation of relations) apply(relation, about?.id);
    // "may need a T4 instance" names no task, and a finished task waits for none.
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
