import type { RunPage, RunsOverview } from "@shared/contracts/runs";
import type { DamagedRun } from "@shared/runs/damaged-run";
import { latestRuns } from "@shared/runs/latest-first";
import { summarise } from "@shared/runs/projection";
import type { RunSummary } from "@shared/runs/summary";
import type { ListedRun } from "./listed-run";

/** A request for a page of the list. */
export interface PageOf {
  readonly feature?: string | undefined;
  readonly task?: string | undefined;
  /** `next` of the previous page. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

const summary = ({ run }: ListedRun): RunSummary => summarise(run());

/** A text that sorts the runs from the earliest to the latest: by time, then by ID. */
const cursorOf = ({ createdAt, id }: ListedRun): string => `${createdAt} ${id}`;

/**
 * A page of the list.
 * @param runs the latest first
 */
export function pageOf(
  runs: readonly ListedRun[],
  { feature, task, cursor, limit }: PageOf,
): RunPage {
  const those = runs.filter(
    (run) =>
      (feature === undefined || run.feature === feature) &&
      (task === undefined || run.task === task) &&
      (cursor === undefined || cursorOf(run) < cursor),
  );
  const page = those.slice(0, limit);
  const last = page.at(-1);
  return {
    runs: page.map(summary),
    ...(last !== undefined && those.length > page.length ? { next: cursorOf(last) } : {}),
  };
}

/**
 * The runs that the board shows for a feature: the latest run of each task, and the latest approved one.
 * @param runs the latest first
 */
export function runsOfTasks(runs: readonly ListedRun[], feature: string): RunSummary[] {
  const latest = new Set<string>();
  const approved = new Set<string>();
  return runs
    .filter((run) => {
      if (run.feature !== feature) return false;
      const isFirst = !latest.has(run.task);
      const isProof = run.phase === "approved" && !approved.has(run.task);
      latest.add(run.task);
      if (isProof) approved.add(run.task);
      return isFirst || isProof;
    })
    .map(summary);
}

/**
 * The runs that a window needs at once, for any open view.
 * @param runs the latest first
 */
export function overviewOf(
  runs: readonly ListedRun[],
  damaged: readonly DamagedRun[],
): RunsOverview {
  return {
    latest: runs.slice(0, latestRuns).map(summary),
    active: runs.filter(isActive).map(summary),
    toDecide: runs
      .filter(({ toDecide }) => toDecide)
      .map(({ id, feature, createdAt }) => ({ id, feature, createdAt })),
    damaged: [...damaged],
  };
}

/** Whether a run's terminal is live, or its change is being collected. */
const isActive = ({ phase }: ListedRun): boolean =>
  phase === "preparing" || phase === "running" || phase === "ended";
