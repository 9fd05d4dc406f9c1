import { buildGraph } from "../tasks/graph";
import type { TaskList } from "../tasks/parse-tasks";
import { agentKey, type Places, type QueuedTask, type QueueId } from "./queued-task";
import type { RunSummary } from "./summary";
import { isActive, isUndecided, waitsFor } from "./words";

/** The part of a run that the queue looks at. */
export type QueueRun = Pick<RunSummary, "feature" | "task" | "agent" | "state">;

export interface QueueView {
  /** In the order in which they start. */
  readonly entries: readonly QueuedTask[];
  readonly paused: boolean;
  readonly places: Places;
  /** The runs that go on or wait for a decision. */
  readonly runs: readonly QueueRun[];
  /** The task list of each feature; undefined where the feature or its list is gone. */
  listOf(feature: string): TaskList | undefined;
}

export interface NextInQueue {
  /** The entry to start now. After its start the queue is looked at again, because the entry takes a place. */
  readonly start: QueuedTask | undefined;
  /** What each other entry waits for, as a sentence. */
  readonly waits: ReadonlyMap<QueueId, string>;
}

/**
 * Chooses the first entry of a queue that nothing stands in the way of, and says what the others wait for. An entry
 * waits for the tasks that its task depends on, for tasks with a run that name one of its files (in any feature), and
 * for a place. A run that waits for the person takes no place.
 */
export function nextInQueue(view: QueueView): NextInQueue {
  const look = createLook(view);
  const waits = new Map<QueueId, string>();
  let start: QueuedTask | undefined;
  for (const entry of view.entries) {
    const reason =
      entry.refused ??
      look.taskReason(entry) ??
      (view.paused ? "The queue is paused." : undefined) ??
      look.placeReason(entry);
    if (reason !== undefined) waits.set(entry.id, reason);
    else if (start === undefined) start = entry;
    else waits.set(entry.id, "Starts in a moment.");
  }
  return { start, waits };
}

function createLook({ runs, places, listOf }: QueueView) {
  const undecided = runs.filter(isUndecided);
  const atWork = runs.filter((run) => isActive(run) && waitsFor(run.state) === undefined);
  const busyIn = (feature: string) =>
    new Set(undecided.filter((run) => run.feature === feature).map(({ task }) => task.id));
  const graphs = new Map<string, ReturnType<typeof readGraph>>();
  const readGraph = (feature: string) => {
    const list = listOf(feature);
    if (list === undefined) return undefined;
    const { nodes } = buildGraph(list, busyIn(feature));
    return new Map(nodes.map((node) => [node.task.id, node]));
  };
  const graphOf = (feature: string) => {
    if (!graphs.has(feature)) graphs.set(feature, readGraph(feature));
    return graphs.get(feature);
  };
  /** The task with a run that names each file. */
  const heldFiles = new Map<string, string>();
  // A folder in a task's words says nothing about its files.
  for (const { feature, task } of undecided)
    for (const file of graphOf(feature)?.get(task.id)?.task.files ?? [])
      if (!file.endsWith("/")) heldFiles.set(file, task.id);

  return {
    taskReason({ feature, task, insists }: QueuedTask): string | undefined {
      const nodes = graphOf(feature);
      if (nodes === undefined) return `The feature ${feature} has no task list any more.`;
      const node = nodes.get(task);
      if (node === undefined) return `${task} is not in the task list any more.`;
      if (node.task.done) return `${task} is done.`;
      if (undecided.some((run) => run.feature === feature && run.task.id === task))
        return `${task} has a run that is not decided yet.`;
      // Files that a ready task only names are free: that task may never be started.
      const wait = node.waits.find(({ why }) => why !== "file");
      if (!insists && (node.stuck ?? wait) !== undefined) return node.stuck ?? wait?.sentence;
      const file = node.task.files.find((path) => heldFiles.has(path));
      return file === undefined ? undefined : `${heldFiles.get(file)} works on ${file}.`;
    },
    placeReason({ agent }: QueuedTask): string | undefined {
      if (atWork.length >= places.most)
        return places.most === 1
          ? "Another run goes on."
          : `${atWork.length} runs go on, and no more than ${places.most} may.`;
      const most = places.perAgent[agentKey(agent)];
      const same = atWork.filter((run) => agentKey(run.agent) === agentKey(agent)).length;
      return most !== undefined && same >= most
        ? `${same} of this agent's runs go on, and no more than ${most} may.`
        : undefined;
    },
  };
}
