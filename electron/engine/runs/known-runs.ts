import { Problem } from "@shared/base/problem";
import type { RunEvent } from "@shared/runs/event";
import { type Run, summarise } from "@shared/runs/project";
import type { RunSummary } from "@shared/runs/summary";
import { type ListedRun, listed } from "./listed-run";
import type { RunStore } from "./run-store";

/** The runs of a project as they are known now, and who may change which. */
export interface KnownRuns {
  /** In no order. */
  all(): ListedRun[];
  has(id: string): boolean;
  find(id: string): Run | undefined;
  /** @throws {Problem} `run-missing` */
  get(id: string): Run;
  /** Notes a run, and tells of it. */
  set(run: Run): Run;
  /** Notes a run without a word. */
  learn(run: ListedRun): void;
  /** Lets go of a run that is not there any more. */
  forget(id: string): void;
  /** Adds an event to the run's log; on disk when it resolves. */
  record(run: Run, event: RunEvent): Promise<Run>;
  /** One thing at a time for each run, or start of a task: two approvals of one change must not meet. */
  exclusively<T>(id: string, work: () => Promise<T>): Promise<T>;
  isBusy(id: string): boolean;
  /** Resolves when what was waiting for the run's turn, or for any run's, is done. */
  quiet(id?: string): Promise<void>;
}

export function createKnownRuns(
  store: RunStore,
  changed: (run: RunSummary) => void,
  gone: (run: string) => void,
): KnownRuns {
  const runs = new Map<string, ListedRun>();
  const queues = new Map<string, Promise<unknown>>();
  const set = (run: Run): Run => {
    runs.set(run.created.run, listed(run));
    changed(summarise(run));
    return run;
  };
  return {
    all: () => [...runs.values()],
    has: (id) => runs.has(id),
    find: (id) => runs.get(id)?.run(),
    get(id) {
      const run = runs.get(id);
      if (!run) throw new Problem("run-missing", "This run is not there any more.", id);
      return run.run();
    },
    set,
    learn: (run) => void runs.set(run.id, run),
    forget(id) {
      if (runs.delete(id)) gone(id);
    },
    record: async (run, event) => set(await store.append(run, event)),
    exclusively(id, work) {
      const result = (queues.get(id) ?? Promise.resolve()).catch(() => undefined).then(work);
      queues.set(id, result);
      const forget = () => {
        if (queues.get(id) === result) queues.delete(id);
      };
      result.then(forget, forget);
      return result;
    },
    isBusy: (id) => queues.has(id),
    async quiet(id) {
      const waiting = id === undefined ? [...queues.values()] : [queues.get(id)];
      await Promise.all(waiting.map((work) => work?.catch(() => undefined)));
    },
  };
}
