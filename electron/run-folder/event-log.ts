import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import { serialQueue } from "@shared/base/serial-queue";
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
import { formatObstacle } from "@shared/runs/folder-format";
import { z } from "zod";
import { saysNothing } from "../system/disk";
import { openRegular, readRegular } from "../system/regular-file";
import { cutTornLine, wholeLines } from "../system/whole-lines";
import { isSealed, seal } from "./sealed-line";

/** The name of the event log in a run's folder. */
export const eventLogName = "events.jsonl";
export const eventLogPath = (folder: string): string => join(folder, eventLogName);

/** Bytes. A recorder never writes a larger log. */
const largestLog = 256 * 1024 * 1024;

/** The append-only log of one run. Only one process may have it open for writing. */
export interface EventLog {
  /** The events at the time of opening. */
  readonly events: readonly LoggedEvent[];
  /** The bytes of an unfinished last line that opening has cut off; 0 for none. */
  readonly cut: number;
  /**
   * Appends an event; resolves when it is on disk.
   * @param time seconds since the session's terminal started
   */
  append(event: RunEvent, time?: number): Promise<LoggedEvent>;
  /** Waits for pending appends and closes the file. */
  close(): Promise<void>;
}

/** A log that was read and not opened for writing. */
export interface ReadEvents {
  /** The events of the kinds that this version knows. */
  readonly events: readonly LoggedEvent[];
  /** The hash of each line. */
  readonly hashes: readonly string[];
  /** The number of all lines, including events that this version does not know. */
  readonly lines: number;
  /** The facts of the lines up to and including the session's end; undefined before the end. */
  readonly session: EventFacts | undefined;
  /** The bytes of an unfinished last line, whose writer was cut off or is still writing. */
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
 * The first event of a run, also when the rest of its log is damaged.
 * @returns undefined when the first line is damaged too
 */
export async function readBeginning(folder: string): Promise<CreatedEvent | undefined> {
  const bytes = await readBytes(join(folder, eventLogName));
  const [first] = wholeLines(bytes).lines;
  if (first === undefined) return undefined;
  try {
    const { event } = parseLine(first.line, undefined, 0);
    return event?.event.type === "run-created" ? event.event : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Opens a run's log for appending, and creates a missing one. An unfinished last line, which was never
 * acknowledged, is cut off.
 * @param attempt runs each write; it may repeat a write until the disk has space
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
    state = parseLog(await file.readFile());
    if (state.torn > 0) await cutTornLine(file);
  } catch (error) {
    await file.close();
    throw error;
  }
  let last = state.last;
  let length = (await file.stat()).size;
  const writes = serialQueue();

  async function write(event: RunEvent, time: number | undefined): Promise<LoggedEvent> {
    const line = {
      seq: last === undefined ? 0 : last.seq + 1,
      at: new Date().toISOString(),
      ...(time === undefined ? {} : { time }),
      // A single unreadable line would make the whole log unreadable.
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
        // A partly written line must not become part of the next one.
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
      // After a failed append, the next append may succeed.
      return writes.run(() => write(event, time));
    },
    async close() {
      await writes.idle();
      await file.close();
    },
  };
}

/**
 * Writes a new log with these events, in their order and with their times, as a new chain.
 * @param path of a file that does not exist
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

/** The part of a line on which the next line's chain depends. */
type Link = Pick<LoggedEvent, "seq" | "hash">;

interface ParsedLog extends ReadEvents {
  readonly last: Link | undefined;
}

function parseLog(bytes: Buffer): ParsedLog {
  const { lines: whole, torn } = wholeLines(bytes);
  const events: LoggedEvent[] = [];
  const hashes: string[] = [];
  let last: Link | undefined;
  let lines = 0;
  let session: EventFacts | undefined;
  for (const { line, end } of whole) {
    const { link, event } = parseLine(line, last, lines);
    lines++;
    last = link;
    hashes.push(link.hash);
    if (event !== undefined) events.push(event);
    if (event?.event.type === "session-ended") session ??= factsOf(bytes.subarray(0, end), lines);
  }
  return { events, hashes, last, lines, session, torn };
}

const factsOf = (bytes: Buffer, lines: number): EventFacts => ({
  lines,
  bytes: bytes.length,
  digest: createHash("sha256").update(bytes).digest("hex"),
});

/** @returns no event for a kind that this version does not know */
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

/**
 * Checks the format in the first event, for any type of the event, because in a later format all other content may
 * have another meaning.
 */
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
