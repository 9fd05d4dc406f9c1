// The app's own word on a run. A run's folder can be written by whatever the run started, and whoever rewrites
// recording, events and manifest together leaves a folder that agrees with itself. So the app notes the hash of
// each event that counts, when it hears of it, in a file outside of that folder, and in its memory.

import { constants } from "node:fs";
import { type FileHandle, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { LoggedEvent } from "@shared/runs/event";
import { isSealedKind } from "@shared/runs/sealing";
import { z } from "zod";
import { kindAt } from "../../system/disk";
import { openRegular, readRegular } from "../../system/regular-file";

/** Vouches for what is written with it: a message authentication code under a key that runs cannot read. */
export interface SealKey {
  /** In hex. */
  code(text: string): string;
}

const sealSchema = z.object({
  /** Which line of the run's log, and its hash. */
  seq: z.number().int().nonnegative(),
  hash: z.string(),
  /** It and the lines since the seal before were found in the log: the app was not there when they were written. */
  unseen: z.literal(true).optional(),
  /** The seal key's code of this line, where there is such a key. */
  code: z.string().optional(),
});
/** What the app knows of one line of a run's log. */
export type Seal = z.infer<typeof sealSchema>;

/** What vouches for a run. */
export type Vouched =
  /** Nothing does: the run is from before there was a journal, or was recorded elsewhere. */
  | { readonly by: "nothing" }
  | {
      readonly by: "journal";
      readonly seals: readonly Seal[];
      /** Why the journal itself cannot be relied on; undefined when nothing speaks against it. */
      readonly broken?: string;
      /** Every line carries the code of a key that only the app has. */
      readonly keyed: boolean;
    };

/** The journals of a project's runs. */
export interface Journals {
  /** Begins a run's journal before anything of the run can run. */
  begin(run: string): Promise<void>;
  /** Notes an event that was just written or heard of; on disk when it resolves. */
  note(run: string, event: LoggedEvent): Promise<void>;
  /**
   * Notes which events of a log were written while nobody was there to hear of them.
   * @param events the whole log, before something is added to it
   */
  catchUp(run: string, events: readonly LoggedEvent[]): Promise<void>;
  vouched(run: string): Promise<Vouched>;
  /** Closes a run's journal; what it said stays in memory. */
  close(run?: string): Promise<void>;
}

/** Bytes. A run has about a dozen events that are noted. */
const longestJournal = 4 * 1024 * 1024;

/**
 * @param path where a run's journal lies
 * @param sealKey undefined where the system has no place for one
 */
export function openJournals(
  path: (run: string) => string,
  sealKey: () => SealKey | undefined | Promise<SealKey | undefined>,
): Journals {
  const files = new Map<string, FileHandle>();
  const remembered = new Map<string, Seal[]>();
  let tail: Promise<unknown> = Promise.resolve();
  /** One line after the other. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = tail.then(work);
    tail = result.catch(() => undefined);
    return result;
  };

  const coded = async (run: string, seal: Seal): Promise<Seal> => {
    const key = await sealKey();
    return key === undefined ? seal : { ...seal, code: key.code(codeText(run, seal)) };
  };

  const fileOf = async (run: string): Promise<FileHandle> => {
    const open = files.get(run);
    if (open) return open;
    const { O_APPEND, O_WRONLY } = constants;
    const file = await openRegular(path(run), { flags: O_APPEND | O_WRONLY });
    files.set(run, file);
    return file;
  };

  const write = async (run: string, seal: Seal): Promise<void> => {
    const file = await fileOf(run);
    const line = await coded(run, seal);
    remembered.get(run)?.push(line);
    await file.appendFile(`${JSON.stringify(line)}\n`);
    await file.sync();
  };

  const known = async (run: string): Promise<Seal[] | undefined> => {
    const here = remembered.get(run);
    if (here) return here;
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
        if (!isSealedKind(event.type) || (await known(run)) === undefined) return;
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
        const here = remembered.get(run);
        if (onDisk === undefined && here === undefined) return { by: "nothing" };
        const key = await sealKey();
        const seals = onDisk === undefined || onDisk.broken ? (here ?? []) : onDisk.seals;
        const lost = (here ?? []).some(
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
          // What the app remembers counts before what lies on the disk.
          seals: lost ? [...(here ?? [])] : seals,
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

/** A journal as it lies on the disk, for who does not write it. */
export async function readVouched(path: string): Promise<Vouched> {
  const read = await readJournal(path);
  if (read === undefined) return { by: "nothing" };
  const { seals, broken } = read;
  return { by: "journal", seals, keyed: false, ...(broken ? { broken: "cannot be read" } : {}) };
}

const codeText = (run: string, { seq, hash, unseen }: Seal): string =>
  JSON.stringify([run, seq, hash, unseen ?? false]);

/** @returns undefined where there is none */
async function readJournal(path: string): Promise<{ seals: Seal[]; broken: boolean } | undefined> {
  if ((await kindAt(path)) === "missing") return undefined;
  try {
    const text = (await readRegular(path, longestJournal)).toString("utf8");
    // A last line without its end was not noted.
    const lines = text
      .slice(0, text.lastIndexOf("\n") + 1)
      .split("\n")
      .filter(Boolean);
    return { seals: lines.map((line) => sealSchema.parse(JSON.parse(line))), broken: false };
  } catch {
    return { seals: [], broken: true };
  }
}
