import { checkId } from "../../ids";
import type { ReadDocument } from "../documents";
import type { Finding, Place } from "../finding";
import { findingIn, type Rule } from "../rule";
import { placeIn } from "../statements";

interface Named {
  readonly id: string;
  readonly line: number;
}

/** Finds two statements with one ID. A reference to the ID is then ambiguous. */
export const duplicateId: Rule = {
  id: "duplicate-id",
  title: "Two statements have the same ID",
  help: "Tasks, runs and approvals name requirements by ID. Give each statement its own number.",
  check({ documents }) {
    return documents.flatMap((document) => {
      const stories = document.spec?.stories.map(({ id, line }) => ({ id, line })) ?? [];
      return [
        ...repeated(document, document.spec?.requirements ?? []),
        ...repeated(document, document.tasks?.tasks ?? []),
        ...repeated(document, stories),
        ...repeated(document, document.kind === "checklist" ? checklistItems(document) : []),
      ];
    });
  },
};

function repeated(document: ReadDocument, named: readonly Named[]): Finding[] {
  const first = new Map<string, number>();
  return named.flatMap(({ id, line }) => {
    const before = first.get(id);
    first.set(id, before ?? line);
    if (before === undefined) return [];
    const what = /^US\d/.test(id) ? `User story ${id.slice(2)}` : id;
    return [
      findingIn(duplicateId.id, document)(
        "HIGH",
        idPlace(document, id, line),
        `${what} stands on line ${before} as well.`,
        "Give one of them the next free number.",
      ),
    ];
  });
}

const item = new RegExp(String.raw`^\[[ xX]\][ \t]+\**(${checkId})\b`);

function checklistItems({ statements }: ReadDocument): Named[] {
  return statements.flatMap(({ kind, text, starts }) => {
    const id = kind === "item" ? item.exec(text)?.[1] : undefined;
    return id === undefined ? [] : [{ id, line: starts[0]?.line ?? 1 }];
  });
}

/** The position of an ID on a line; the whole line where the ID has another form, as in headings. */
export function idPlace({ byLine }: ReadDocument, id: string, line: number): Place {
  const statement = byLine.get(line);
  if (!statement) return { line, column: 1 };
  const at = statement.text.indexOf(id);
  return at === -1
    ? placeIn(statement, 0, statement.text.split("\n", 1)[0]?.length ?? 0)
    : placeIn(statement, at, at + id.length);
}
