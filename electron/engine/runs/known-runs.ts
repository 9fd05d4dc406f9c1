import type { RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import { serialQueues } from "@shared/base/serial-queue";
import { decide, type RunCommand } from "@shared/runs/decide";
import type { RunEvent } from "@shared/runs/event";
import { latestFirst } from "@shared/runs/latest-first";
import { type Run, summarise } from "@shared/runs/projection";
import type { RunSummary } from "@shared/runs/summary";
import { type ListedRun, listed } from "./listed-run";
import type { RunStore } from "./run-store";

/** The known runs of a project, and the order in which they are changed. */
/** Names the starts of one task. */
export type StartKey = `start ${string} ${string}`;

export interface KnownRuns {
  /** In no particular order. */
  all(): ListedRun[];
  /** The latest first. */
  sorted(): readonly ListedRun[];
  has(id: RunId): boolean;
  find(id: RunId): Run | undefined;
  /** @throws {Problem} `run-missing` */
  get(id: RunId): Run;
  /** Stores a run and reports the change. */
  set(run: Run): Run;
  /** Stores a run without a report. */
  learn(run: ListedRun): void;
  /** Removes a run that no longer exists. */
  forget(id: RunId): void;
  /**
   * Appends the event that `decide` makes of a command to the run's log; resolves when it is on disk.
   * @param hide hides secrets in the event; needed only for texts of people and programs
   * @throws {Problem} if the run's state does not allow the command; nothing is written then
   */
  record(run: Run, command: RunCommand, hide?: (event: RunEvent) => RunEvent): Promise<Run>;
  /**
   * Runs the work after all earlier work for the same run, or for the start of the same task, so that two
   * approvals of one change cannot overlap.
   */
  exclusively<T>(id: RunId | StartKey, work: () => Promise<T>): Promise<T>;
  isBusy(id: RunId): boolean;
  /** Resolves when the pending work of the run, or of all runs, is done. */
  quiet(id?: RunId): Promise<void>;
}

export function createKnownRuns(
  store: RunStore,
  changed: (run: RunSummary) => void,
  gone: (run: RunId) => void,
): KnownRuns {
  const runs = new Map<RunId, ListedRun>();
  const works = serialQueues<RunId | StartKey>();
  let inOrder: readonly ListedRun[] | undefined;
  const put = (run: ListedRun): void => {
    runs.set(run.id, run);
    inOrder = undefined;
  };
  const set = (run: Run): Run => {
    put(listed(run));
    changed(summarise(run));
    return run;
  };
  return {
    all: () => [...runs.values()],
    sorted: () => (inOrder ??= [...runs.values()].sort(latestFirst)),
    has: (id) => runs.has(id),
    find: (id) => runs.get(id)?.run(),
    get(id) {
      const run = runs.get(id);
      if (!run) throw new Problem("run-missing", "This run is not there any more.", id);
      return run.run();
    },
    set,
    learn: put,
    forget(id) {
      if (!runs.delete(id)) return;
      inOrder = undefined;
      gone(id);
    },
    record: async (run, command, hide = (event) => event) =>
      set(await store.append(run, hide(decide(run, command)))),
    exclusively: works.run,
    isBusy: works.isBusy,
    quiet: works.idle,
  };
}
