import { layerOf } from "../specs/formats";
import { repeatedIds } from "./duplicates";
import { type Phase, type Task, type TaskCounts, type TaskList, validationOf } from "./list";

/**
 * A layer's list, such as `backend/tasks.md`, has its own numbers, so its IDs get the layer's name as a
 * prefix.
 */
export function inLayer(list: TaskList, path: string): TaskList {
  const layer = layerOf(path);
  if (layer === undefined) return list;
  const named = (id: string) => `${layer}/${id}`;
  // Tasks before the first heading become a phase of the layer, so that they are not joined with those of
  // other lists.
  const loose = list.tasks.some(({ phase }) => phase === undefined);
  const shift = loose ? 1 : 0;
  return {
    ...list,
    phases: [
      ...(loose ? [{ title: layer, line: 1 }] : []),
      ...list.phases.map((phase) => ({ ...phase, title: `${layer}: ${phase.title}` })),
    ],
    tasks: list.tasks.map((task) => ({
      ...task,
      id: named(task.id),
      phase: task.phase === undefined ? 0 : task.phase + shift,
      dependsOn: task.dependsOn.map(named),
    })),
    duplicates: list.duplicates.map(named),
  };
}

/** Joins the counts of a feature's lists; see `joinLists`. */
export function joinCounts(lists: readonly TaskCounts[]): TaskCounts {
  const phases: Phase[] = [];
  const tasks: TaskCounts["tasks"][number][] = [];
  for (const list of lists) {
    const shift = phases.length;
    phases.push(...list.phases);
    for (const { done, phase } of list.tasks)
      tasks.push(phase === undefined ? { done } : { done, phase: phase + shift });
  }
  return { phases, tasks, unread: lists.flatMap(({ unread }) => unread) };
}

/** Joins the lists of one feature. The order of one list has no effect on the others. */
export function joinLists(lists: readonly TaskList[]): TaskList {
  const [only, ...others] = lists;
  if (only !== undefined && others.length === 0) return only;
  const phases: Phase[] = [];
  const tasks: Task[] = [];
  for (const list of lists) {
    const shift = phases.length;
    phases.push(...list.phases);
    for (const task of list.tasks) {
      const validation = validationOf(list, task);
      tasks.push({
        ...task,
        ...(task.phase === undefined ? {} : { phase: task.phase + shift }),
        ...(validation === undefined ? {} : { validation }),
      });
    }
  }
  return {
    phases,
    tasks,
    groups: lists.flatMap(({ groups }) => groups),
    unread: lists.flatMap(({ unread }) => unread),
    unclear: lists.flatMap(({ unclear }) => unclear),
    duplicates: repeatedIds(tasks),
  };
}
