import { findCycles, type ImpliedEdge } from "./cycles";
import type { Task, TaskList } from "./list";
import { schedule } from "./schedule";
import { impliedWaits } from "./waits";

/** A reason why a task cannot start yet: it waits for another one. */
export interface Wait {
  /** The ID of the task that it waits for; for a whole phase, the first open task. */
  readonly on: string;
  readonly why: "named" | "order" | "phase" | "file";
  /** A sentence for the person: "T014 depends on T012." */
  readonly sentence: string;
}

export interface TaskNode {
  readonly task: Task;
  /** Empty for a finished task and for one that can start. The nearest reason comes first. */
  readonly waits: readonly Wait[];
  /** The 1-based number of its wave when the list is worked through from the start. */
  readonly wave: number;
  /** The reason why it can never start as the file is: it waits for itself, or shares its ID. */
  readonly stuck?: string;
}

export interface GraphProblem {
  readonly kind: "cycle" | "duplicate" | "missing";
  readonly tasks: readonly string[];
  readonly sentence: string;
}

export interface TaskGraph {
  /** One for each task, in the order of the file. */
  readonly nodes: readonly TaskNode[];
  /** The tasks that can start together now. */
  readonly startable: readonly Task[];
  /**
   * The open tasks as waves. The first wave is the startable tasks (empty while only busy tasks hold up the
   * others), the next one the tasks that can start after those, and so on. Tasks after a stuck one are in no
   * wave.
   */
  readonly waves: readonly (readonly Task[])[];
  /** The number of the current wave; undefined when every task is done. */
  readonly current?: number;
  readonly problems: readonly GraphProblem[];
}

/**
 * Determines which tasks wait for which.
 *
 * The interpretation of Spec Kit's rules (templates/tasks-template.md, "Dependencies & Execution Order", and
 * its implement command: "run sequential tasks in order, parallel tasks [P] can run together"):
 * - A task waits for the tasks that its description names ("depends on T012").
 * - A phase waits for the earlier phases, but story phases do not wait for each other. The order is therefore
 *   Setup, then Foundational, then the stories side by side, then Polish. A phase without tasks holds up no
 *   other phase.
 * - Within a phase `[P]` means "no dependencies": such a task waits for no task of its phase. A task without
 *   `[P]` waits for all earlier tasks of its phase, including those with `[P]`, because in the template
 *   models are `[P]` and the service that needs them follows without naming them. A task may wait longer than
 *   necessary, but never shorter.
 * - Named waits take precedence over implied ones: an implied wait that would close a circle with named ones
 *   is dropped. Circles of named waits are reported, and their tasks cannot start.
 * - Two tasks that name the same file do not run together, whatever their marks: the later one waits. Busy
 *   tasks hold their files first. Folders and globs hold nothing.
 * - The order of one file has no effect on the tasks of another file. A task that names an ID of no task is
 *   reported and cannot start. A box without an ID holds up no task.
 *
 * The time is proportional to the number of tasks and of the names in them, even with circles and with a file
 * that all tasks name.
 *
 * @param busy IDs of tasks with a run that is not decided yet (running or in review)
 */
export function buildGraph(list: TaskList, busy: ReadonlySet<string> = new Set()): TaskGraph {
  const { tasks } = list;
  const positions = positionsById(tasks);
  const named = tasks.map((task) => task.dependsOn.flatMap((id) => positions.get(id) ?? []));

  const open = tasks.map((task) => !task.done && !task.unnumbered);
  const { implied, cycles } = withoutCircles(list, named, open);
  const isBusy = tasks.map((task, index) => open[index] === true && busy.has(task.id));
  const stuck = stuckReasons(list, cycles, positions);
  const { rounds, fileWaits } = schedule({ tasks, open, named, implied, busy: isBusy, stuck });

  const everything = tasks.map((task) => !task.unnumbered);
  const whole = withoutCircles(list, named, everything);
  const numbers = new Map(
    schedule({
      tasks,
      open: everything,
      named,
      implied: whole.implied,
      busy: tasks.map(() => false),
      stuck: new Map(),
    }).rounds.flatMap((round, number) => round.map((index) => [index, number + 1] as const)),
  );

  const nodes = tasks.map((task, index): TaskNode => {
    const reason = task.done ? undefined : stuck.get(index);
    return {
      task,
      waits: open[index]
        ? waitsOf(list, index, { open, named, implied, fileWait: fileWaits.get(index) })
        : [],
      wave: numbers.get(index) ?? 1,
      ...(reason === undefined ? {} : { stuck: reason }),
    };
  });
  const toTasks = (indexes: readonly number[]) => indexes.flatMap((index) => tasks[index] ?? []);
  const startable = toTasks(rounds[0] ?? []);
  const starting = new Set(startable);
  const underWay = nodes.filter(({ task }, index) => isBusy[index] === true || starting.has(task));
  const left = underWay.length > 0 ? underWay : nodes.filter((_, index) => open[index]);
  const current = left.reduce((lowest, { wave }) => Math.min(lowest, wave), Infinity);
  return {
    nodes,
    startable,
    waves: rounds.map(toTasks),
    ...(Number.isFinite(current) ? { current } : {}),
    problems: [...cycleProblems(list, cycles), ...listProblems(list, positions)],
  };
}

/**
 * One sentence why a task should not be started now; see `buildGraph`.
 * @returns undefined for a task that can start, is done, or is not in the list
 */
export function reasonToWait(
  list: TaskList,
  id: string,
  busy: ReadonlySet<string>,
): string | undefined {
  const own = buildGraph(list, busy).nodes.filter(({ task }) => task.id === id && !task.done);
  for (const { stuck, waits } of own) {
    const reason = stuck ?? waits[0]?.sentence;
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/**
 * The waits that the order implies among the open tasks, without those that close a circle with named waits.
 */
function withoutCircles(
  list: TaskList,
  named: readonly (readonly number[])[],
  open: readonly boolean[],
): { implied: readonly (readonly ImpliedEdge[])[]; cycles: readonly (readonly number[])[] } {
  return findCycles(named, impliedWaits(list, open), open, list);
}

function positionsById(tasks: readonly Task[]): Map<string, number[]> {
  const positions = new Map<string, number[]>();
  tasks.forEach((task, index) => {
    const known = positions.get(task.id);
    if (known) known.push(index);
    else positions.set(task.id, [index]);
  });
  return positions;
}

interface WaitSources {
  readonly open: readonly boolean[];
  readonly named: readonly (readonly number[])[];
  readonly implied: readonly (readonly ImpliedEdge[])[];
  readonly fileWait: { readonly on: number; readonly file: string } | undefined;
}

function waitsOf(list: TaskList, index: number, sources: WaitSources): Wait[] {
  const { tasks, phases } = list;
  const { id } = tasks[index] ?? { id: "" };
  const idAt = (position: number) => tasks[position]?.id ?? "";
  const named = (sources.named[index] ?? [])
    .filter((on) => sources.open[on])
    .map((on): Wait => ({ on: idAt(on), why: "named", sentence: `${id} depends on ${idAt(on)}.` }));
  const implied = (sources.implied[index] ?? []).map((edge): Wait => {
    if (edge.kind === "order")
      return {
        on: idAt(edge.on),
        why: "order",
        sentence: `${id} comes after ${idAt(edge.on)} in its phase.`,
      };
    const title = edge.phase === undefined ? "the tasks before it" : phases[edge.phase]?.title;
    return {
      on: idAt(edge.first),
      why: "phase",
      sentence: `${id} comes after ${title ?? "an earlier phase"}, where ${idAt(edge.first)} is open.`,
    };
  });
  const { fileWait } = sources;
  const file: Wait[] = fileWait
    ? [
        {
          on: idAt(fileWait.on),
          why: "file",
          sentence: `${id} waits because ${idAt(fileWait.on)} names ${fileWait.file} too.`,
        },
      ]
    : [];
  // The last target of an order wait is usually the nearest. A named wait is the most informative.
  return [...named, ...implied.reverse(), ...file];
}

function stuckReasons(
  list: TaskList,
  cycles: readonly (readonly number[])[],
  positions: ReadonlyMap<string, readonly number[]>,
): ReadonlyMap<number, string> {
  const stuck = new Map<number, string>();
  const duplicates = new Set(list.duplicates);
  list.tasks.forEach((task, index) => {
    if (task.unnumbered)
      stuck.set(index, "It has no number that a run could name. Give it one, such as 2.3.");
    else if (duplicates.has(task.id)) stuck.set(index, `${task.id} is on more than one line.`);
  });
  list.tasks.forEach((task, index) => {
    const missing = task.dependsOn.find((id) => !positions.has(id));
    if (missing !== undefined && !stuck.has(index)) stuck.set(index, notInList(task.id, missing));
  });
  for (const cycle of cycles) {
    const sentence = circle(list, cycle);
    for (const index of cycle) stuck.set(index, sentence);
  }
  return stuck;
}

const notInList = (id: string, missing: string) =>
  `${id} depends on ${missing}, which is not in the list.`;

/** The most tasks of a circle that are named. */
const toldMembers = 6;

/** "T001, T002 wait for each other.", for a circle of any length. */
function circle(list: TaskList, cycle: readonly number[]): string {
  const told = cycle.length > toldMembers ? cycle.slice(0, toldMembers - 1) : cycle;
  const ids = told.map((index) => list.tasks[index]?.id ?? "").join(", ");
  if (cycle.length === 1) return `${ids} waits for itself.`;
  const rest = cycle.length - told.length;
  return `${ids}${rest > 0 ? ` and ${rest} more` : ""} wait for each other.`;
}

function cycleProblems(list: TaskList, cycles: readonly (readonly number[])[]): GraphProblem[] {
  return cycles.map((cycle) => ({
    kind: "cycle",
    tasks: cycle.flatMap((index) => list.tasks[index]?.id ?? []),
    sentence: `${circle(list, cycle)} Remove one of the dependencies.`,
  }));
}

function listProblems(
  list: TaskList,
  positions: ReadonlyMap<string, readonly number[]>,
): GraphProblem[] {
  const duplicates = list.duplicates.map(
    (id): GraphProblem => ({
      kind: "duplicate",
      tasks: [id],
      sentence: `${id} is on more than one line. Give each task its own number.`,
    }),
  );
  const missing = list.tasks.flatMap((task) =>
    task.dependsOn
      .filter((id) => !positions.has(id))
      .map(
        (id): GraphProblem => ({
          kind: "missing",
          tasks: [task.id, id],
          sentence: notInList(task.id, id),
        }),
      ),
  );
  return [...duplicates, ...missing];
}
