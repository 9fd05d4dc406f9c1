import type { RunSummary } from "@shared/runs/summary";

/** The other runs of a run's task that have a complete recording, in the given order. */
export const siblingsOf = (runs: readonly RunSummary[], run: RunSummary): RunSummary[] =>
  "recording" in run.state
    ? runs.filter(
        ({ id, feature, task, state }) =>
          id !== run.id &&
          feature === run.feature &&
          task.id === run.task.id &&
          "recording" in state,
      )
    : [];
