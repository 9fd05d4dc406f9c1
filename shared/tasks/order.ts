import type { Task, TaskList } from "./list";

/**
 * A wait that follows from where a task stands. A wait for a whole phase is one edge, so that ten thousand
 * tasks in two phases do not make a hundred million.
 */
export type ImpliedEdge =
  | { readonly kind: "order"; readonly on: number }
  | {
      readonly kind: "phase";
      /** Undefined for the tasks that stand before the first phase. */
      readonly phase: number | undefined;
      /** The first open task of that phase. */
      readonly first: number;
    };

const isStory = (title: string) => /\buser stor(?:y|ies)\b|\bUS\d+\b/i.test(title);

/**
 * For each task the nearest things it waits for by its place among the open tasks; everything further back
 * follows through them. Done tasks wait for nothing and hold up nothing, and lists of different files say
 * nothing of each other.
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

/** Adds to the edges what follows from the order of one file's phases, which hold positions of tasks. */
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
