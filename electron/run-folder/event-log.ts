import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import type { EventFacts } from "@shared/recordings/manifest";
import {
  type CreatedEvent,
  knownEventTypes,
  type LoggedEvent,
  loggedEventSchema,
  logLineSchema,
  type RunEvent,
  runEventSchema,
} from "@shared/runs/event";
import { formatObstacle } from "@shared/runs/format";
import { z } from "zod";
import { saysNothing } from "../system/disk";
import { openRegular, readRegular } from "../system/regular-file";
import { isSealed, seal } from "./sealed-line";

/** The run-event log's name in a run's folder. */
export const eventLogName = "events.jsonl";
export const eventLogPath = (folder: string): string => join(folder, eventLogName);

/** Bytes. A log beyond this was not written by a recorder. */
const largestLog = 256 * 1024 * 1024;

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
  /** Those of the kinds that this version knows. */
  readonly events: readonly LoggedEvent[];
  /** The hash of each line. */
  readonly hashes: readonly string[];
  /** Every line, also with events that this version does not know. */
  readonly lines: number;
  /** The lines up to and including the session's end; undefined before there is one. */
  readonly session: EventFacts | undefined;
  /** Bytes of an unfinished last line: a writer was cut off, or is just now writing. */
  readonly torn: number;
}

/**
 * Reads a run's log and checks its chain.
 * @throws Problem recording-damaged when a line was changed, cut, moved or added; recording-newer for a log of a
 * format that this version does not read; file-missing
 */
export async function readEvents(folder: string): Promise<ReadEvents> {
  return parseLog(await readBytes(join(folder, eventLogName)));
}

/**
 * How a run began, from the first line of its log, whatever is wrong with the rest.
 * @returns undefined when that line is damaged as well
 */
export async function readBeginning(folder: string): Promise<CreatedEvent | undefined> {
  const bytes = await readBytes(join(folder, eventLogName));
  const end = bytes.indexOf(newline);
  if (end < 0) return undefined;
  try {
    const { event } = parseLine(bytes.subarray(0, end), undefined, 0);
    return event?.event.type === "run-created" ? event.event : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Opens a run's log for appending, creating it when there is none. An unfinished last line, which was never
 * acknowledged, is cut off.
 * @param attempt does what writes; one that waits for room on the disk does it again
 * @throws Problem recording-damaged when the chain is broken; recording-newer; cannot-write
 */
export async function openEventLog(
  folder: string,
  attempt: <T>(work: () => Promise<T>) => Promise<T> = (work) => work(),
): Promise<EventLog> {
  const path = join(folder, eventLogName);
  const file = await openForAppend(path);
  let state: ParsedLog;
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
  let last = state.last;
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
    const { line: text, hash } = seal(line);
    const logged: LoggedEvent = { ...line, hash };
    const bytes = Buffer.from(`${text}\n`);
    const appendWhole = async () => {
      try {
        await file.appendFile(bytes);
        await file.sync();
      } catch (error) {
        // What was half written must not become part of the next line.
        await file.truncate(length).catch(() => undefined);
        throw error;
      }
    };
    try {
      await attempt(appendWhole);
    } catch (error) {
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

/**
 * Writes a log of its own for these events, when and in the order they happened: a chain from its beginning.
 * @param path a file that is not there
 */
export async function writeEventLog(
  path: string,
  events: readonly Pick<LoggedEvent, "at" | "time" | "event">[],
): Promise<void> {
  let prev = "";
  const lines = events.map(({ at, time, event }, seq) => {
    const moment = time === undefined ? {} : { time };
    const { line, hash } = seal({ seq, at, ...moment, event: runEventSchema.parse(event), prev });
    prev = hash;
    return `${line}\n`;
  });
  await writeFile(path, lines.join(""), { flag: "wx", mode: 0o600 });
}

const newline = 0x0a;

/** The part of a line that the next one follows. */
type Link = Pick<LoggedEvent, "seq" | "hash">;

interface ParsedLog extends ReadEvents {
  readonly last: Link | undefined;
}

function parseLog(bytes: Buffer): ParsedLog {
  const end = bytes.lastIndexOf(newline) + 1;
  const events: LoggedEvent[] = [];
  const hashes: string[] = [];
  let last: Link | undefined;
  let lines = 0;
  let session: EventFacts | undefined;
  for (let from = 0; from < end; ) {
    const to = bytes.indexOf(newline, from);
    const { link, event } = parseLine(bytes.subarray(from, to), last, lines);
    from = to + 1;
    lines++;
    last = link;
    hashes.push(link.hash);
    if (event !== undefined) events.push(event);
    if (event?.event.type === "session-ended") session ??= factsOf(bytes.subarray(0, from), lines);
  }
  return { events, hashes, last, lines, session, torn: bytes.length - end };
}

const factsOf = (bytes: Buffer, lines: number): EventFacts => ({
  lines,
  bytes: bytes.length,
  digest: createHash("sha256").update(bytes).digest("hex"),
});

/** @returns no event for one of a kind that this version does not know */
function parseLine(
  bytes: Buffer,
  previous: Link | undefined,
  index: number,
): { readonly link: Link; readonly event?: LoggedEvent } {
  const damaged = (reason: string) =>
    new Problem(
      "recording-damaged",
      `Line ${index + 1} of the run's events ${reason}. The run's record cannot be relied on.`,
    );
  let raw: unknown;
  try {
    raw = JSON.parse(bytes.toString("utf8"));
  } catch {
    throw damaged("is not valid JSON");
  }
  if (index === 0) requireKnownFormat(raw);
  const line = logLineSchema.safeParse(raw);
  if (!line.success) throw damaged("is not a run event");
  if (!isSealed(bytes)) throw damaged("was changed");
  const { seq, prev, hash } = line.data;
  if (seq !== index || prev !== (previous?.hash ?? ""))
    throw damaged("does not follow the line before it");
  const link = { seq, hash };
  if (!knownEventTypes.has(line.data.event.type)) return { link };
  const event = loggedEventSchema.safeParse(raw);
  if (!event.success) throw damaged("is not a run event");
  return { link, event: event.data };
}

const firstLineSchema = z.looseObject({ event: z.looseObject({ format: z.number() }) });

/** The first event says the format, whatever its type is. What follows may mean anything in a later one. */
function requireKnownFormat(line: unknown): void {
  const first = firstLineSchema.safeParse(line);
  const obstacle = first.success ? formatObstacle(first.data.event.format) : undefined;
  if (obstacle !== undefined) throw new Problem("recording-newer", obstacle);
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readRegular(path, largestLog);
  } catch (error) {
    const missing = isRecord(error) && (error["code"] === "ENOENT" || error["code"] === "ENOTDIR");
    if (saysNothing(error))
      throw new Problem(
        "unexpected",
        "The system could not open the run's events. Close other programs, or let this one open more files, then try again.",
        `${path}: ${String(error)}`,
      );
    throw new Problem(
      missing ? "file-missing" : "recording-damaged",
      missing
        ? "The run's events cannot be read. Check that the run's folder is still there."
        : "The run's events are no plain file that can be read.",
      `${path}: ${String(error)}`,
    );
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

async function openForAppend(path: string): Promise<FileHandle> {
  try {
    const { O_APPEND, O_CREAT, O_RDWR } = constants;
    return await openRegular(path, { flags: O_APPEND | O_CREAT | O_RDWR });
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
