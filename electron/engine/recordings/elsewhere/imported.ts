import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  writeFile,
} from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { type RecordingId, recordingIdSchema } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import type { OtherRecording } from "@shared/contracts/recordings";
import { project, summarise } from "@shared/runs/projection";
import { z } from "zod";
import { eventLogName, readEvents } from "../../../run-folder/event-log";
import { recordingName } from "../../../run-folder/recording-file";
import { systemCode, writeProblem } from "../../../system/system-error";
import { writeStream } from "../../files/write-stream";
import { about, headerOf } from "./about";

/** The files of a run that are copied, and their size limits in bytes. Other files in the folder are ignored. */
const importedFiles = [
  { name: recordingName, most: 4 * 1024 ** 3, needed: true },
  { name: eventLogName, most: 64 * 1024 ** 2, needed: false },
  { name: "manifest.json", most: 4 * 1024 ** 2, needed: false },
] as const;

export interface ImportOptions {
  readonly signal: AbortSignal;
  /** Called with the copied part of the recording, from 0 to 1. */
  progress(part: number): void;
}

/** The name of the file with the import's date and source, beside the copied files. */
const noteName = "import.json";
const noteSchema = z.object({ at: z.string(), path: z.string() });

/** Ids of the imports that run in this process. */
const underway = new Set<string>();

const idShape = /^imported-[0-9]{8}-[0-9a-f]{12}$/;
const isImported = (name: string): name is RecordingId => idShape.test(name);

/**
 * Copies a run's folder from elsewhere. The copy can only be looked at: no event in it causes an action of the
 * app, and no commit that it names is trusted.
 * @param root the project's folder for imported runs
 * @throws {Problem} `run-missing`, `outside-project` for a link, `too-large`, `cannot-write`; CastError; the
 * signal's reason. After an error no part of the copy is left
 */
export async function importRun(
  wanted: string,
  root: string,
  { signal, progress }: ImportOptions,
): Promise<OtherRecording> {
  const from = await realpath(resolve(wanted)).catch(() => undefined);
  if (from === undefined) throw new Problem("run-missing", "There is no such folder.", wanted);
  await mkdir(root, { recursive: true, mode: 0o700 });
  const at = new Date().toISOString();
  const id = recordingIdSchema.parse(
    `imported-${at.slice(0, 10).replaceAll("-", "")}-${randomBytes(6).toString("hex")}`,
  );
  // The incomplete copy has a name that no list shows.
  const temporary = join(root, `.${id}`);
  underway.add(basename(temporary));
  try {
    await removeLeftOver(root);
    await mkdir(temporary, { mode: 0o700 });
    for (const file of importedFiles)
      await copy(from, temporary, file, (part) => {
        signal.throwIfAborted();
        // The other files are small, so the recording's progress is the import's progress.
        if (file.name === recordingName) progress(part);
      });
    await headerOf(join(temporary, recordingName));
    const note: z.infer<typeof noteSchema> = { at, path: from };
    await writeFile(join(temporary, noteName), JSON.stringify(note), { mode: 0o600 });
    signal.throwIfAborted();
    await rename(temporary, join(root, id));
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw writeProblem(error);
  } finally {
    underway.delete(basename(temporary));
  }
  return describe(root, id);
}

/**
 * Removes the incomplete copies of a process that ended. No other process copies, because one app owns the data
 * folder.
 */
async function removeLeftOver(root: string): Promise<void> {
  for (const name of await readdir(root))
    if (name.startsWith(".imported-") && !underway.has(name))
      await rm(join(root, name), { recursive: true, force: true });
}

async function copy(
  from: string,
  to: string,
  { name, most, needed }: (typeof importedFiles)[number],
  copied: (part: number) => void,
): Promise<void> {
  const file = await openPlain(join(from, name));
  if (file === undefined) {
    if (!needed) return;
    throw new Problem("run-missing", `This folder holds no run: there is no ${name} in it.`, from);
  }
  try {
    const { size } = await file.stat();
    await writeStream(join(to, name), false, async (write) => {
      let bytes = 0;
      for await (const piece of file.createReadStream({ autoClose: false })) {
        if (!Buffer.isBuffer(piece)) continue;
        bytes += piece.length;
        if (bytes > most)
          throw new Problem("too-large", `The run’s ${name} is larger than any run’s should be.`);
        await write(piece);
        copied(Math.min(1, bytes / Math.max(1, size)));
      }
    });
  } finally {
    await file.close();
  }
}

/** Opens a plain file without following a link or waiting for a pipe; undefined when it is missing. */
async function openPlain(path: string): Promise<FileHandle | undefined> {
  const refused = () =>
    new Problem(
      "outside-project",
      `The run’s ${basename(path)} is no plain file. Only plain files are imported.`,
      path,
    );
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const file = await open(path, flags).catch((error: unknown) => {
    const code = systemCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw code === "ELOOP" || code === "EMLINK" ? refused() : error;
  });
  if (file === undefined) return undefined;
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw refused();
}

/** The imported runs, the latest first. Unreadable ones are left out. */
export async function listImported(root: string): Promise<OtherRecording[]> {
  const entries: string[] = await readdir(root).catch(() => []);
  const names = entries.filter(isImported);
  const found = await Promise.all(names.map((id) => describe(root, id).catch(() => undefined)));
  return found
    .flatMap((it) => it ?? [])
    .sort((a, b) => (b.imported?.at ?? "").localeCompare(a.imported?.at ?? ""));
}

async function describe(root: string, id: RecordingId): Promise<OtherRecording> {
  const folder = join(root, id);
  const note = noteSchema.parse(JSON.parse(await readFile(join(folder, noteName), "utf8")));
  const header = await headerOf(join(folder, recordingName));
  const run = await readEvents(folder).then(
    ({ events }) => project(events),
    () => undefined,
  );
  return {
    ...about(id, note.path, header),
    imported: { at: note.at, ...(run ? { run: summarise(run) } : {}) },
  };
}

/** The folder of an imported run; undefined for an id that is not an import's. */
export const importedFolder = (root: string, id: RecordingId): string | undefined =>
  isImported(id) ? join(root, id) : undefined;

/**
 * Removes an imported run, which is a copy.
 * @throws {Problem} `run-missing`
 */
export async function removeImported(root: string, id: RecordingId): Promise<void> {
  const folder = importedFolder(root, id);
  if (folder === undefined) throw new Problem("run-missing", "This is no imported run.", id);
  await rm(folder, { recursive: true, force: true });
}
