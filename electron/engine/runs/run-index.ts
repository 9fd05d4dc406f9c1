// The index of a project's runs: the state of each settled run, so that listing the runs reads only logs whose
// file has changed. The index is a cache in the data folder. A missing, torn or changed line costs one reading of
// a log. The file is a header line, then a line for each run; of two lines for one run the later counts. A line
// has a CRC-32, in hex, of all that follows its first tab; the entry's head as JSON; and the run as JSON, which is
// parsed only when the run is needed. Lines are appended with a single write, so that the lines of two processes
// do not mix. A file with many outdated lines is written anew and renamed into place. A line that another process
// appends to the old file meanwhile is lost, and made again later.

import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, mkdir, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { Problem } from "@shared/base/problem";
import { serialQueue } from "@shared/base/serial-queue";
import { project, type Run } from "@shared/runs/projection";
import { isSettled, settledPhases } from "@shared/runs/settled";
import { eventLogPath, readEvents } from "../../run-folder/event-log";
import { openRegular } from "../../system/regular-file";
import { isFresh, markOf } from "../files/file-mark";
import { type ListedRun, listed } from "./listed-run";
import { runSchema } from "./run-schema";

/** A settled run, and the state of its log's file when the run was read. */
export interface IndexedRun extends ListedRun {
  /** See `markOf`. */
  readonly mark: string;
  /** Milliseconds since 1970. */
  readonly readAt: number;
}

/** The index of one project's runs. */
export interface RunIndex {
  /** The entries by run. The file is read again only after another process changed it. */
  read(): Promise<ReadonlyMap<string, IndexedRun>>;
  /** Another number after each change of the entries. */
  version(): number;
  /** Adds or replaces entries. If the disk refuses the write, only time is lost. */
  add(entries: readonly IndexedRun[]): Promise<void>;
  /** Removes the entries of runs that no longer exist. */
  keepOnly(runs: ReadonlySet<string>): void;
}

/**
 * The version of the entries' form and meaning. Raise it when `project` gives another run for the same events. An
 * index of another version is not read.
 */
export const indexFormat = 2;

/** Bytes. */
const largestIndex = 256 * 1024 * 1024;

/** The number of outdated lines that a file may have beyond the number of entries. */
const mostOutdated = 64;

/** An entry without its run. */
type Head = Omit<IndexedRun, "run">;

/** By hand and not by a schema: every opening reads as many heads as there are runs. */
function isHead(value: unknown): value is Head {
  if (typeof value !== "object" || value === null) return false;
  const head: Partial<Record<keyof Head, unknown>> = value;
  return (
    typeof head.id === "string" &&
    typeof head.feature === "string" &&
    typeof head.task === "string" &&
    typeof head.worktree === "string" &&
    typeof head.createdAt === "string" &&
    typeof head.updatedAt === "string" &&
    typeof head.mark === "string" &&
    typeof head.readAt === "number" &&
    typeof head.toDecide === "boolean" &&
    settledPhases.some((phase) => phase === head.phase)
  );
}

/** Whether an entry is up to date with its run's log. */
export const isCurrent = (entry: IndexedRun, mark: string | undefined): boolean =>
  entry.mark === mark && !isFresh(entry.mark, entry.readAt);

/**
 * Reads a run from its log.
 * @param folder the run's folder
 * @returns also the entry for the index, if the run is settled and its log did not change meanwhile
 * @throws {Problem} see `readEvents`
 */
export async function readRun(
  folder: string,
): Promise<{ readonly run: Run | undefined; readonly entry?: IndexedRun }> {
  const path = eventLogPath(folder);
  const readAt = Date.now();
  const mark = markOf(path);
  const { events, torn } = await readEvents(folder);
  const run = project(events);
  if (run === undefined || torn > 0 || !isSettled(run.state.phase)) return { run };
  return mark === undefined || mark !== markOf(path)
    ? { run }
    : { run, entry: { ...listed(run), mark, readAt } };
}

/** @param path the index's file */
export function openRunIndex(path: string): RunIndex {
  let entries = new Map<string, IndexedRun>();
  /**
   * The identity of the file that was read, and the number of its bytes that were read, because the file only
   * grows.
   */
  let seen: { readonly file: string; readonly bytes: number } | undefined;
  let lines = 0;
  let version = 0;
  const { run: inTurn } = serialQueue();

  const readNew = async (): Promise<void> => {
    const file = await openRegular(path).catch(() => undefined);
    if (file === undefined) {
      seen = undefined;
      return;
    }
    try {
      const { name, bytes } = await stateOf(file);
      const from = seen?.file === name && seen.bytes <= bytes ? seen.bytes : 0;
      if (from === bytes && from > 0) return;
      if (bytes > largestIndex) throw new Error("An index is not as large as this.");
      const added = Buffer.alloc(bytes - from);
      const { bytesRead } = await file.read(added, 0, added.length, from);
      const read = parseIndex(added.subarray(0, bytesRead), from > 0);
      if (from === 0) lines = 0;
      lines += read.lines;
      for (const entry of read.entries) entries.set(entry.id, entry);
      version += 1;
      seen = { file: name, bytes: from + read.bytes };
    } catch {
      // Another program's file, or an index of another version. It is written anew.
      seen = undefined;
    } finally {
      await file.close();
    }
  };

  const append = async (added: readonly IndexedRun[]): Promise<void> => {
    const { O_APPEND, O_WRONLY } = constants;
    const file = await openRegular(path, { flags: O_APPEND | O_WRONLY });
    try {
      // The leading line end keeps this line apart from an incomplete one that a process left.
      await file.appendFile(`\n${added.map(lineOf).join("")}`);
    } finally {
      await file.close();
    }
    lines += added.length;
  };

  const writeAnew = async (): Promise<void> => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const temporary = `${path}.${randomBytes(8).toString("hex")}.tmp`;
    const { O_CREAT, O_EXCL, O_WRONLY } = constants;
    const file = await openRegular(temporary, { flags: O_CREAT | O_EXCL | O_WRONLY });
    try {
      await file.writeFile([`${header}\n`, ...[...entries.values()].map(lineOf)].join(""));
      const { name, bytes } = await stateOf(file);
      await file.close();
      await rename(temporary, path);
      seen = { file: name, bytes };
    } catch (error) {
      await file.close().catch(() => undefined);
      await unlink(temporary).catch(() => undefined);
      throw error;
    }
    lines = entries.size;
  };

  return {
    read: () =>
      inTurn(async () => {
        await readNew();
        return entries;
      }),
    add: (added) =>
      inTurn(async () => {
        if (added.length === 0) return;
        await readNew();
        for (const entry of added) entries.set(entry.id, entry);
        version += 1;
        try {
          const isWorn = lines + added.length > 2 * entries.size + mostOutdated;
          if (seen !== undefined && !isWorn) await append(added);
          else await writeAnew();
        } catch {
          // Errors are ignored, because the index only saves time.
          seen = undefined;
        }
      }),
    version: () => version,
    keepOnly(runs) {
      entries = new Map([...entries].filter(([id]) => runs.has(id)));
    },
  };
}

const header = `specwright run index ${indexFormat}`;

async function stateOf(
  file: FileHandle,
): Promise<{ readonly name: string; readonly bytes: number }> {
  const { ino, birthtimeNs, size } = await file.stat({ bigint: true });
  return { name: `${ino} ${birthtimeNs}`, bytes: Number(size) };
}

function lineOf({ run, ...head }: IndexedRun): string {
  const text = `${JSON.stringify(head)}\t${JSON.stringify(run())}`;
  return `${crc32(text).toString(16)}\t${text}\n`;
}

interface ParsedIndex {
  readonly entries: readonly IndexedRun[];
  readonly lines: number;
  /** The end of the last complete line. */
  readonly bytes: number;
}

const newline = 0x0a;
const tab = 0x09;

/**
 * Only the heads become texts: the runs are most of the file, and few of them are shown.
 * @param isRest whether the bytes follow a part with the header
 * @throws for a file that is not an index of this format
 */
function parseIndex(bytes: Buffer, isRest: boolean): ParsedIndex {
  const end = bytes.lastIndexOf(newline) + 1;
  const entries: IndexedRun[] = [];
  let lines = 0;
  let at = 0;
  if (!isRest) {
    at = bytes.indexOf(newline) + 1;
    if (at === 0 || bytes.toString("utf8", 0, at - 1) !== header)
      throw new Error("This is no index of runs.");
  }
  while (at < end) {
    const next = bytes.indexOf(newline, at);
    if (next > at) {
      lines += 1;
      const entry = parseLine(bytes.subarray(at, next));
      if (entry) entries.push(entry);
    }
    at = next + 1;
  }
  return { entries, lines, bytes: end };
}

/** @returns undefined for a torn or changed line */
function parseLine(line: Buffer): IndexedRun | undefined {
  const first = line.indexOf(tab);
  const second = line.indexOf(tab, first + 1);
  if (first < 0 || second < 0) return undefined;
  if (crc32(line.subarray(first + 1)).toString(16) !== line.toString("latin1", 0, first))
    return undefined;
  const parsed: unknown = JSON.parse(line.toString("utf8", first + 1, second));
  if (!isHead(parsed)) return undefined;
  let run: Run | undefined;
  return { ...parsed, run: () => (run ??= parseRun(line.toString("utf8", second + 1))) };
}

/** @throws {Problem} `unexpected` */
function parseRun(json: string): Run {
  try {
    return runSchema.parse(JSON.parse(json));
  } catch (error) {
    throw new Problem(
      "unexpected",
      "The index of runs says what no run is. Close the project, remove the folder run-index from the app's data, and open the project again.",
      String(error),
    );
  }
}
