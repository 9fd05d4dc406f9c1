import type { RunId } from "../base/ids";
import type { RunSummary } from "../runs/summary";
import { runWord, type Tone } from "../runs/words";
import { type Board, projectBoard } from "../tasks/board";
import { taskName } from "../tasks/name";
import type { TaskList } from "../tasks/parse-tasks";
import type { ReadDocument } from "./analysis";
import { type Definition, findDefinition } from "./definitions";

/** The history of a statement: the tasks that implement it, their runs, and the resulting commits. */
export interface Trail {
  readonly definition: Definition;
  readonly tasks: readonly TrailTask[];
  /** The latest run first. */
  readonly runs: readonly TrailRun[];
  /** For a task: the statements that it serves. */
  readonly serves: readonly { readonly id: string; readonly text: string }[];
}

export interface TrailTask {
  readonly id: string;
  readonly name: string;
  /** The task's state in words, as on the board. */
  readonly word: string;
  readonly tone: Tone;
}

export interface TrailRun {
  readonly id: RunId;
  readonly task: string;
  readonly word: string;
  readonly tone: Tone;
  /** ISO 8601. */
  readonly createdAt: string;
  /** The commit of an approved run. */
  readonly commit?: string;
}

/**
 * Follows an ID through the documents and runs of its feature.
 * @param runs the feature's runs, in any order
 * @returns undefined when no statement has the ID
 */
export function trailOf(
  documents: readonly ReadDocument[],
  runs: readonly RunSummary[],
  id: string,
): Trail | undefined {
  const definition = findDefinition(documents, id);
  if (!definition) return undefined;
  const ids = new Set(definition.kind === "task" ? [definition.id] : definition.tasks);
  const list = documents.find(({ tasks }) => tasks !== undefined)?.tasks;
  return {
    definition,
    tasks: list && ids.size > 0 ? cardsOf(list, runs, ids) : [],
    runs: runs
      .filter(
        (run) => ids.has(run.task.id) || run.requirements.some((it) => it.id === definition.id),
      )
      .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
      .map(asTrailRun),
    serves: definition.serves.flatMap((other) => {
      const served = findDefinition(documents, other);
      return served ? [{ id: served.id, text: served.text }] : [];
    }),
  };
}

function asTrailRun({ id, task, state, createdAt }: RunSummary): TrailRun {
  const [word, tone] = runWord(state);
  return {
    id,
    task: task.id,
    word,
    tone,
    createdAt,
    ...(state.phase === "approved" ? { commit: state.commit } : {}),
  };
}

function cardsOf(
  list: TaskList,
  runs: readonly RunSummary[],
  ids: ReadonlySet<string>,
): TrailTask[] {
  const cards = boardOf(list, runs).columns.flatMap((column) => column.cards);
  const order = new Map(list.tasks.map((task, index) => [task.id, index]));
  return cards
    .filter(({ task }) => ids.has(task.id))
    .sort((a, b) => (order.get(a.task.id) ?? 0) - (order.get(b.task.id) ?? 0))
    .map(({ task, word, tone }) => ({ id: task.id, name: taskName(task.title), word, tone }));
}

/** The board of the whole list, which is made again only when the list or a run has changed. */
let last: { list: TaskList; runs: readonly RunSummary[]; board: Board } | undefined;

function boardOf(list: TaskList, runs: readonly RunSummary[]): Board {
  const same =
    last?.list === list &&
    last.runs.length === runs.length &&
    last.runs.every((run, index) => run === runs[index]);
  if (!last || !same) last = { list, runs, board: projectBoard(list, runs) };
  return last.board;
}
