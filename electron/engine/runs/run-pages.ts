import type { RunPage, RunsOverview } from "@shared/contracts/runs";
import type { DamagedRun } from "@shared/runs/damaged";
import { summarise } from "@shared/runs/project";
import type { RunSummary } from "@shared/runs/summary";
import type { ListedRun } from "./listed-run";

/** Which runs of a list to give. */
export interface PageOf {
  readonly feature?: string | undefined;
  readonly task?: string | undefined;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Runs that an overview has whole. */
const shownFirst = 50;

const summary = ({ run }: ListedRun): RunSummary => summarise(run());

/** Sorts after the latest: by time, then by ID. */
const cursorOf = ({ createdAt, id }: ListedRun): string => `${createdAt} ${id}`;

/** A part of the list. @param runs the latest first */
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
 * What a board needs of a feature's runs: of each task the latest run, and the latest one that was approved.
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

/** What a window shows of a project's runs at once, whatever is open. @param runs the latest first */
export function overviewOf(
  runs: readonly ListedRun[],
  damaged: readonly DamagedRun[],
): RunsOverview {
  return {
    latest: runs.slice(0, shownFirst).map(summary),
    active: runs.filter(isActive).map(summary),
    toDecide: runs
      .filter(({ toDecide }) => toDecide)
      .map(({ id, feature, createdAt }) => ({ id, feature, createdAt })),
    damaged: [...damaged],
  };
}

/** Whether a run's terminal is live, or its change is just being collected. */
const isActive = ({ phase }: ListedRun): boolean =>
  phase === "preparing" || phase === "running" || phase === "ended";
