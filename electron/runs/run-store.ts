import { mkdir, readdir } from "node:fs/promises";
import type { LoggedEvent, RunEvent } from "@shared/runs/event";
import { apply, project, type Run } from "@shared/runs/project";
import type { Home } from "../settings/home";
import { openEventLog, readEvents } from "./event-log";

/** The runs of one project as they lie on disk: one folder each, its state told by its events. */
export interface RunStore {
  folder(run: string): string;
  /** Every run that can be read, the latest first. */
  list(): Promise<Run[]>;
  read(run: string): Promise<Run | undefined>;
  events(run: string): Promise<readonly LoggedEvent[]>;
  /** Makes a run's folder with its first event. */
  create(run: string, created: Extract<RunEvent, { type: "created" }>): Promise<Run>;
  /** Adds one event; on disk when it resolves. Only for a run whose folder no pty host is writing. */
  append(run: Run, event: RunEvent): Promise<Run>;
}

/** @param projectId names the project's folder */
export function openRunStore(home: Home, projectId: string): RunStore {
  const folder = (run: string) => home.run(projectId, run);
  const read = async (run: string) => project((await readEvents(folder(run))).events);
  const write = async (run: string, event: RunEvent) => {
    const log = await openEventLog(folder(run));
    try {
      return await log.append(event);
    } finally {
      await log.close();
    }
  };
  return {
    folder,
    read,
    events: async (run) => (await readEvents(folder(run))).events,
    async list() {
      const names = await readdir(home.runs(projectId)).catch(() => []);
      const runs = await Promise.all(names.map((name) => read(name).catch(() => undefined)));
      return runs
        .filter((run) => run !== undefined)
        .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
    },
    async create(run, created) {
      await mkdir(home.runs(projectId), { recursive: true, mode: 0o700 });
      await mkdir(folder(run), { mode: 0o700 });
      const begun = project([await write(run, created)]);
      if (!begun) throw new Error("A run did not begin with its first event.");
      return begun;
    },
    append: async (run, event) => apply(run, await write(run.created.run, event)),
  };
}
