import { isDeepStrictEqual } from "node:util";
import type { RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import type { LoggedEvent } from "@shared/runs/event";
import { project } from "@shared/runs/projection";
import { isSettled } from "@shared/runs/settled";
import { readEvents } from "../../run-folder/event-log";
import type { DamagedRuns } from "./damaged-runs";
import { type Endings, isLeft } from "./endings";
import type { KnownRuns } from "./known-runs";
import type { ListedRuns, Looked } from "./run-listing";
import type { RunStore } from "./run-store";
import type { Sessions } from "./sessions";

/** The parts that reading the runs again uses. */
interface RefreshParts {
  readonly runs: KnownRuns;
  readonly store: RunStore;
  readonly sessions: Pick<Sessions<never>, "has">;
  readonly endings: Endings;
  readonly damaged: DamagedRuns;
  /** Nobody has to be told of the runs that are there when the project is opened. */
  isOpening(): boolean;
  /** The folder of a run's files, also of a shared run. */
  place(run: RunId): Promise<string>;
  report(error: unknown): void;
}

/** Reads what other processes, such as the command line, wrote of the project's runs. */
export interface RefreshRuns {
  /** Reads the listing, and takes over the runs whose process has ended. */
  refresh(looked?: Looked): Promise<void>;
  /** Reads a run's log. The log counts, whatever the index says of the run. */
  readLog(run: RunId): Promise<readonly LoggedEvent[]>;
}

export function createRefreshRuns({
  runs,
  store,
  sessions,
  endings,
  damaged,
  isOpening,
  place,
  report,
}: RefreshParts): RefreshRuns {
  const readLog = async (id: RunId): Promise<readonly LoggedEvent[]> => {
    const { events } = await readEvents(await place(id));
    const read = project(events);
    const known = runs.find(id);
    const isWritten = sessions.has(id) || runs.isBusy(id);
    // An event of this process during the reading is newer than the log that was read.
    const isNewer = known && read && read.updatedAt >= known.updatedAt;
    if (isNewer && !isWritten && !isDeepStrictEqual(read, known)) runs.set(read);
    return events;
  };

  const reported = new Set<string>();
  /** The listing whose runs are all known. */
  let learned: ListedRuns | undefined;
  const refresh = async (looked?: Looked): Promise<void> => {
    const listing = await store.list(looked);
    if (listing === learned) {
      for (const { id, phase } of listing.runs) if (!isSettled(phase)) interruptIfLeft(id);
      return;
    }
    let isWhole = true;
    const { runs: stored, damaged: broken, refused } = listing;
    // The index knew the run, and its log says otherwise.
    for (const { id } of broken)
      if (!refused.has(id) && !sessions.has(id) && !runs.isBusy(id)) runs.forget(id);
    damaged.set(broken.filter(({ id }) => !runs.has(id)));
    for (const { id, reason, folder } of damaged.all()) {
      if (!reported.has(id))
        report(
          new Problem("recording-damaged", `The run ${id} cannot be shown. ${reason}`, folder),
        );
      reported.add(id);
    }
    const before = new Map(runs.all().map((run) => [run.id, run]));
    for (const run of stored) {
      const { id } = run;
      const known = before.get(id);
      if (known === run) continue;
      if (sessions.has(id) || runs.isBusy(id)) {
        isWhole = false;
        continue;
      }
      // A change by this process during the reading is newer than the log that was read.
      if (known === undefined || known.updatedAt < run.updatedAt)
        if (isOpening()) runs.learn(run);
        else runs.set(run.run());
      if (!isSettled(run.phase)) interruptIfLeft(id);
    }
    if (isWhole) learned = listing;
  };
  const interruptIfLeft = (id: RunId): void => {
    if (!runs.has(id) || sessions.has(id) || runs.isBusy(id) || !isLeft(runs.get(id))) return;
    runs.exclusively(id, () => endings.interrupt(id)).catch(report);
  };

  return { refresh, readLog };
}
