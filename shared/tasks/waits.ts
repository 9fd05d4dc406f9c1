import type { Task, TaskList } from "./list";

/**
 * A wait that follows from a task's place. A wait for a whole phase is a single edge, because ten thousand
 * tasks in two phases would otherwise make a hundred million edges.
 */
export type ImpliedEdge =
  | { readonly kind: "order"; readonly on: number }
  | {
      readonly kind: "phase";
      /** Undefined for the tasks before the first phase. */
      readonly phase: number | undefined;
      /** The first open task of the phase. */
      readonly first: number;
    };

const isStory = (title: string) => /\buser stor(?:y|ies)\b|\bUS\d+\b/i.test(title);

/**
 * For each task, the nearest waits that follow from its place among the open tasks; further ones follow
 * through them. Finished tasks have no waits and hold up no task. Lists of different files do not affect each
 * other.
 */
export function impliedWaits(list: TaskList, open: readonly boolean[]): ImpliedEdge[][] {
  const edges: ImpliedEdge[][] = list.tasks.map(() => []);
  const files = new Map<string, Map<number | undefined, number[]>>();
  list.tasks.forEach((task, index) => {
    if (!open[index]) return;
    const groups = files.get(task.path) ?? new Map<number | undefined, number[]>();
    files.set(task.path, groups);
    const group = groups.get(task.phase);
    if (group) group.push(index);
    else groups.set(task.phase, [index]);
  });
  for (const groups of files.values()) orderGroups(list, groups, edges);
  return edges;
}

/** Adds the edges that follow from the order of one file's phases. The groups contain positions of tasks. */
function orderGroups(
  { tasks, phases }: { readonly tasks: readonly Task[]; readonly phases: TaskList["phases"] },
  groups: ReadonlyMap<number | undefined, readonly number[]>,
  edges: readonly ImpliedEdge[][],
): void {
  let before: ImpliedEdge[] = [];
  let storiesSince: ImpliedEdge[] = [];
  for (const [phase, members] of groups) {
    const story = phase !== undefined && isStory(phases[phase]?.title ?? "");
    const waitsFor = story || storiesSince.length === 0 ? before : storiesSince;
    let frontier: number[] = [];
    for (const index of members) {
      edges[index]?.push(...waitsFor);
      if (tasks[index]?.parallel) {
        frontier.push(index);
        continue;
      }
      for (const on of frontier) edges[index]?.push({ kind: "order", on });
      frontier = [index];
    }
    const [first] = members;
    if (first === undefined) continue;
    const edge: ImpliedEdge = { kind: "phase", phase, first };
    if (story) storiesSince.push(edge);
    else {
      before = [edge];
      storiesSince = [];
    }
  }
}
