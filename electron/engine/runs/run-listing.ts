import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { sep } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { isRunId, type ProjectId, type RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import type { DamagedRun } from "@shared/runs/damaged-run";
import { latestFirst } from "@shared/runs/latest-first";
import { isDecided } from "@shared/runs/settled";
import { eventLogName } from "../../run-folder/event-log";
import type { Home } from "../../settings/home";
import { kindAt } from "../../system/disk";
import { systemCode } from "../../system/system-error";
import { isFresh, markOf } from "../files/file-mark";
import type { IndexedRun } from "./index-text";
import { type ListedRun, listed } from "./listed-run";
import { isCurrent, type RunIndex, readRun } from "./run-index";

/** The runs of a project, the latest first, and the runs with an unreadable log. */
export interface ListedRuns {
  readonly runs: ListedRun[];
  readonly damaged: readonly DamagedRun[];
  /** The damaged runs whose log the system refused to open, which says nothing about the log. */
  readonly refused: ReadonlySet<string>;
}

/**
 * The runs whose logs are looked at: all, or only those that are not decided. A decided run is then taken from the
 * index, and a later look at all runs finds a log that was changed since.
 */
export type Looked = "all" | "undecided";

/** The result for one run's folder; empty for a folder that is not a run, and for a run that is just being made. */
interface FoundRun {
  readonly run?: ListedRun;
  readonly entry?: IndexedRun;
  readonly damaged?: DamagedRun;
  /** The system refused to open the file, which says nothing about the run. */
  readonly refused?: true;
  /** Nobody looked at the log's file. */
  readonly unchecked?: true;
}

/** The last listing, and the marks of the folders at that time. */
interface Listing {
  readonly folders: readonly (string | undefined)[];
  readonly at: number;
  readonly found: Map<RunId, FoundRun>;
  readonly withoutFolder: readonly DamagedRun[];
  /** The runs that somebody may still write to, and those whose logs nobody looked at. */
  readonly open: readonly RunId[];
  /** See `RunIndex.version`. */
  readonly index: number;
  readonly result: ListedRuns;
}

/** The number of logs that are read at the same time. */
const atOnce = 32;

/** The number of files that are looked up before the event loop gets a turn. */
const looksInARow = 128;

/** Whether the name begins with a time, as `runId` of prepare.ts makes it. The trees of re-drives do not. */
const looksLikeRun = (id: string): id is RunId => /^\d{8}-\d{6}-/.test(id) && isRunId(id);

/**
 * Makes the function that lists a project's runs. The function reads the logs that the index does not know, and those
 * whose files changed. Called again, the function looks only at the runs that somebody may still write to, as long as
 * no run came or went and no other process wrote to the index. The result is the same object when nothing changed.
 */
export function createRunListing(
  home: Home,
  projectId: ProjectId,
  index: RunIndex,
): (looked?: Looked) => Promise<ListedRuns> {
  const folder = (run: RunId) => home.run(projectId, run);
  const runsFolder = home.runs(projectId);
  const trees = home.worktrees(projectId);
  let last: Listing | undefined;

  /** Whether a folder is older than the creation of a run takes. */
  const isOld = async (id: RunId): Promise<boolean> =>
    Date.now() - (await stat(folder(id)).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs > 60_000;

  const readOrSay = async (id: RunId): Promise<FoundRun> => {
    const broken = (reason: string) => ({ damaged: { id, folder: folder(id), reason } });
    const kind = await kindAt(folder(id));
    if (kind === "link") return broken("A link stands in the place of its folder.");
    if (kind !== "folder") return {};
    try {
      const { run, entry } = await readRun(folder(id));
      if (run === undefined) return (await isOld(id)) ? broken("Its events do not begin.") : {};
      if (run.created.run !== id) return broken("Its events are those of another run.");
      return entry === undefined ? { run: listed(run) } : { run: entry, entry };
    } catch (error) {
      if (!(error instanceof Problem)) return broken(String(error));
      // A folder without a log may belong to a run that is just being made.
      if (error.code === "file-missing" && !(await isOld(id))) return {};
      return {
        ...broken(error.message),
        ...(error.code === "unexpected" ? { refused: true } : {}),
      };
    }
  };

  /** Reads the logs, a few at a time, because a process can have only a limited number of open files. */
  const readAll = async (ids: readonly RunId[]): Promise<Map<RunId, FoundRun>> => {
    const found = new Map<RunId, FoundRun>();
    for (let at = 0; at < ids.length; at += atOnce)
      for (const [id, each] of await Promise.all(
        ids.slice(at, at + atOnce).map(async (id) => [id, await readOrSay(id)] as const),
      ))
        found.set(id, each);
    // Logs that could not be opened in parallel are read one by one.
    for (const [id, { refused }] of found) if (refused) found.set(id, await readOrSay(id));
    return found;
  };

  /** Working trees whose run's folder is gone. */
  const findWithoutFolder = async (there: ReadonlySet<string>): Promise<DamagedRun[]> => {
    const names: string[] = await readdir(trees).catch(() => []);
    return names
      .filter(looksLikeRun)
      .filter((id) => !there.has(id))
      .map((id) => ({ id, folder: folder(id), reason: "Its folder is missing." }));
  };

  return async (looked = "all") => {
    const at = Date.now();
    const folders = [runsFolder, trees].map(markOf);
    const known = await index.read();
    const before = last && isSameAs(last, folders) ? last : undefined;
    const listed = before ? undefined : await entriesOf(runsFolder);
    const version = index.version();
    const isIndexSame = before?.index === version;
    const names = isIndexSame
      ? before.open
      : before
        ? [...before.found.keys()]
        : (listed ?? []).map(({ name }) => name).filter(isRunId);
    // A link in the place of a run's folder may lead to the same log file, so the mark alone is not enough.
    const odd = new Set(listed?.flatMap((each) => (each.isDirectory() ? [] : each.name)));
    const found = isIndexSame ? before.found : new Map<RunId, FoundRun>();
    const outdated: RunId[] = [];
    for (const [turn, name] of names.entries()) {
      const entry = known.get(name);
      const earlier = before?.found.get(name);
      const isUnchanged = entry !== undefined && earlier?.entry === entry;
      if (isUnchanged && isOver(entry) && !(earlier.unchecked && looked === "all"))
        found.set(name, earlier);
      else if (entry && !odd.has(name) && isOver(entry) && looked === "undecided")
        found.set(name, { run: entry, entry, unchecked: true });
      else if (
        entry &&
        !odd.has(name) &&
        isCurrent(entry, markOf(`${runsFolder}${sep}${name}${sep}${eventLogName}`))
      )
        found.set(name, { run: entry, entry });
      else outdated.push(name);
      if (turn % looksInARow === looksInARow - 1) await nextTurn();
    }
    // Nothing was written since.
    if (isIndexSame && outdated.length === 0) {
      last = { ...before, open: openIn(found) };
      return before.result;
    }
    const read = await readAll(outdated);
    for (const [id, each] of read) found.set(id, each);
    await index.add([...read.values()].flatMap(({ entry }) => entry ?? []));
    if (!before) index.keepOnly(new Set(found.keys()));
    const withoutFolder = before?.withoutFolder ?? (await findWithoutFolder(new Set(found.keys())));
    const all = [...found.values()];
    const result = {
      runs: all.flatMap(({ run }) => run ?? []).sort(latestFirst),
      damaged: [...all.flatMap(({ damaged }) => damaged ?? []), ...withoutFolder],
      refused: new Set([...found].flatMap(([name, each]) => (each.refused ? name : []))),
    };
    last = { folders, at, found, withoutFolder, open: openIn(found), index: version, result };
    return result;
  };
}

const openIn = (found: ReadonlyMap<RunId, FoundRun>): RunId[] =>
  [...found].flatMap(([name, { entry, unchecked }]) =>
    entry && isOver(entry) && !unchecked ? [] : name,
  );

/** Whether the folders are unchanged since a listing, and were not changed at the time of that listing. */
const isSameAs = ({ folders, at }: Listing, now: readonly (string | undefined)[]): boolean =>
  folders.every((mark, n) => mark === now[n] && (mark === undefined || !isFresh(mark, at)));

/** Whether a run's log has its last event, and was read with that event. */
const isOver = ({ phase, mark, readAt }: IndexedRun): boolean =>
  isDecided(phase) && !isFresh(mark, readAt);

/** The entries of a folder; empty when the folder does not exist. */
async function entriesOf(path: string): Promise<Dirent[]> {
  return readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    if (/^(?:ENOENT|ENOTDIR)$/.test(systemCode(error) ?? "")) return [];
    throw error;
  });
}
