import { type FileHandle, open } from "node:fs/promises";
import { type CastEvent, castHeaderLine, createCastLines } from "@shared/recordings/asciicast";
import { type CastFacts, createCastTally } from "@shared/recordings/manifest";
import { createCastDigest } from "./cast-digest";
import type { Room } from "./room";

/** The name of the recording in a run's folder. */
export const recordingName = "session.cast";

/** Bytes that wait for the disk: above `high` the terminal must pause, below `low` it continues. */
const queue = { high: 8 * 1024 * 1024, low: 2 * 1024 * 1024 } as const;
/** Bytes that are collected for one write while the disk is busy. */
const blockSize = 1024 * 1024;
/** Bytes after which the file is synced, so that sealing does not wait long. */
const syncEvery = 16 * 1024 * 1024;

interface Block {
  readonly bytes: Buffer;
  length: number;
}

/** A recording that is being written. */
export interface RecordingFile {
  readonly path: string;
  /** The number of accepted bytes; they are in the file once flush resolves. */
  readonly accepted: number;
  /** Whether too many bytes wait for the disk. */
  readonly congested: boolean;
  /** The reason why the recording cannot continue, if it cannot. */
  readonly failure: Error | undefined;
  add(event: CastEvent): void;
  /** Resolves when all accepted bytes are in the file (or the recording has failed). */
  flush(): Promise<void>;
  /**
   * Writes all bytes, waits until the disk has them, and closes the file.
   * @throws the failure, if one occurred: the file may end in the middle of a line
   */
  seal(): Promise<CastFacts>;
}

/** The parts that writing a recording uses. */
export interface RecordingParts {
  /** While the disk is full, accepted bytes wait and are never dropped. */
  readonly room: Room;
  /** Called when `congested` or `failure` has changed. */
  onChange(): void;
  /** Opens the file; a test passes one that fails. */
  readonly open?: (path: string) => Promise<RecordingHandle>;
}

/** The file calls that a recording uses. */
export type RecordingHandle = Pick<FileHandle, "datasync" | "sync" | "close"> & {
  write(bytes: Buffer, from: number): Promise<{ readonly bytesWritten: number }>;
};

/** Creates the recording with its header; the file must not exist. */
export async function createRecording(
  path: string,
  header: Parameters<typeof castHeaderLine>[0],
  { room, onChange, open: openFile = (name) => open(name, "ax", 0o600) }: RecordingParts,
): Promise<RecordingFile> {
  const file = await openFile(path);
  const lines = createCastLines();
  const tally = createCastTally(header);
  const digest = createCastDigest();
  /** The full blocks, followed by the one that is being filled. */
  const full: Block[] = [];
  const spare: Buffer[] = [];
  let filling: Block = { bytes: Buffer.allocUnsafe(blockSize), length: 0 };
  let waitingBytes = 0;
  let accepted = 0;
  let written = 0;
  let synced = 0;
  let syncing: Promise<void> | undefined;
  let congested = false;
  let failure: Error | undefined;
  let writing: Promise<void> | undefined;

  function accept(line: string) {
    if (failure !== undefined) return;
    // UTF-8 has at most three bytes for a UTF-16 unit.
    if (filling.bytes.length - filling.length < line.length * 3) nextBlock(line.length * 3);
    const length = filling.bytes.write(line, filling.length, "utf8");
    filling.length += length;
    waitingBytes += length;
    accepted += length;
    if (!congested && waitingBytes > queue.high) {
      congested = true;
      onChange();
    }
    writing ??= writeAll().finally(() => {
      writing = undefined;
    });
  }

  function nextBlock(atLeast: number) {
    if (filling.length > 0) full.push(filling);
    else recycle(filling.bytes);
    const bytes = atLeast <= blockSize ? spare.pop() : undefined;
    filling = { bytes: bytes ?? Buffer.allocUnsafe(Math.max(blockSize, atLeast)), length: 0 };
  }

  function recycle(bytes: Buffer) {
    if (bytes.length === blockSize && spare.length < 2) spare.push(bytes);
  }

  async function writeAll(): Promise<void> {
    // All output of one turn of the event loop goes into one write.
    await new Promise((resolve) => setImmediate(resolve));
    while (failure === undefined) {
      if (full.length === 0 && filling.length > 0) nextBlock(0);
      const block = full.shift();
      if (block === undefined) return;
      try {
        await writeFully(block.bytes.subarray(0, block.length));
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error));
        full.length = 0;
        waitingBytes = 0;
        onChange();
        return;
      }
      recycle(block.bytes);
      waitingBytes -= block.length;
      if (congested && waitingBytes < queue.low) {
        congested = false;
        onChange();
      }
      if (written - synced > syncEvery) {
        synced = written;
        // An error is ignored here, because sealing syncs again and gets it then.
        syncing ??= file
          .datasync()
          .catch(() => undefined)
          .finally(() => {
            syncing = undefined;
          });
      }
    }
  }

  async function writeFully(bytes: Buffer): Promise<void> {
    for (let from = 0; from < bytes.length; ) {
      const { bytesWritten } = await room.attempt(() => file.write(bytes, from));
      if (bytesWritten === 0) throw new Error("the disk took no more bytes");
      digest.update(bytes.subarray(from, from + bytesWritten));
      written += bytesWritten;
      from += bytesWritten;
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
    add(event) {
      tally.add(event);
      accept(lines.line(event));
    },
    async flush() {
      while (writing !== undefined) await writing;
    },
    async seal() {
      while (writing !== undefined) await writing;
      await syncing;
      try {
        if (failure !== undefined) throw failure;
        await file.sync();
      } finally {
        await file.close();
      }
      return { ...digest.end(), ...tally.facts };
    },
  };
}
