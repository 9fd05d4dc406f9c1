import { knownIds } from "../../tasks/dependencies";
import { refsIn } from "../../tasks/dependencies/tokens";
import { requirementsIn } from "../../tasks/mentions";
import type { Task, TaskList } from "../../tasks/parse-tasks";
import type { Requirement } from "../spec";
import type { ReadDocument } from "./documents";

/** The relation between tasks and the requirements that they implement. */
export interface Traces {
  /** For each requirement that a task names: the IDs of these tasks, in the order of the list. */
  readonly tasks: ReadonlyMap<string, readonly string[]>;
  /** For each task: the requirements that it serves. */
  readonly requirements: ReadonlyMap<string, readonly string[]>;
}

/** The `FR-001`, `NFR-001` and `SC-001` that a text names, each once, with ranges written out. */
export const requirementsNamed = requirementsIn;

/**
 * Finds the requirements that each task names: on the task's line, in the lines under it, and on lines that
 * name both, such as rows of a coverage table.
 */
export function traceTasks({ tasks: list, statements }: ReadDocument): Traces {
  const byTask = new Map<string, Set<string>>();
  const known = new Map((list?.tasks ?? []).map((task) => [task.line, task] as const));
  const add = (task: string, found: readonly string[]) => {
    if (found.length === 0) return;
    const set = byTask.get(task) ?? new Set();
    for (const id of found) set.add(id);
    byTask.set(task, set);
  };
  let above: { task: Task; indent: number } | undefined;
  for (const { kind, indent, source, starts } of statements) {
    const task = known.get(starts[0]?.line ?? 0);
    if (task) above = { task, indent };
    else if (kind === "heading" || (above && kind === "item" && indent <= above.indent))
      above = undefined;
    const found = requirementsNamed(source);
    if (above) add(above.task.id, found);
    else if (found.length > 0) for (const id of tasksNamed(source, list)) add(id, found);
  }
  return inverted(list, byTask);
}

function inverted(
  list: TaskList | undefined,
  byTask: ReadonlyMap<string, ReadonlySet<string>>,
): Traces {
  const tasks = new Map<string, string[]>();
  const requirements = new Map<string, string[]>();
  for (const { id } of list?.tasks ?? []) {
    if (requirements.has(id)) continue;
    const named = [...(byTask.get(id) ?? [])];
    requirements.set(id, named);
    for (const requirement of named) {
      const others = tasks.get(requirement);
      if (others) others.push(id);
      else tasks.set(requirement, [id]);
    }
  }
  return { tasks, requirements };
}

/** Outline numbers that contain a dot. A bare number counts something else. */
const outlineNumber = /(?<![\w.])\d{1,4}(?:\.\d{1,4})+[a-z]?(?![\w]|\.\d)/g;

/** The tasks of a list that a text names, with ranges written out. */
function tasksNamed(text: string, list: TaskList | undefined): string[] {
  const ids = new Set((list?.tasks ?? []).map(({ id }) => id));
  const numbers = [...text.matchAll(outlineNumber)].map(([number]) => number);
  return [...knownIds([...ids]).resolve(refsIn(text)), ...numbers].filter((id) => ids.has(id));
}

/** The stories whose tags a task has: `[US2][US3]`, `[US1, US2]`. */
export const storiesNamed = (raw: string): string[] =>
  [...raw.matchAll(/\[(US\d{1,4}(?:[ \t]*[,/&][ \t]*US\d{1,4})*)\]/gi)].flatMap(([, tag]) =>
    (tag ?? "").split(/[ \t]*[,/&][ \t]*/).map((story) => `US${Number(story.slice(2))}`),
  );

/** Whether a requirement is only kept for the record: struck through, or marked as superseded. */
export const isWithdrawn = (text: string): boolean =>
  /^(?:~~|[*_([]{0,3}(?:superseded|removed|withdrawn|deprecated|obsolete|dropped)\b)/i.test(text);

/** Whether a requirement is to be implemented. Success criteria are outcomes, which tasks reach together. */
export const isFunctional = ({ id, text }: Requirement): boolean =>
  /^N?FR-/.test(id) && !isWithdrawn(text);
