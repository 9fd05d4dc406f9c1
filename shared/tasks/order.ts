import type { TaskList } from "./parse";

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
 * follows through them. Done tasks wait for nothing and hold up nothing.
 */
export function impliedWaits(list: TaskList, open: readonly boolean[]): ImpliedEdge[][] {
  const { tasks, phases } = list;
  const edges: ImpliedEdge[][] = tasks.map(() => []);

  const groups = new Map<number | undefined, number[]>();
  tasks.forEach((task, index) => {
    if (!open[index]) return;
    const group = groups.get(task.phase);
    if (group) group.push(index);
    else groups.set(task.phase, [index]);
  });

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
      edges[index]?.push(...frontier.map((on): ImpliedEdge => ({ kind: "order", on })));
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
  return edges;
}
