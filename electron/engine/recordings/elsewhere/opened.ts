import { createHash } from "node:crypto";
import { mkdir, realpath, rm, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type RecordingId, recordingIdSchema } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import type { OtherRecording } from "@shared/contracts/recordings";
import { castHeaderLine, createCastLines } from "@shared/recordings/asciicast";
import { readCast } from "../../../run-folder/read-cast";
import { recordingName } from "../../../run-folder/recording-file";
import { writeStream } from "../../files/write-stream";
import { about, headerOf } from "./about";
import { keepIndexes } from "./kept";

/** Recordings anywhere on the disk that the windows show. The files are only read. */
export interface OpenedRecordings {
  /** @throws CastError; Problem `file-missing`, `recording-damaged`, `cannot-write` */
  open(path: string): Promise<OtherRecording>;
  /** A folder for an opened recording, laid out like a run's folder; undefined for an unknown id. */
  folder(id: RecordingId): string | undefined;
  close(): Promise<void>;
}

/**
 * Gives each opened recording a folder like a run's, so that the code that plays runs can play it.
 * @param root the parent of these folders; indexes from an earlier launch are kept in it
 */
export function createOpenedRecordings(root: string): OpenedRecordings {
  const opened = new Map<string, OtherRecording>();
  const placed = new Map<string, Promise<void>>();
  // No other process has recordings open, because one app owns the data folder.
  const tidied = keepIndexes(root).catch(() => undefined);

  /** Creates the folder once for each recording, however often the recording is opened. */
  const place = (id: RecordingId, path: string, version: number): Promise<void> => {
    const placing = placed.get(id) ?? placeNow(join(root, id), path, version);
    placed.set(id, placing);
    placing.catch(() => placed.delete(id));
    return placing;
  };
  async function placeNow(folder: string, path: string, version: number): Promise<void> {
    await tidied;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const cast = join(folder, recordingName);
    await rm(cast, { force: true });
    await (version === 1 ? asVersion3(path, cast) : refer(path, cast));
  }

  return {
    async open(wanted) {
      const path = await realpath(resolve(wanted)).catch((error: unknown) => {
        throw new Problem("file-missing", "There is no such recording.", String(error));
      });
      const header = await headerOf(path);
      const hash = createHash("sha256").update(path).digest("hex");
      const id = recordingIdSchema.parse(`opened-${hash.slice(0, 32)}`);
      await place(id, path, header.version);
      const recording = about(id, path, header);
      opened.set(id, recording);
      return recording;
    },
    folder: (id) => (opened.has(id) ? join(root, id) : undefined),
    async close() {
      opened.clear();
      placed.clear();
      await tidied;
      await keepIndexes(root);
    },
  };
}

/** Links to the recording, so that a long one opens at once; copies it where links are not allowed. */
async function refer(path: string, to: string): Promise<void> {
  await symlink(path, to, "file").catch(() => asVersion3(path, to));
}

/** Converts a version 1 recording. It is one JSON value, in which no part can be found without reading the whole. */
async function asVersion3(path: string, to: string): Promise<void> {
  const lines = createCastLines();
  await writeStream(to, false, async (write) => {
    let begun = false;
    for await (const { header, events } of readCast(path, new AbortController().signal)) {
      if (!begun) await write(castHeaderLine(header));
      begun = true;
      await write(events.map((event) => lines.line(event)).join(""));
    }
  });
}
