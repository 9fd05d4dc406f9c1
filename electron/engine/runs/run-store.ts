import { mkdir } from "node:fs/promises";
import type { ProjectId, RunId } from "@shared/base/ids";
import type { CreatedEvent, LoggedEvent, RunEvent } from "@shared/runs/event";
import { apply, project, type Run } from "@shared/runs/projection";
import { isSettled } from "@shared/runs/settled";
import { openEventLog, readEvents } from "../../run-folder/event-log";
import type { Home } from "../../settings/home";
import type { Journals } from "./journal";
import { openRunIndex, readRun } from "./run-index";
import { createRunListing, type ListedRuns, type Looked } from "./run-listing";

/** The runs of one project on the disk: one folder for each run, whose state follows from its events. */
export interface RunStore {
  folder(run: RunId): string;
  /**
   * All runs. A settled run comes from the index as long as its log's file is unchanged, any other run from its
   * log.
   * @param looked the runs whose logs are looked at; all by default
   */
  list(looked?: Looked): Promise<ListedRuns>;
  read(run: RunId): Promise<Run | undefined>;
  events(run: RunId): Promise<readonly LoggedEvent[]>;
  /** Creates a run's folder with the first event. */
  create(run: RunId, created: CreatedEvent): Promise<Run>;
  /** Appends an event; resolves when it is on disk. Only for a run whose folder no pty host is writing. */
  append(run: Run, event: RunEvent): Promise<Run>;
}

/**
 * @param projectId the name of the project's folder
 * @param journals note each event that is written here; undefined for a process that only reads
 */
export function openRunStore(home: Home, projectId: ProjectId, journals?: Journals): RunStore {
  const folder = (run: RunId) => home.run(projectId, run);
  const index = openRunIndex(home.runIndex(projectId));
  const read = async (run: RunId) => project((await readEvents(folder(run))).events);
  const write = async (run: RunId, event: RunEvent) => {
    const log = await openEventLog(folder(run));
    try {
      await journals?.catchUp(run, log.events);
      const logged = await log.append(event);
      await journals?.note(run, logged);
      return logged;
    } finally {
      await log.close();
    }
  };
  return {
    folder,
    read,
    events: async (run) => (await readEvents(folder(run))).events,
    list: createRunListing(home, projectId, index),
    async create(run, created) {
      await mkdir(home.runs(projectId), { recursive: true, mode: 0o700 });
      await mkdir(folder(run), { mode: 0o700 });
      await journals?.begin(run);
      const begun = project([await write(run, created)]);
      if (!begun) throw new Error("A run did not begin with its first event.");
      return begun;
    },
    async append(run, event) {
      const id = run.created.run;
      const next = apply(run, await write(id, event));
      if (isSettled(next.state.phase)) {
        // The entry is made from the log only, and not from the run in memory.
        const { entry } = await readRun(folder(id)).catch(() => ({ entry: undefined }));
        if (entry) await index.add([entry]);
      }
      return next;
    },
  };
}
