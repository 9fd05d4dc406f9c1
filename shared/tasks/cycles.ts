import type { TaskList } from "./list";
import type { ImpliedEdge } from "./waits";

export type { ImpliedEdge } from "./waits";

/**
 * Removes circles from a list's waits. Inside a circle, implied waits are dropped in favour of named ones. A
 * remaining circle consists of named waits alone and is returned.
 * @param named for each task, the positions that it names
 * @param implied for each task, the waits that follow from its place
 */
export function findCycles(
  named: readonly (readonly number[])[],
  implied: readonly (readonly ImpliedEdge[])[],
  open: readonly boolean[],
  list: TaskList,
): { implied: readonly (readonly ImpliedEdge[])[]; cycles: readonly (readonly number[])[] } {
  const openNamed = named.map((targets, index) =>
    open[index] ? targets.filter((target) => open[target]) : [],
  );
  // Implied waits point backwards, so a circle needs a named wait that points forwards.
  const forwards = openNamed.some((targets, index) => targets.some((target) => target >= index));
  if (!forwards) return { implied, cycles: [] };

  const members = groupBy(list.tasks, ({ phase }, index) =>
    open[index] ? { key: phase } : undefined,
  );
  const phaseNodes = new Map<number | undefined, number>();
  const edges: number[][] = openNamed.map((targets) => [...targets]);
  const phaseNode = (phase: number | undefined): number => {
    const known = phaseNodes.get(phase);
    if (known !== undefined) return known;
    const node = edges.push([]) - 1;
    phaseNodes.set(phase, node);
    for (const index of members.get(phase) ?? []) edges[node]?.push(index);
    return node;
  };
  const target = (edge: ImpliedEdge) => (edge.kind === "order" ? edge.on : phaseNode(edge.phase));
  implied.forEach((waits, index) => {
    for (const edge of waits) edges[index]?.push(target(edge));
  });

  const component = componentOf(edges);
  const kept = implied.map((waits, index) =>
    waits.filter((edge) => component[index] !== component[target(edge)]),
  );
  const namedComponent = componentOf(openNamed);
  const groups = groupBy(named, (_, index) => ({ key: namedComponent[index] ?? -1 }));
  const cycles = [...groups.values()].filter(
    (group) => group.length > 1 || group.some((index) => openNamed[index]?.includes(index)),
  );
  return { implied: kept, cycles };
}

/** Groups the positions of items by key. Items without a key are in no group. */
function groupBy<Item, Key>(
  items: readonly Item[],
  keyOf: (item: Item, index: number) => { readonly key: Key } | undefined,
): Map<Key, number[]> {
  const groups = new Map<Key, number[]>();
  items.forEach((item, index) => {
    const of = keyOf(item, index);
    if (of === undefined) return;
    const group = groups.get(of.key);
    if (group) group.push(index);
    else groups.set(of.key, [index]);
  });
  return groups;
}

/**
 * Numbers the strongly connected components of a graph: two nodes have the same number when each can be
 * reached from the other. Tarjan's algorithm (1972), with an explicit stack, so that a long chain cannot
 * exhaust the call stack.
 */
function componentOf(edges: readonly (readonly number[])[]): number[] {
  const order = edges.map(() => -1);
  const low = edges.map(() => 0);
  const component = edges.map(() => -1);
  const waiting: number[] = [];
  let counter = 0;
  let components = 0;

  for (let start = 0; start < edges.length; start++) {
    if (order[start] !== -1) continue;
    const path: { node: number; next: number }[] = [{ node: start, next: 0 }];
    while (path.length > 0) {
      const top = path[path.length - 1];
      if (top === undefined) break;
      const { node } = top;
      if (top.next === 0) {
        order[node] = low[node] = counter++;
        waiting.push(node);
      }
      const target = edges[node]?.[top.next];
      if (target !== undefined) {
        top.next += 1;
        if (order[target] === -1) path.push({ node: target, next: 0 });
        else if (component[target] === -1) low[node] = Math.min(low[node] ?? 0, order[target] ?? 0);
        continue;
      }
      path.pop();
      const parent = path[path.length - 1];
      if (parent) low[parent.node] = Math.min(low[parent.node] ?? 0, low[node] ?? 0);
      if (low[node] !== order[node]) continue;
      for (let member = waiting.pop(); member !== undefined; member = waiting.pop()) {
        component[member] = components;
        if (member === node) break;
      }
      components += 1;
    }
  }
  return component;
}
