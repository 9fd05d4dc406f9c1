import type { Run } from "@shared/runs/project";
import type { RunPhase } from "@shared/runs/summary";
import { isToDecide } from "@shared/runs/words";

/** What the engine has to know of each run of a project; the whole run is made when it is asked for. */
export interface ListedRun {
  readonly id: string;
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
