// The runs that this window knows: the latest runs, all active runs, and all runs requested so far. The engine
// has the whole list and sends an event for each run that changes.

import type { RunId } from "@shared/base/ids";
import type { RunToDecide } from "@shared/contracts/runs";
import type { DamagedRun } from "@shared/runs/damaged-run";
import { latestFirst } from "@shared/runs/latest-first";
import type { RunSummary } from "@shared/runs/summary";
import { isToDecide } from "@shared/runs/words";
import { useEffect, useMemo, useState } from "react";
import { create } from "zustand";
import { call, on } from "./bridge";
import { sayProblem } from "./notices";

/** Whether the window knows the latest runs of the project, those that go on, and those to decide. */
export type RunsKnown = "reading" | "known" | "failed";

interface RunsState {
  readonly status: RunsKnown;
  readonly byId: ReadonlyMap<string, RunSummary>;
  /** The same runs, the latest first. */
  readonly known: readonly RunSummary[];
  /** Every run that waits for a decision, the latest first. */
  readonly toDecide: readonly RunToDecide[];
  readonly damaged: readonly DamagedRun[];
  /** The features with known latest runs for all their tasks. */
  readonly features: ReadonlySet<string>;
  /** Requested runs that do not exist. */
  readonly missing: ReadonlySet<string>;
  /** The number of phase changes of a feature's runs since the project was opened, by feature. */
  readonly moves: ReadonlyMap<string, number>;
}

const nothing: RunsState = {
  status: "reading",
  byId: new Map(),
  known: [],
  toDecide: [],
  damaged: [],
  features: new Set(),
  missing: new Set(),
  moves: new Map(),
};

const useRunsState = create<RunsState>(() => nothing);

/** Counts the opened projects. An answer for an earlier project is ignored. */
let projectsOpened = 0;
let isLoadingAll = false;

/** Requests the runs of the project that was just opened. The project is shown meanwhile. */
export function openRuns(): void {
  projectsOpened += 1;
  isLoadingAll = false;
  useRunsState.setState(nothing, true);
  readOverview();
}

/** Requests the latest runs, the active runs and the runs to decide. */
export function readOverview(): void {
  const mine = projectsOpened;
  useRunsState.setState({ status: "reading" });
  call("runs.overview").then(
    ({ latest, active, toDecide, damaged }) => {
      if (mine !== projectsOpened) return;
      useRunsState.setState({ status: "known", toDecide, damaged });
      learn([...latest, ...active]);
    },
    (error: unknown) => {
      if (mine !== projectsOpened) return;
      useRunsState.setState({ status: "failed" });
      sayProblem(error);
    },
  );
}

/** Updates the known runs at the engine's events. @returns the function that stops the updates */
export function followRuns(): () => void {
  const stops = [
    on("runs.changed", changed),
    on("runs.damaged", ({ damaged }) => useRunsState.setState({ damaged })),
    on("runs.gone", ({ run }) => forget(run)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function changed(run: RunSummary): void {
  const { byId, toDecide, moves } = useRunsState.getState();
  const others = toDecide.filter(({ id }) => id !== run.id);
  const { id, feature, createdAt } = run;
  const hasMoved = byId.get(id)?.state.phase !== run.state.phase;
  useRunsState.setState({
    toDecide: isToDecide(run.state)
      ? [{ id, feature, createdAt }, ...others].sort(latestFirst)
      : others,
    ...(hasMoved ? { moves: new Map(moves).set(feature, (moves.get(feature) ?? 0) + 1) } : {}),
  });
  learn([run]);
}

/** An answer may be older than an event that arrived before it. */
function learn(runs: readonly RunSummary[]): void {
  const { byId, missing } = useRunsState.getState();
  const all = new Map(byId);
  const there = new Set(missing);
  for (const run of runs) {
    const before = all.get(run.id);
    if (before === undefined || before.updatedAt <= run.updatedAt) all.set(run.id, run);
    there.delete(run.id);
  }
  useRunsState.setState({ byId: all, known: [...all.values()].sort(latestFirst), missing: there });
}

function forget(id: string): void {
  const { byId, toDecide, missing } = useRunsState.getState();
  const all = new Map(byId);
  all.delete(id);
  useRunsState.setState({
    byId: all,
    known: [...all.values()].sort(latestFirst),
    toDecide: toDecide.filter((each) => each.id !== id),
    missing: new Set(missing).add(id),
  });
}

/** Finds a run of the open project, and requests it when it is not known yet. */
export async function findRun(id: RunId): Promise<RunSummary | undefined> {
  const known = useRunsState.getState().byId.get(id);
  if (known) return known;
  const mine = projectsOpened;
  const found = await call("runs.find", { run: id });
  if (mine !== projectsOpened) return found ?? undefined;
  if (found) learn([found]);
  else useRunsState.setState(({ missing }) => ({ missing: new Set(missing).add(id) }));
  return found ?? undefined;
}

const pageSize = 100;

/** Requests all runs of a task, or of the project. */
async function load(of: { readonly feature?: string; readonly task?: string }): Promise<void> {
  const mine = projectsOpened;
  let cursor: string | undefined;
  do {
    const { runs, next } = await call("runs.list", { ...of, cursor, limit: pageSize });
    if (mine !== projectsOpened) return;
    learn(runs);
    cursor = next;
  } while (cursor !== undefined);
}

/** Requests all runs, once for each opened project. */
function loadAll(): void {
  if (isLoadingAll) return;
  isLoadingAll = true;
  load({}).catch((error: unknown) => {
    isLoadingAll = false;
    sayProblem(error);
  });
}

/** The known runs, the latest first. They include the project's latest runs once these are known. */
export const useRuns = (): readonly RunSummary[] => useRunsState(({ known }) => known);

/**
 * All runs, the latest first. Runs that are not known yet arrive in pages.
 * @param isOpen whether a project is open
 */
export function useAllRuns(isOpen = true): readonly RunSummary[] {
  useEffect(() => {
    if (isOpen) loadAll();
  }, [isOpen]);
  return useRuns();
}

/** A run; undefined when it does not exist, "reading" until the answer arrives. */
export function useRun(id: RunId | undefined): RunSummary | undefined | "reading" {
  const known = useRunsState(({ byId }) => (id === undefined ? undefined : byId.get(id)));
  const isMissing = useRunsState(({ missing }) => id === undefined || missing.has(id));
  const isAsked = known !== undefined || isMissing;
  useEffect(() => {
    if (id !== undefined && !isAsked) findRun(id).catch(sayProblem);
  }, [id, isAsked]);
  return known ?? (isMissing ? undefined : "reading");
}

/** At least the latest run and the latest approved run of each task of a feature; undefined until they are known. */
export function useTaskRuns(feature: string): readonly RunSummary[] | undefined {
  const isKnown = useRunsState(({ features }) => features.has(feature));
  const known = useRuns();
  useEffect(() => {
    if (isKnown) return;
    const mine = projectsOpened;
    call("runs.ofTasks", { feature })
      .then((runs) => {
        if (mine !== projectsOpened) return;
        learn(runs);
        useRunsState.setState(({ features }) => ({ features: new Set(features).add(feature) }));
      })
      .catch(sayProblem);
  }, [feature, isKnown]);
  return useMemo(
    () => (isKnown ? known.filter((run) => run.feature === feature) : undefined),
    [known, isKnown, feature],
  );
}

/** All runs of a run's task, the latest first. Runs that are not known yet arrive in pages. */
export function useRunsOfTask({ feature, task: { id } }: RunSummary): readonly RunSummary[] {
  const known = useRuns();
  useEffect(() => {
    load({ feature, task: id }).catch(sayProblem);
  }, [feature, id]);
  return useMemo(
    () => known.filter((run) => run.feature === feature && run.task.id === id),
    [known, feature, id],
  );
}

/** The last page that was requested of a list of runs. */
interface ReadPages {
  readonly feature: string | undefined;
  /** ISO 8601: the creation of the last run on the last page. */
  readonly until: string;
  readonly next: string | undefined;
}

/** A feature's runs in pages, or all of the project, the latest first. @returns `more` only while there are more */
export function useRunPages(
  feature: string | undefined,
): { readonly runs: readonly RunSummary[]; readonly more?: () => void } | undefined {
  const known = useRuns();
  const [read, setRead] = useState<ReadPages>();
  const here = read !== undefined && read.feature === feature ? read : undefined;
  useEffect(() => {
    let isWanted = true;
    readPage(feature)
      .then((page) => {
        if (isWanted) setRead(page);
      })
      .catch(sayProblem);
    return () => {
      isWanted = false;
    };
  }, [feature]);
  const runs = useMemo(
    () =>
      known.filter(
        (run) =>
          (feature === undefined || run.feature === feature) &&
          here !== undefined &&
          (here.next === undefined || run.createdAt >= here.until),
      ),
    [known, here, feature],
  );
  if (here === undefined) return undefined;
  const { next } = here;
  const more = () => void readPage(feature, next).then(setRead).catch(sayProblem);
  return next === undefined ? { runs } : { runs, more };
}

async function readPage(feature: string | undefined, cursor?: string): Promise<ReadPages> {
  const mine = projectsOpened;
  const { runs, next } = await call("runs.list", { feature, cursor, limit: pageSize });
  if (mine === projectsOpened) learn(runs);
  return { feature, until: runs.at(-1)?.createdAt ?? "", next };
}

/** The number of phase changes of this feature's runs. */
export const useRunMoves = (feature: string): number =>
  useRunsState(({ moves }) => moves.get(feature) ?? 0);

export const useRunsKnown = (): RunsKnown => useRunsState(({ status }) => status);

/** Every run that waits for a decision, the latest first; none until the runs are known. */
export const useRunsToDecide = (): readonly RunToDecide[] =>
  useRunsState(({ toDecide }) => toDecide);

export const useDamagedRuns = (): readonly DamagedRun[] => useRunsState(({ damaged }) => damaged);
