import { randomUUID } from "node:crypto";
import { mkdir, realpath, rm, stat, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Problem } from "@shared/contracts/problem";
import type { OtherRecording } from "@shared/contracts/recordings";
import { castHeaderLine, createCastLines } from "@shared/recordings/asciicast";
import { writeStream } from "../../files/write-stream";
import { recordingName } from "../pty-host/recording-file";
import { readCast } from "../read-cast";
import { about, headerOf } from "./about";

/** Recordings of others that the windows show: files anywhere, which are only read. */
export interface OpenedRecordings {
  /** @throws CastError; Problem `file-missing`, `cannot-write` */
  open(path: string): Promise<OtherRecording>;
  /** Where an opened recording lies as a run's does; undefined for what is none. */
  folder(id: string): string | undefined;
  close(): Promise<void>;
}

/**
 * Gives each opened recording a folder like a run's, so that all that plays a run plays it as well.
 * @param root the folder for them; what an earlier launch left there is removed
 */
export function createOpenedRecordings(root: string): OpenedRecordings {
  const opened = new Map<string, OtherRecording>();
  // Nobody else has recordings open: there is one app for each data folder.
  const cleared = rm(root, { recursive: true, force: true }).catch(() => undefined);
  return {
    async open(wanted) {
      const path = await realpath(resolve(wanted)).catch(() => undefined);
      // A device or a pipe may never end.
      if (path === undefined || !(await stat(path)).isFile())
        throw new Problem("file-missing", "There is no such recording.", wanted);
      const header = await headerOf(path);
      await cleared;
      const known = [...opened.values()].find((it) => it.path === path);
      const id = known?.id ?? `opened-${randomUUID()}`;
      if (known === undefined) {
        const folder = join(root, id);
        await mkdir(folder, { recursive: true, mode: 0o700 });
        if (header.version === 1) await asVersion3(path, join(folder, recordingName));
        else await refer(path, join(folder, recordingName));
      }
      const recording = about(id, path, header);
      opened.set(id, recording);
      return recording;
    },
    folder: (id) => (opened.has(id) ? join(root, id) : undefined),
    async close() {
      opened.clear();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** A link, so that a long recording opens at once; a copy where links may not be made. */
async function refer(path: string, to: string): Promise<void> {
  await symlink(path, to, "file").catch(() => asVersion3(path, to));
}

/** Version 1 is one JSON value, in which nothing can be found without reading all of it. */
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
