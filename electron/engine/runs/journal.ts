// The app's own evidence about a run. The run's programs can write to its folder, and a program that rewrites
// recording, events and manifest together leaves a consistent folder. So the app notes the hash of each decisive
// event when it learns of the event, in a file outside of that folder and in memory.

import { constants } from "node:fs";
import { type FileHandle, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { RunId } from "@shared/base/ids";
import { serialQueue } from "@shared/base/serial-queue";
import type { LoggedEvent } from "@shared/runs/event";
import { isSealedKind } from "@shared/runs/sealing";
import { z } from "zod";
import { kindAt } from "../../system/disk";
import { openRegular, readRegular } from "../../system/regular-file";
import { cutTornLine, wholeLines } from "../../system/whole-lines";

/** Signs the lines of a journal: a message authentication code with a key that runs cannot read. */
export interface SealKey {
  /** The code in hex. */
  code(text: string): string;
}

const sealSchema = z.object({
  /** The number of a line of the run's log, and its hash. */
  seq: z.number().int().nonnegative(),
  hash: z.string(),
  /**
   * This line and the lines since the previous seal were found in the log later: no app was running when they were
   * written.
   */
  unseen: z.literal(true).optional(),
  /** The seal key's code of this line, if a key exists. */
  code: z.string().optional(),
});
/** The journal's entry for one line of a run's log. */
export type Seal = z.infer<typeof sealSchema>;

/** The evidence for a run's log. */
export type Vouched =
  /** No evidence: the run is older than journals, or was recorded elsewhere. */
  | { readonly by: "nothing" }
  | {
      readonly by: "journal";
      readonly seals: readonly Seal[];
      /** The reason why the journal itself is not reliable; undefined when no reason is known. */
      readonly broken?: string;
      /** Whether every line has the code of a key that only the app has. */
      readonly keyed: boolean;
    };

/** The journals of a project's runs. */
export interface Journals {
  /** Begins a run's journal, before any program of the run starts. */
  begin(run: RunId): Promise<void>;
  /** Notes an event that was written or reported, once; resolves when the note is on disk. */
  note(run: RunId, event: LoggedEvent): Promise<void>;
  /**
   * Notes the events of a log that were written while no app was running.
   * @param events the whole log, before an event is appended to it
   */
  catchUp(run: RunId, events: readonly LoggedEvent[]): Promise<void>;
  vouched(run: RunId): Promise<Vouched>;
  /** Closes a run's journal, or all journals; the seals stay in memory. */
  close(run?: RunId): Promise<void>;
}

/** Bytes. A run has about a dozen noted events. */
const longestJournal = 4 * 1024 * 1024;

/**
 * @param path returns the path of a run's journal
 * @param sealKey undefined when the system cannot store a key
 */
export function openJournals(
  path: (run: RunId) => string,
  sealKey: () => SealKey | undefined | Promise<SealKey | undefined>,
): Journals {
  const files = new Map<string, FileHandle>();
  const remembered = new Map<string, Seal[]>();
  const { run: inTurn } = serialQueue();

  const coded = async (run: RunId, seal: Seal): Promise<Seal> => {
    const key = await sealKey();
    return key === undefined ? seal : { ...seal, code: key.code(codeText(run, seal)) };
  };

  const fileOf = async (run: RunId): Promise<FileHandle> => {
    const open = files.get(run);
    if (open) return open;
    const { O_APPEND, O_RDWR } = constants;
    const file = await openRegular(path(run), { flags: O_APPEND | O_RDWR });
    // An unfinished last line does not count, and must not become part of the next one.
    await cutTornLine(file);
    files.set(run, file);
    return file;
  };

  const write = async (run: RunId, seal: Seal): Promise<void> => {
    const file = await fileOf(run);
    const line = await coded(run, seal);
    remembered.get(run)?.push(line);
    await file.appendFile(`${JSON.stringify(line)}\n`);
    await file.sync();
  };

  const known = async (run: RunId): Promise<Seal[] | undefined> => {
    const inMemory = remembered.get(run);
    if (inMemory) return inMemory;
    const read = await readJournal(path(run));
    if (read === undefined || read.broken) return read?.seals;
    remembered.set(run, read.seals);
    return read.seals;
  };

  return {
    begin: (run) =>
      inTurn(async () => {
        await mkdir(dirname(path(run)), { recursive: true, mode: 0o700 });
        const { O_APPEND, O_CREAT, O_EXCL, O_WRONLY } = constants;
        files.set(
          run,
          await openRegular(path(run), { flags: O_APPEND | O_CREAT | O_EXCL | O_WRONLY }),
        );
        remembered.set(run, []);
      }),
    note: (run, { seq, hash, event }) =>
      inTurn(async () => {
        const seals = isSealedKind(event.type) ? await known(run) : undefined;
        if (seals === undefined || seals.some((seal) => seal.seq === seq && seal.hash === hash))
          return;
        await write(run, { seq, hash });
      }),
    catchUp: (run, events) =>
      inTurn(async () => {
        const seals = await known(run);
        if (seals === undefined) return;
        const last = seals.at(-1)?.seq ?? -1;
        const unseen = events.findLast(({ seq, event }) => seq > last && isSealedKind(event.type));
        if (unseen) await write(run, { seq: unseen.seq, hash: unseen.hash, unseen: true });
      }),
    vouched: (run) =>
      inTurn(async () => {
        const onDisk = await readJournal(path(run));
        const inMemory = remembered.get(run);
        if (onDisk === undefined && inMemory === undefined) return { by: "nothing" };
        const key = await sealKey();
        const seals = onDisk === undefined || onDisk.broken ? (inMemory ?? []) : onDisk.seals;
        const lost = (inMemory ?? []).some(
          (seal) => !onDisk?.seals.some((each) => each.seq === seal.seq && each.hash === seal.hash),
        );
        const forged =
          key !== undefined &&
          seals.some(
            (seal) => seal.code !== undefined && seal.code !== key.code(codeText(run, seal)),
          );
        const broken = lost
          ? "was changed or removed while the app was open"
          : forged
            ? "was changed: a code in it is not the app's"
            : onDisk?.broken
              ? "cannot be read"
              : undefined;
        return {
          by: "journal",
          // The app's memory takes precedence over the file.
          seals: lost ? [...(inMemory ?? [])] : seals,
          keyed: key !== undefined && seals.every(({ code }) => code !== undefined),
          ...(broken === undefined ? {} : { broken }),
        };
      }),
    close: (run) =>
      inTurn(async () => {
        for (const [id, file] of files) {
          if (run !== undefined && id !== run) continue;
          files.delete(id);
          await file.close();
        }
      }),
  };
}

/** Reads a journal from the disk, for a process that does not write it. */
export async function readVouched(path: string): Promise<Vouched> {
  const read = await readJournal(path);
  if (read === undefined) return { by: "nothing" };
  const { seals, broken } = read;
  return { by: "journal", seals, keyed: false, ...(broken ? { broken: "cannot be read" } : {}) };
}

const codeText = (run: RunId, { seq, hash, unseen }: Seal): string =>
  JSON.stringify([run, seq, hash, unseen ?? false]);

/** @returns undefined when no journal exists */
async function readJournal(path: string): Promise<{ seals: Seal[]; broken: boolean } | undefined> {
  if ((await kindAt(path)) === "missing") return undefined;
  try {
    const { lines } = wholeLines(await readRegular(path, longestJournal));
    const texts = Array.from(lines, ({ line }) => line.toString("utf8")).filter(Boolean);
    return { seals: texts.map((text) => sealSchema.parse(JSON.parse(text))), broken: false };
  } catch {
    return { seals: [], broken: true };
  }
}
