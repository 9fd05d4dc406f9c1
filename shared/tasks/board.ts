import type { RunSummary } from "../runs/summary";
import {
  agentWords,
  isToDecide,
  isUndecided,
  runWord,
  type Tone,
  waitsFor,
  withConfinement,
} from "../runs/words";
import { buildGraph, type TaskGraph, type TaskNode } from "./graph";
import { linesNotUnderstood, type Task, type TaskList } from "./list";

export const columnNames = ["Blocked", "Ready", "Running", "Review", "Done"] as const;
export type ColumnName = (typeof columnNames)[number];

export interface Card {
  readonly task: Task;
  /** The state in words: "waits for T009", "running", "with evidence", … */
  readonly word: string;
  readonly tone: Tone;
  /** A second line: the reason for the wait, or the run's changes. Empty when there is nothing to add. */
  readonly detail: string;
  /** The task is in the queue and starts by itself. */
  readonly queued?: true;
  /** The latest run of the task. */
  readonly run?: RunSummary;
}

/** What the board shows of a task in the queue. */
export interface QueuedCard {
  /** What it waits for, as a sentence. */
  readonly waits?: string | undefined;
  /** Why its start was refused, as a sentence. */
  readonly refused?: string | undefined;
}

export interface Board {
  /** Always the five columns of `columnNames`, in that order. */
  readonly columns: readonly { readonly name: ColumnName; readonly cards: readonly Card[] }[];
  readonly wave: {
    /** Undefined when every task is done, or the list is empty. */
    readonly number?: number;
    /** The tasks that can start together now. */
    readonly tasks: readonly string[];
    readonly sentence: string;
  };
  readonly graph: TaskGraph;
}

/**
 * Derives the board of one feature from its task list and its runs; no part of the board is stored. Each task
 * has one card in one column. A run that is not decided yet takes precedence over the box. Otherwise a ticked
 * box means done, and "with evidence" only when one of the task's runs was approved.
 * @param runs the feature's runs, in any order
 * @param queued the tasks in the queue, each with the sentence that says what it waits for
 */
export function projectBoard(
  list: TaskList,
  runs: readonly RunSummary[],
  queued: ReadonlyMap<string, QueuedCard> = new Map(),
): Board {
  const runsOf = groupByTask(runs);
  const busy = new Set(
    [...runsOf].flatMap(([id, [latest]]) => (latest && isUndecided(latest) ? [id] : [])),
  );
  const graph = buildGraph(list, busy);
  const cards = graph.nodes.map((node) =>
    placeCard(node, runsOf.get(node.task.id) ?? [], queued.get(node.task.id)),
  );
  return {
    columns: columnNames.map((name) => {
      const inColumn = cards.filter(({ column }) => column === name).map(({ card }) => card);
      return { name, cards: name === "Done" ? inColumn.reverse() : inColumn };
    }),
    wave: {
      ...(graph.current === undefined ? {} : { number: graph.current }),
      tasks: graph.startable.map(({ id }) => id),
      sentence: describeWave(list, graph, busy),
    },
    graph,
  };
}

/** Groups runs by task, the latest run first. */
function groupByTask(runs: readonly RunSummary[]): Map<string, RunSummary[]> {
  const latestFirst = [...runs].sort((a, b) =>
    a.createdAt === b.createdAt ? (a.id < b.id ? 1 : -1) : a.createdAt < b.createdAt ? 1 : -1,
  );
  const groups = new Map<string, RunSummary[]>();
  for (const run of latestFirst) {
    const group = groups.get(run.task.id);
    if (group) group.push(run);
    else groups.set(run.task.id, [run]);
  }
  return groups;
}

interface Placed {
  readonly column: ColumnName;
  readonly card: Card;
}

function placeCard(
  node: TaskNode,
  runs: readonly RunSummary[],
  entry: QueuedCard | undefined,
): Placed {
  const { task } = node;
  const [run] = runs;
  const place = (column: ColumnName, word: string, tone: Tone, detail: string): Placed => ({
    column,
    card: { task, word, tone, detail, ...(run === undefined ? {} : { run }) },
  });

  if (run && isUndecided(run)) {
    const [word, tone, detail] = describeActive(run);
    return place(isToDecide(run.state) ? "Review" : "Running", word, tone, detail);
  }
  if (task.done) {
    const proven = runs.some(({ state }) => state.phase === "approved");
    return proven
      ? place("Done", "with evidence", "done", "")
      : place("Done", "by hand", "still", "");
  }
  if (entry !== undefined) {
    const { refused, waits = "" } = entry;
    const placed =
      refused === undefined
        ? place("Running", "queued", "still", waits)
        : place("Running", "not started", "stop", refused);
    return { ...placed, card: { ...placed.card, queued: true } };
  }
  if (task.unnumbered) return place("Blocked", "no number", "still", node.stuck ?? "");
  if (node.stuck !== undefined) return place("Blocked", "cannot start", "stop", node.stuck);
  const [wait] = node.waits;
  if (wait) return place("Blocked", `waits for ${wait.on}`, "still", wait.sentence);
  const [word, tone, detail] = describeEarlier(run, task);
  return place("Ready", word, tone, detail);
}

type Words = readonly [word: string, tone: Tone, detail: string];

function describeActive(run: RunSummary): Words {
  const { state } = run;
  if (state.phase !== "review") return [...runWord(state), waitsFor(state) ?? agentWords(run)];
  const { files, added, removed } = state.change;
  const change = `${sentenceCount(files, "file")}, ${added} added, ${removed} removed`;
  return [...runWord(state), withConfinement(run, change)];
}

/** The words for an open task that can start, taken from its last run. */
function describeEarlier(run: RunSummary | undefined, task: Task): Words {
  switch (run?.state.phase) {
    case "sent-back":
      return ["sent back", "waiting", run.state.note];
    case "start-failed":
      return ["did not start", "stop", run.state.reason];
    case "review":
      return [runWord(run.state)[0], "stop", "The last run failed and changed nothing."];
    case "discarded":
    case "dismissed":
      return ["discarded", "still", ""];
    case "approved":
      return ["not ticked", "waiting", "A run was approved, but the box is open again."];
    default:
      // Some people mark a task as given up, others as in progress.
      return task.sign === undefined
        ? ["ready", "still", ""]
        : [`marked [${task.sign}]`, "still", ""];
  }
}

/** The most waits for shared files that the sentence mentions. */
const toldFileWaits = 2;

function describeWave(list: TaskList, graph: TaskGraph, busy: ReadonlySet<string>): string {
  const { length: unread } = linesNotUnderstood(list);
  if (list.tasks.length === 0)
    return unread === 0 ? "There are no tasks yet." : `${notUnderstood(unread)}.`;
  const sentences = [describeOpen(list, graph, busy)];
  if (unread > 0) sentences.push(`${notUnderstood(unread)}.`);
  return sentences.join(" ");
}

/** "3 lines were not understood" */
export const notUnderstood = (lines: number): string =>
  `${lines} ${lines === 1 ? "line was" : "lines were"} not understood`;

function describeOpen(list: TaskList, graph: TaskGraph, busy: ReadonlySet<string>): string {
  const open = list.tasks.filter(({ done, unnumbered }) => !done && !unnumbered);
  const { length: loose } = list.tasks.filter(({ done, unnumbered }) => !done && unnumbered);
  const boxes = `${loose} ${loose === 1 ? "box" : "boxes"} without a number ${loose === 1 ? "is" : "are"} open.`;
  if (open.length === 0) {
    const all =
      list.unread.length === 0 ? "All tasks are done" : "All tasks that were understood are done";
    return loose === 0 ? `${all}.` : `${all}, and ${boxes}`;
  }
  const fileWaits = graph.nodes
    .filter(
      ({ task, waits, stuck }) => !busy.has(task.id) && stuck === undefined && waits.length > 0,
    )
    .flatMap(({ waits }) => (waits.every(({ why }) => why === "file") ? waits : []))
    .slice(0, toldFileWaits)
    .map(({ sentence }) => sentence);
  return [describeStart(open, graph, busy), ...fileWaits].join(" ");
}

function describeStart(open: readonly Task[], graph: TaskGraph, busy: ReadonlySet<string>): string {
  const { length } = graph.startable;
  if (length > 1) return `${length} tasks can start together.`;
  if (length === 1) return `${graph.startable[0]?.id ?? ""} can start.`;
  const underWay = open.filter(({ id }) => busy.has(id)).map(({ id }) => id);
  if (underWay.length === 1) return `Nothing more can start until ${underWay[0] ?? ""} is done.`;
  if (underWay.length > 1)
    return `Nothing more can start until one of ${underWay.join(", ")} is done.`;
  return graph.problems[0]?.sentence ?? "No task can start.";
}

/** "1 file", "2 files" */
export const sentenceCount = (amount: number, noun: string): string =>
  `${amount} ${noun}${amount === 1 ? "" : "s"}`;
