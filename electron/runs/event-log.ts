import { createHash } from "node:crypto";
import { type FileHandle, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "@shared/contracts/problem";
import {
  type LoggedEvent,
  loggedEventSchema,
  type RunEvent,
  runEventSchema,
} from "@shared/runs/event";

/** The run-event log's name in a run's folder. */
export const eventLogName = "events.jsonl";

/** The append-only log of one run. Only one process may have it open for writing. */
export interface EventLog {
  /** What was in it when it was opened. */
  readonly events: readonly LoggedEvent[];
  /** Bytes of an unfinished last line that opening cut off; 0 if there was none. */
  readonly cut: number;
  /**
   * Adds an event; resolves when it is on disk.
   * @param time seconds since the session's terminal started
   */
  append(event: RunEvent, time?: number): Promise<LoggedEvent>;
  /** Waits for what is being appended. */
  close(): Promise<void>;
}

/** A log that was read and not opened for writing. */
export interface ReadEvents {
  readonly events: readonly LoggedEvent[];
  /** Bytes of an unfinished last line: a writer was cut off, or is just now writing. */
  readonly torn: number;
}

/**
 * Reads a run's log and checks its chain.
 * @throws Problem recording-damaged when a line was changed, cut, moved or added; file-missing
 */
export async function readEvents(folder: string): Promise<ReadEvents> {
  return parseLog(await readBytes(join(folder, eventLogName)));
}

/**
 * Opens a run's log for appending, creating it when there is none. An unfinished last line, which was never
 * acknowledged, is cut off.
 * @throws Problem recording-damaged when the chain is broken; cannot-write
 */
export async function openEventLog(folder: string): Promise<EventLog> {
  const path = join(folder, eventLogName);
  const file = await openForAppend(path);
  let state: ReadEvents;
  try {
    const bytes = await file.readFile();
    state = parseLog(bytes);
    if (state.torn > 0) {
      await file.truncate(bytes.length - state.torn);
      await file.sync();
    }
  } catch (error) {
    await file.close();
    throw error;
  }
  let last = state.events.at(-1);
  let length = (await file.stat()).size;
  let tail: Promise<unknown> = Promise.resolve();

  async function write(event: RunEvent, time: number | undefined): Promise<LoggedEvent> {
    const line = {
      seq: last === undefined ? 0 : last.seq + 1,
      at: new Date().toISOString(),
      ...(time === undefined ? {} : { time }),
      // One line that cannot be read again would make the whole log worthless.
      event: runEventSchema.parse(event),
      prev: last?.hash ?? "",
    };
    const logged: LoggedEvent = { ...line, hash: hashOf(line) };
    const bytes = Buffer.from(`${JSON.stringify(logged)}\n`);
    try {
      await file.appendFile(bytes);
      await file.sync();
    } catch (error) {
      // What was half written must not become part of the next line.
      await file.truncate(length).catch(() => undefined);
      throw cannotWrite(path, error);
    }
    length += bytes.length;
    last = logged;
    return logged;
  }

  return {
    events: state.events,
    cut: state.torn,
    append(event, time) {
      const result = tail.then(() => write(event, time));
      // A failed append is its caller's to hear of; the next one may succeed.
      tail = result.catch(() => undefined);
      return result;
    },
    async close() {
      await tail;
      await file.close();
    },
  };
}

function hashOf(line: Record<string, unknown>): string {
  return createHash("sha256").update(JSON.stringify(line)).digest("hex");
}

const newline = 0x0a;

function parseLog(bytes: Buffer): ReadEvents {
  const end = bytes.lastIndexOf(newline) + 1;
  const events: LoggedEvent[] = [];
  let from = 0;
  while (from < end) {
    const to = bytes.indexOf(newline, from);
    events.push(parseLine(bytes.subarray(from, to), events.at(-1), events.length));
    from = to + 1;
  }
  return { events, torn: bytes.length - end };
}

function parseLine(bytes: Buffer, previous: LoggedEvent | undefined, index: number): LoggedEvent {
  const damaged = (reason: string) =>
    new Problem(
      "recording-damaged",
      `Line ${index + 1} of the run's events ${reason}. The run's record cannot be relied on.`,
    );
  const text = bytes.toString("utf8");
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw damaged("is not valid JSON");
  }
  const parsed = loggedEventSchema.safeParse(raw);
  if (!parsed.success || typeof raw !== "object" || raw === null)
    throw damaged("is not a run event");
  // The bytes must be exactly those that were written, so that nothing can be changed unseen between them.
  if (!Buffer.from(JSON.stringify(raw)).equals(bytes)) throw damaged("was changed");
  const { hash, ...line }: { hash?: unknown } = raw;
  if (hash !== hashOf(line)) throw damaged("was changed");
  if (parsed.data.seq !== index || parsed.data.prev !== (previous?.hash ?? ""))
    throw damaged("does not follow the line before it");
  return parsed.data;
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new Problem(
      "file-missing",
      "The run's events cannot be read. Check that the run's folder is still there.",
      `${path}: ${String(error)}`,
    );
  }
}

async function openForAppend(path: string): Promise<FileHandle> {
  try {
    return await open(path, "a+", 0o600);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

const cannotWrite = (path: string, error: unknown) =>
  new Problem(
    "cannot-write",
    "The run's events cannot be written. Check the free space and the permissions of the app's data folder.",
    `${path}: ${String(error)}`,
  );
