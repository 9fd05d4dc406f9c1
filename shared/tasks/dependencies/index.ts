import { idKey } from "../task-id";
import { type Relation, relationsIn, relationsInSection } from "./relations";
import type { Ref } from "./tokens";

/** How many numbers one written range ("T010–T012") may stand for; more is taken for a slip of the pen. */
const longestRange = 500;

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
    const meant = /^T(?:\d{3}|ASK[-_]?\d)/i.test(written) || shapes.has(shapeOf(idKey(written)));
    return meant ? [written] : [];
  };
  const range = (from: string, to: string): string[] => {
    const first = numbered(from);
    const last = numbered(/^\d/.test(to) ? `${first?.stem ?? ""}${to}` : to);
    if (first === undefined || last === undefined || first.stem !== last.stem)
      return [...one(from), ...one(to)];
    const length = last.number - first.number + 1;
    const ends = [from, /^\d/.test(to) ? `${/^\D*/.exec(from)?.[0] ?? ""}${to}` : to];
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

/** `TASK-` and 12 of `TASK-012b`. */
function numbered(id: string): { stem: string; number: number } | undefined {
  const [, stem, digits] = /^([A-Za-z]+[-_]?)(\d+)/.exec(id) ?? [];
  return stem === undefined ? undefined : { stem: stem.toUpperCase(), number: Number(digits) };
}

/** T001 and T001A are of one shape, T4 is of another. */
const shapeOf = (key: string): string => {
  const bare = key.replace(/(?<=\d)[A-Z]$/, "");
  return bare.replace(/^[A-Z]+\d+$/.test(bare) ? /\d/g : /\d+/g, "9");
};

/** What is said of one task: its description, and each paragraph or item below it. */
export interface Said {
  readonly id: string;
  readonly paragraphs: readonly string[];
}

/**
 * Works out which tasks wait for which by what a list says.
 * @param section the lines of the sections on dependencies
 * @returns for each task, in the order given, the IDs it waits for; its own is never among them
 */
export function dependenciesOf(
  tasks: readonly Said[],
  section: readonly string[],
  known: KnownIds,
): string[][] {
  const waits = tasks.map(() => new Set<string>());
  const positions = new Map<string, number[]>();
  tasks.forEach(({ id }, index) => {
    const same = positions.get(id);
    if (same) same.push(index);
    else positions.set(id, [index]);
  });
  const add = (of: readonly string[], on: readonly string[]) => {
    for (const id of of)
      for (const index of positions.get(id) ?? [])
        for (const other of on) if (other !== id) waits[index]?.add(other);
  };
  const apply = ({ of, on, reverse }: Relation, about: readonly string[] | undefined) => {
    const subject = of === undefined ? about : known.resolve(of);
    // What the text of one task says of another one is not about it.
    if (subject === undefined || (about !== undefined && !about.some((id) => subject.includes(id))))
      return;
    const objects = known.resolve(on);
    if (reverse) add(objects, subject);
    else add(subject, objects);
  };
  tasks.forEach(({ id, paragraphs }) => {
    paragraphs.forEach((text, index) => {
      for (const relation of relationsIn(text, { note: index > 0 })) apply(relation, [id]);
    });
  });
  for (const relation of relationsInSection(section)) apply(relation, undefined);
  return waits.map((ids) => [...ids]);
}
