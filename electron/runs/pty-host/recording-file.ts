import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { type CastEvent, castHeaderLine, createCastLines } from "@shared/recordings/asciicast";

/** The recording's name in a run's folder. */
export const recordingName = "session.cast";

/** Bytes that wait for the disk, above which the terminal must be paused, and below which it goes on. */
const queue = { high: 8 * 1024 * 1024, low: 2 * 1024 * 1024 } as const;
/** Bytes for one write. */
const largestWrite = 1024 * 1024;

/** What session-ended says of the recording. */
export interface RecordingSeal {
  /** SHA-256 of the file, in hex. */
  readonly digest: string;
  readonly bytes: number;
}

/** The recording while it is written. */
export interface RecordingFile {
  readonly path: string;
  /** Bytes that have been accepted so far: the file has them once flush resolves. */
  readonly accepted: number;
  /** The disk is too far behind. */
  readonly congested: boolean;
  /** Why the recording cannot go on, if it cannot. */
  readonly failure: Error | undefined;
  add(event: CastEvent): void;
  /** Resolves when all that has been accepted is in the file (or has failed). */
  flush(): Promise<void>;
  /** Writes all, waits until the disk has it, and closes the file. */
  seal(): Promise<RecordingSeal>;
}

/**
 * Creates the recording with its header; there must be none.
 * @param onChange called when `congested` or `failure` has changed
 */
export async function createRecording(
  path: string,
  header: Parameters<typeof castHeaderLine>[0],
  onChange: () => void,
): Promise<RecordingFile> {
  const file: FileHandle = await open(path, "ax", 0o600);
  const lines = createCastLines();
  const hash = createHash("sha256");
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let accepted = 0;
  let written = 0;
  let congested = false;
  let failure: Error | undefined;
  let writing: Promise<void> | undefined;

  function accept(line: string) {
    if (failure !== undefined) return;
    const bytes = Buffer.from(line);
    waiting.push(bytes);
    waitingBytes += bytes.length;
    accepted += bytes.length;
    if (!congested && waitingBytes > queue.high) {
      congested = true;
      onChange();
    }
    writing ??= writeAll().finally(() => {
      writing = undefined;
    });
  }

  async function writeAll(): Promise<void> {
    // What arrives in one turn of the event loop goes out in one write.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0 && failure === undefined) {
      let size = 0;
      let count = 0;
      while (count < waiting.length && size < largestWrite && count < 256)
        size += waiting[count++]?.length ?? 0;
      const batch = waiting.slice(0, count);
      waiting = waiting.slice(count);
      try {
        await writeFully(batch, size);
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error));
        waiting = [];
        waitingBytes = 0;
        onChange();
        return;
      }
      waitingBytes -= size;
      if (congested && waitingBytes < queue.low) {
        congested = false;
        onChange();
      }
    }
  }

  /** The hash follows what the file has, so that the seal is right even after a failure. */
  async function writeFully(batch: readonly Buffer[], size: number): Promise<void> {
    const { bytesWritten } = await file.writev(batch);
    let rest = bytesWritten;
    for (const bytes of batch) {
      const done = Math.min(rest, bytes.length);
      hash.update(done === bytes.length ? bytes : bytes.subarray(0, done));
      rest -= done;
    }
    written += bytesWritten;
    if (bytesWritten === 0 && size > 0) throw new Error("the disk took no more bytes");
    if (bytesWritten < size) {
      const left = Buffer.concat(batch).subarray(bytesWritten);
      await writeFully([left], left.length);
    }
  }

  accept(castHeaderLine(header));
  return {
    path,
    get accepted() {
      return failure === undefined ? accepted : written;
    },
    get congested() {
      return congested;
    },
    get failure() {
      return failure;
    },
    add: (event) => accept(lines.line(event)),
    async flush() {
      while (writing !== undefined) await writing;
    },
    async seal() {
      while (writing !== undefined) await writing;
      try {
        await file.sync();
      } finally {
        await file.close();
      }
      return { digest: hash.digest("hex"), bytes: written };
    },
  };
}
