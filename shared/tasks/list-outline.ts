import { readProse } from "../markdown/prose-lines";
import { type Box, boxIn } from "./box";
import { dependenciesOf, knownIds } from "./dependencies";
import { repeatedIds } from "./duplicates";
import type { GroupBox, Phase, Task, TaskList, UnreadLine } from "./list";
import { collectRemarks, headingIn } from "./reading";
import { hiddenBoxes, mentionsIn, type TaskDraft, unclearLines } from "./task-drafts";
import { readNumber, readTaskId } from "./task-id";

interface Item {
  readonly draft: TaskDraft;
  readonly number: string | undefined;
  readonly said: number;
}

/**
 * Reads a task list with outline numbers, as OpenSpec and Kiro write it: `- [ ] 1.2 Text`, `- [x] 3. Text`,
 * Kiro's `- [ ]* 1.3 Text` for an optional task. Never fails. A task with numbered tasks below it names their
 * group, so it becomes their phase and is no task itself. Second-level headings are phases, as in Spec Kit. A
 * box without a number is a task that can be shown but not named. Formats: Fission-AI/OpenSpec, docs/;
 * kiro.dev/docs/specs.
 */
export function parseOutline(text: string, path: string, mentions: boolean): TaskList {
  const { lines, unclosed } = readProse(text);
  const items: (Item | { readonly phase: Phase })[] = [];
  const unread: UnreadLine[] = [];
  const remarks = collectRemarks();
  let said = 0;
  for (const line of lines) {
    const raw = () => text.slice(line.offset, line.offset + line.text.length);
    const found = headingIn(line.text);
    if (found) {
      remarks.heading(found.level, found.title);
      if (found.level === 2) items.push({ phase: { title: found.title, line: line.line } });
    }
    const box = boxIn(line);
    if (box?.kind === "slip")
      unread.push({ path, line: line.line, raw: raw(), reason: box.reason, done: box.done });
    if (box?.kind === "box") {
      const { number, id, title } = nameOf(box);
      const description = box.optional ? `${title} (optional)` : title;
      remarks.task(box.indent, line.line, title);
      items.push({
        number,
        said: said++,
        draft: {
          id: id ?? `line ${line.line}`,
          title: description,
          raw: raw(),
          path,
          line: line.line,
          box: box.at,
          done: box.done,
          ...(box.sign === undefined ? {} : { sign: box.sign }),
          parallel: false,
          ...mentionsIn(title, mentions),
          ...(id === undefined ? { unnumbered: true } : {}),
        },
      });
    } else if (!found) remarks.other(line);
  }
  unread.push(...hiddenBoxes(unclosed, path));

  const { phases, groups, own } = grouped(items);
  // The order decides most waits. Outline numbers in prose are only mentions; IDs as in Spec Kit's lists are
  // references.
  const ids = own.flatMap(({ draft, number }) =>
    number === undefined && !draft.unnumbered ? draft.id : [],
  );
  const { waits, unclear } =
    mentions && ids.length > 0
      ? dependenciesOf(
          own.map(({ draft, said: at }) => ({
            id: draft.id,
            done: draft.done,
            paragraphs: remarks.paragraphs[at] ?? [],
          })),
          remarks.section,
          knownIds(ids),
        )
      : { waits: [], unclear: [] };
  const tasks = own.map(({ draft }, index): Task => ({ ...draft, dependsOn: waits[index] ?? [] }));
  return {
    phases,
    tasks,
    groups,
    unread,
    unclear: unclearLines(text, lines, path, unclear),
    duplicates: repeatedIds(tasks),
  };
}

function nameOf({ rest }: Box): { number?: string; id?: string; title: string } {
  const numbered = readNumber(rest);
  if (numbered.kind === "id")
    return { number: numbered.id, id: numbered.id, title: numbered.title };
  const named = readTaskId(rest);
  return named.kind === "id" ? { id: named.id, title: named.title } : { title: rest };
}

/** Separates tasks from names of groups, and gives each task its phase. */
function grouped(items: readonly (Item | { readonly phase: Phase })[]) {
  const numbers = new Set(items.flatMap((item) => ("draft" in item ? (item.number ?? []) : [])));
  const parents = new Set([...numbers].map((number) => number.replace(/\.?\d+[a-z]?$/, "")));
  const phases: Phase[] = [];
  const groups: GroupBox[] = [];
  const own: Item[] = [];
  let current: { readonly phase: Phase; index?: number } | undefined;
  for (const item of items) {
    if ("phase" in item) {
      current = { phase: item.phase };
      continue;
    }
    const { draft, number } = item;
    if (number !== undefined && parents.has(number)) {
      const { title, line, done } = draft;
      groups.push({ number, title, line, done });
      current = { phase: { title: `${number}. ${title}`, line } };
      continue;
    }
    if (current) current.index ??= phases.push(current.phase) - 1;
    const phase = current?.index;
    own.push(phase === undefined ? item : { ...item, draft: { ...draft, phase } });
  }
  return { phases, groups, own };
}
