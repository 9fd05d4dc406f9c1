import type { TaskList } from "../tasks/parse-tasks";
import { nextInQueue, type QueueRun } from "./next-in-queue";
import { queueIdSchema } from "./queued-task";

/** Why a chosen task would wait. */
export interface WouldWait {
  readonly task: string;
  /** One sentence. */
  readonly why: string;
  /** Whether the task starts at once if the person insists. A file in use is waited for in any case. */
  readonly mayInsist: boolean;
}

/** Which of several chosen tasks of a feature start at once as far as tasks and files allow, and which would wait. */
export interface StartTogether {
  readonly now: readonly string[];
  readonly later: readonly WouldWait[];
}

const id = queueIdSchema.parse(`q-${"0".repeat(12)}`);

/**
 * Tells tasks that can start together from those that would wait. A task holds its files for the tasks after it.
 * Places are not looked at, because a task without one starts by itself soon.
 * @param tasks IDs in the order in which they would be queued
 * @param runs the runs that go on or wait for a decision
 */
export function startTogether(
  feature: string,
  tasks: readonly string[],
  list: TaskList,
  runs: readonly QueueRun[],
): StartTogether {
  const held = [...runs];
  const now: string[] = [];
  const later: WouldWait[] = [];
  const reason = (task: string, insists: boolean) =>
    nextInQueue({
      entries: [
        {
          ...{ id, feature, task, insists, title: "", addedAt: "", recordsInput: false },
          agent: { kind: "built-in" },
          seen: { line: "" },
        },
      ],
      paused: false,
      places: { most: Number.POSITIVE_INFINITY, perAgent: {} },
      runs: held,
      listOf: (of) => (of === feature ? list : undefined),
    }).waits.get(id);
  for (const task of tasks) {
    const why = reason(task, false);
    if (why !== undefined) {
      later.push({ task, why, mayInsist: reason(task, true) === undefined });
      continue;
    }
    now.push(task);
    held.push({
      feature,
      task: { id: task, title: "" },
      agent: { kind: "built-in" },
      state: { phase: "preparing" },
    });
  }
  return { now, later };
}
