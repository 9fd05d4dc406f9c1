import type { QueueEntry, QueueState } from "@shared/contracts/queue";
import { useMemo } from "react";
import { create } from "zustand";
import { call, on } from "./bridge";
import { sayProblem } from "./notices";

/** The queue of the open project; undefined until the engine has answered. */
const useQueueState = create<{ readonly queue: QueueState | undefined }>(() => ({
  queue: undefined,
}));

/** Counts the opened projects and the events. An answer that is older than one of them is ignored. */
let changes = 0;

const take = (queue: QueueState | undefined) => {
  changes += 1;
  useQueueState.setState({ queue });
};

/** Requests the queue of the project that was just opened. */
export function openQueue(): void {
  take(undefined);
  change(call("queue.state"));
}

/** Shows the state that a call about the queue answers with. A refusal is shown to the person. */
export function change(answer: Promise<QueueState>): void {
  const mine = changes;
  answer.then((queue) => {
    if (mine === changes) take(queue);
  }, sayProblem);
}

/** Updates the queue at the engine's events. @returns the function that stops the updates */
export const followQueue = (): (() => void) => on("queue.changed", take);

export const useQueue = (): QueueState | undefined => useQueueState(({ queue }) => queue);

const none: readonly QueueEntry[] = [];

/** The entries of a feature's tasks, by task. */
export function useQueuedTasks(feature: string): ReadonlyMap<string, QueueEntry> {
  const entries = useQueueState(({ queue }) => queue?.entries ?? none);
  return useMemo(
    () =>
      new Map(
        entries
          .filter((entry) => entry.feature === feature)
          .map((entry) => [entry.task, entry] as const),
      ),
    [entries, feature],
  );
}
