import type { RunId } from "@shared/base/ids";
import type { Run } from "@shared/runs/projection";
import type { RunPhase } from "@shared/runs/summary";
import { isToDecide } from "@shared/runs/words";

/** The properties of a run that the engine needs for each run of a project. The whole run is made on demand. */
export interface ListedRun {
  readonly id: RunId;
  readonly feature: string;
  /** The task's ID. */
  readonly task: string;
  readonly worktree: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly phase: RunPhase;
  /** See `isToDecide`. */
  readonly toDecide: boolean;
  run(): Run;
}

export const listed = (run: Run): ListedRun => ({
  id: run.created.run,
  feature: run.created.feature,
  task: run.created.task.id,
  worktree: run.created.worktree,
  createdAt: run.createdAt,
  updatedAt: run.updatedAt,
  phase: run.state.phase,
  toDecide: isToDecide(run.state),
  run: () => run,
});
