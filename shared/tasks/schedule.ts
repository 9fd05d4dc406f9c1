import type { ImpliedEdge } from "./order";
import type { Task } from "./parse";

export interface ScheduleInput {
  readonly tasks: readonly Task[];
  readonly open: readonly boolean[];
  readonly named: readonly (readonly number[])[];
  readonly implied: readonly (readonly ImpliedEdge[])[];
  /** Under way already: they hold their files, and end with the first round. */
  readonly busy: readonly boolean[];
  /** Tasks that can never start. */
  readonly stuck: ReadonlyMap<number, string>;
}

export interface Schedule {
  /** Positions of tasks, round by round; the first round are those that can start now. */
  readonly rounds: readonly (readonly number[])[];
  /** For a task that only a shared file keeps out of the first round: which task, and which file. */
  readonly fileWaits: ReadonlyMap<number, { readonly on: number; readonly file: string }>;
}

/**
 * Deals the open tasks out into rounds: a task comes in the first round after all it waits for in which no
 * earlier task of that round names one of its files. Tasks that wait for a stuck one are in no round.
 */
export function schedule(input: ScheduleInput): Schedule {
  const { tasks, open, busy, stuck } = input;
  const { left, followers } = countWaits(input);
  const rounds: number[][] = [];
  const fileWaits = new Map<number, { on: number; file: string }>();

  let ready = tasks.flatMap((_, index) =>
    open[index] && !stuck.has(index) && (left[index] === 0 || busy[index]) ? [index] : [],
  );
  for (let round = 0; ready.length > 0; round++) {
    const held = new Map<string, number>();
    const started = ready.filter((index) => round === 0 && busy[index]);
    for (const index of started) hold(held, tasks, index);
    const postponed: number[] = [];
    for (const index of ready) {
      if (round === 0 && busy[index]) continue;
      const file = tasks[index]?.files.find((path) => held.has(path));
      const holder = file === undefined ? undefined : held.get(file);
      if (file === undefined || holder === undefined) {
        started.push(index);
        hold(held, tasks, index);
      } else {
        postponed.push(index);
        if (round === 0) fileWaits.set(index, { on: holder, file });
      }
    }
    rounds.push(started.filter((index) => !(round === 0 && busy[index])));

    const freed: number[] = [];
    const release = (node: number): void => {
      for (const follower of followers[node] ?? []) {
        const rest = (left[follower] ?? 0) - 1;
        left[follower] = rest;
        if (rest > 0) continue;
        // A phase is a node of its own, behind the tasks: it is through when its last task is.
        if (follower >= tasks.length) release(follower);
        else if (!stuck.has(follower) && !busy[follower]) freed.push(follower);
      }
    };
    for (const index of started) release(index);
    ready = [...postponed, ...freed].sort((a, b) => a - b);
  }
  return { rounds, fileWaits };
}

function hold(held: Map<string, number>, tasks: readonly Task[], index: number): void {
  for (const path of tasks[index]?.files ?? [])
    if (!path.endsWith("/") && !held.has(path)) held.set(path, index);
}

/** How many waits each node still has, and which nodes wait for it; phases follow the tasks as nodes. */
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
