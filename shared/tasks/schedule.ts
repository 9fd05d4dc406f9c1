import type { Task } from "./list";
import type { ImpliedEdge } from "./waits";

export interface ScheduleInput {
  readonly tasks: readonly Task[];
  readonly open: readonly boolean[];
  readonly named: readonly (readonly number[])[];
  readonly implied: readonly (readonly ImpliedEdge[])[];
  /** Tasks with a run: they hold their files, and end with the first round. */
  readonly busy: readonly boolean[];
  /** Tasks that can never start. */
  readonly stuck: ReadonlyMap<number, string>;
}

export interface Schedule {
  /** Positions of tasks, round by round. The first round is the tasks that can start now. */
  readonly rounds: readonly (readonly number[])[];
  /** For a task that only a shared file keeps out of the first round: the other task, and the file. */
  readonly fileWaits: ReadonlyMap<number, { readonly on: number; readonly file: string }>;
}

/**
 * Distributes the open tasks over rounds: a task's round is after the rounds of all tasks it waits for. In
 * the first round, a task waits if an earlier starting task names one of its files. In later rounds, it waits
 * if an earlier ready task does, so that each file has one queue. Tasks that wait for a stuck task are in no
 * round.
 */
export function schedule(input: ScheduleInput): Schedule {
  const { tasks, open, busy, stuck } = input;
  const { left, followers } = countWaits(input);
  const isBusy = (index: number) => open[index] && busy[index] && !stuck.has(index);
  const atWork = tasks.flatMap((_, index) => (isBusy(index) ? [index] : []));
  const ready = tasks.flatMap((_, index) =>
    open[index] && !stuck.has(index) && left[index] === 0 && !busy[index] ? [index] : [],
  );
  const { started, fileWaits } = startNow(tasks, atWork, ready);

  const freedBy = (ending: readonly number[]): number[] => {
    const freed: number[] = [];
    const through = [...ending];
    for (let node = through.pop(); node !== undefined; node = through.pop()) {
      for (const follower of followers[node] ?? []) {
        const rest = (left[follower] ?? 0) - 1;
        left[follower] = rest;
        if (rest > 0) continue;
        // A phase is a node after the tasks. It ends with its last task.
        if (follower >= tasks.length) through.push(follower);
        else if (!stuck.has(follower) && !busy[follower]) freed.push(follower);
      }
    }
    return freed;
  };

  if (started.length === 0 && atWork.length === 0) return { rounds: [], fileWaits };
  const rounds: number[][] = [started];
  const queues = fileQueues(tasks);
  let next = queues.join([...fileWaits.keys(), ...freedBy([...atWork, ...started])]);
  while (next.length > 0) {
    rounds.push(next);
    const front = queues.leave(next);
    next = [...new Set([...front, ...queues.join(freedBy(next))])]
      .filter((index) => queues.isInFront(index))
      .sort((a, b) => a - b);
  }
  return { rounds, fileWaits };
}

/**
 * The ready tasks whose files are free, in the order of the list; for the others, the task that holds a file.
 */
function startNow(tasks: readonly Task[], atWork: readonly number[], ready: readonly number[]) {
  const started: number[] = [];
  const fileWaits = new Map<number, { on: number; file: string }>();
  const held = new Map<string, number>();
  const hold = (index: number): void => {
    for (const file of heldBy(tasks[index])) if (!held.has(file)) held.set(file, index);
  };
  atWork.forEach(hold);
  for (const index of ready) {
    const file = tasks[index]?.files.find((path) => held.has(path));
    const on = file === undefined ? undefined : held.get(file);
    if (file === undefined || on === undefined) {
      started.push(index);
      hold(index);
    } else fileWaits.set(index, { on, file });
  }
  return { started, fileWaits };
}

/** The files that a task reserves. Folders are not reserved. */
const heldBy = (task: Task | undefined): readonly string[] =>
  task?.files.filter((path) => !path.endsWith("/")) ?? [];

/**
 * The ready tasks, in a queue for each of their files, in the order of the list. A task is only examined when
 * it joins, when it leaves, and when it reaches the front of a queue, not in every round.
 */
function fileQueues(tasks: readonly Task[]) {
  const queues = new Map<string, Heap>();
  const filesOf = tasks.map(heldBy);
  const isInFront = (index: number): boolean =>
    filesOf[index]?.every((file) => queues.get(file)?.first() === index) ?? true;
  return {
    isInFront,
    /** @returns the tasks at the front of all of their queues, in the order of the list */
    join(indexes: readonly number[]): number[] {
      for (const index of indexes)
        for (const file of filesOf[index] ?? []) {
          const queue = queues.get(file) ?? heap();
          queues.set(file, queue);
          queue.add(index);
        }
      return indexes.filter(isInFront).sort((a, b) => a - b);
    },
    /** @returns the tasks that reached the front of a queue, but perhaps not of all of their queues */
    leave(indexes: readonly number[]): number[] {
      return indexes.flatMap((index) =>
        (filesOf[index] ?? []).flatMap((file) => {
          const queue = queues.get(file);
          queue?.removeFirst();
          return queue?.first() ?? [];
        }),
      );
    },
  };
}

interface Heap {
  add(value: number): void;
  first(): number | undefined;
  removeFirst(): void;
}

/** A binary heap with the smallest number first. */
function heap(): Heap {
  const values: number[] = [];
  const at = (index: number) => values[index] ?? Infinity;
  const swap = (a: number, b: number) => {
    const value = at(a);
    values[a] = at(b);
    values[b] = value;
  };
  return {
    add(value) {
      let index = values.push(value) - 1;
      for (let up = (index - 1) >> 1; index > 0 && at(up) > at(index); up = (index - 1) >> 1) {
        swap(up, index);
        index = up;
      }
    },
    first: () => values[0],
    removeFirst() {
      const last = values.pop();
      if (last === undefined || values.length === 0) return;
      values[0] = last;
      let index = 0;
      for (;;) {
        const left = 2 * index + 1;
        const smaller = at(left + 1) < at(left) ? left + 1 : left;
        if (at(smaller) >= at(index)) return;
        swap(smaller, index);
        index = smaller;
      }
    },
  };
}

/** The number of waits of each node, and the nodes that wait for it. Phases follow the tasks as nodes. */
function countWaits({ tasks, open, named, implied }: ScheduleInput): {
  left: number[];
  followers: number[][];
} {
  const left = tasks.map(() => 0);
  const followers: number[][] = tasks.map(() => []);
  const phaseNodes = new Map<number | undefined, number>();
  const link = (from: number, to: number): void => {
    followers[from]?.push(to);
    left[to] = (left[to] ?? 0) + 1;
  };
  tasks.forEach((task, index) => {
    if (!open[index]) return;
    const node = phaseNodes.get(task.phase) ?? followers.push([]) - 1;
    phaseNodes.set(task.phase, node);
    link(index, node);
  });
  tasks.forEach((_, index) => {
    if (!open[index]) return;
    for (const on of named[index] ?? []) if (open[on]) link(on, index);
    for (const edge of implied[index] ?? []) {
      const from = edge.kind === "order" ? edge.on : phaseNodes.get(edge.phase);
      if (from !== undefined) link(from, index);
    }
  });
  return { left, followers };
}
