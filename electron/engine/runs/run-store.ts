import { mkdir, readdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Problem } from "@shared/contracts/problem";
import type { DamagedRun } from "@shared/runs/damaged";
import type { LoggedEvent, RunEvent } from "@shared/runs/event";
import { apply, project, type Run } from "@shared/runs/project";
import { runIdSchema } from "@shared/runs/run-id";
import { openEventLog, readEvents } from "../../run-folder/event-log";
import type { Home } from "../../settings/home";
import { kindAt, namesIn } from "../../system/disk";
import type { Journals } from "./journal";

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

/** Runs that are read at the same time. */
const atOnce = 32;

/** Begins with a time, as `runId` of prepare.ts makes it; the trees of re-drives do not. */
const looksLikeRun = (id: string): boolean =>
  /^\d{8}-\d{6}-/.test(id) && runIdSchema.safeParse(id).success;

/**
 * @param projectId names the project's folder
 * @param journals where each event that is written here is noted; none for who only reads
 */
export function openRunStore(home: Home, projectId: string, journals?: Journals): RunStore {
  const folder = (run: string) => home.run(projectId, run);
  const read = async (run: string) => project((await readEvents(folder(run))).events);
  const write = async (run: string, event: RunEvent) => {
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
  const readOrSay = async (
    id: string,
  ): Promise<{ run?: Run | undefined; damaged?: DamagedRun; refused?: string }> => {
    if (!runIdSchema.safeParse(id).success) return {};
    const broken = (reason: string) => ({ damaged: { id, folder: folder(id), reason } });
    const kind = await kindAt(folder(id));
    if (kind === "link") return broken("A link stands in the place of its folder.");
    if (kind !== "folder") return {};
    try {
      const run = await read(id);
      if (run === undefined) return (await isOld(id)) ? broken("Its events do not begin.") : {};
      return run.created.run === id ? { run } : broken("Its events are those of another run.");
    } catch (error) {
      if (!(error instanceof Problem)) return broken(String(error));
      // A folder without a log may be a run that is only just being made.
      if (error.code === "file-missing" && !(await isOld(id))) return {};
      // The system did not open the file, which says nothing of the run.
      const refused = error.code === "unexpected" ? { refused: id } : {};
      return { ...broken(error.message), ...refused };
    }
  };
  /** Working trees whose run's folder is gone. */
  const withoutFolder = async (there: ReadonlySet<string>): Promise<{ damaged: DamagedRun }[]> => {
    const trees = await readdir(dirname(home.worktree(projectId, "any"))).catch(() => []);
    return trees
      .filter((id) => looksLikeRun(id) && !there.has(id))
      .map((id) => ({ damaged: { id, folder: folder(id), reason: "Its folder is missing." } }));
  };
  /** Whether a folder has been there for longer than it takes to make a run's. */
  const isOld = async (id: string): Promise<boolean> =>
    Date.now() - (await stat(folder(id)).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs > 60_000;
  return {
    folder,
    read,
    events: async (run) => (await readEvents(folder(run))).events,
    async list() {
      const names = await namesIn(home.runs(projectId));
      const found: Awaited<ReturnType<typeof readOrSay>>[] = [];
      const refused: string[] = [];
      // A few at a time: a system has only so many open files for a program. Where that is too many, one by one.
      for (let at = 0; at < names.length; at += atOnce)
        for (const each of await Promise.all(names.slice(at, at + atOnce).map(readOrSay)))
          if (each.refused === undefined) found.push(each);
          else refused.push(each.refused);
      for (const id of refused) found.push(await readOrSay(id));
      found.push(...(await withoutFolder(new Set(names))));
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
      await journals?.begin(run);
      const begun = project([await write(run, created)]);
      if (!begun) throw new Error("A run did not begin with its first event.");
      return begun;
    },
    append: async (run, event) => apply(run, await write(run.created.run, event)),
  };
}
