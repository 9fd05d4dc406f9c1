// The index of a project's runs: the state of each settled run, so that listing the runs reads only logs whose
// file has changed. The index is a cache in the data folder. A missing, torn or changed line costs one reading of
// a log. Lines are appended with a single write, so that the lines of two processes do not mix. A file with many
// appended lines is written anew and renamed into place. A line that another process appends to the old file
// meanwhile is lost, and made again later.

import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, mkdir, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { serialQueue } from "@shared/base/serial-queue";
import { project, type Run } from "@shared/runs/projection";
import { isSettled } from "@shared/runs/settled";
import { eventLogPath, readEvents } from "../../run-folder/event-log";
import { openRegular } from "../../system/regular-file";
import { isFresh, markOf } from "../files/file-mark";
import { type IndexedRun, indexOf, lineOf, parseIndex } from "./index-text";
import { listed } from "./listed-run";

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

/** Bytes. */
const largestIndex = 256 * 1024 * 1024;

/**
 * The number of appended lines that a file may have, besides a part of the number of entries. An opening parses each
 * appended line, and all other heads in one piece.
 */
const mostAppended = 64;

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
  let appended = 0;
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
      if (from === 0) appended = 0;
      appended += read.lines;
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
      await file.appendFile(Buffer.concat([Buffer.from("\n"), ...added.map(lineOf)]));
    } finally {
      await file.close();
    }
  };

  const writeAnew = async (): Promise<void> => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const temporary = `${path}.${randomBytes(8).toString("hex")}.tmp`;
    const { O_CREAT, O_EXCL, O_WRONLY } = constants;
    const file = await openRegular(temporary, { flags: O_CREAT | O_EXCL | O_WRONLY });
    try {
      await file.writeFile(indexOf([...entries.values()]));
      const { name, bytes } = await stateOf(file);
      await file.close();
      await rename(temporary, path);
      seen = { file: name, bytes };
    } catch (error) {
      await file.close().catch(() => undefined);
      await unlink(temporary).catch(() => undefined);
      throw error;
    }
    appended = 0;
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
          const isWorn = appended + added.length > mostAppended + entries.size / 16;
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

async function stateOf(
  file: FileHandle,
): Promise<{ readonly name: string; readonly bytes: number }> {
  const { ino, birthtimeNs, size } = await file.stat({ bigint: true });
  return { name: `${ino} ${birthtimeNs}`, bytes: Number(size) };
}
