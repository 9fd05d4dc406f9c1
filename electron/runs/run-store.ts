import { mkdir, readdir } from "node:fs/promises";
import { Problem } from "@shared/contracts/problem";
import type { LoggedEvent, RunEvent } from "@shared/runs/event";
import { apply, project, type Run } from "@shared/runs/project";
import type { Home } from "../settings/home";
import { openEventLog, readEvents } from "./event-log";

/** A run that is there and cannot be shown: said, not passed over. */
export interface DamagedRun {
  readonly id: string;
  readonly problem: Problem;
}

/** The runs of one project as they lie on disk: one folder each, its state told by its events. */
export interface RunStore {
  folder(run: string): string;
  /** Every run, the latest first, and those whose log cannot be read. */
  list(): Promise<{ readonly runs: Run[]; readonly damaged: readonly DamagedRun[] }>;
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
  const readOrSay = async (
    id: string,
  ): Promise<{ run?: Run | undefined; damaged?: DamagedRun }> => {
    try {
      return { run: await read(id) };
    } catch (error) {
      // A folder without a log is a run that is only just being made.
      if (!(error instanceof Problem) || error.code === "file-missing") return {};
      const message = `The run ${id} cannot be shown: ${error.message}`;
      return { damaged: { id, problem: new Problem(error.code, message, folder(id)) } };
    }
  };
  return {
    folder,
    read,
    events: async (run) => (await readEvents(folder(run))).events,
    async list() {
      const names = await readdir(home.runs(projectId)).catch(() => []);
      const found = await Promise.all(names.map(readOrSay));
      return {
        runs: found
          .flatMap(({ run }) => run ?? [])
          .sort((a, b) => b.createdAt.localeCompare(a.createdAt)),
        damaged: found.flatMap(({ damaged }) => damaged ?? []),
      };
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
