// The text of an index of runs: a header line, a summary line, a line for each run, and lines that were appended
// since. Of two lines for one run the later counts. A run's line has a CRC-32, in hex, of all that follows its first
// tab; the entry's head as JSON; and the run as JSON, which is parsed only when the run is needed. The summary line
// has a CRC-32 of all that follows its first tab up to the end of the summarised lines; the number of bytes of these
// lines; and their heads and places as JSON. So one check and one parsing give the heads of all summarised runs. When
// the summary or a summarised line is torn or changed, each line counts by itself.

import { crc32 } from "node:zlib";
import { Problem } from "@shared/base/problem";
import type { Run } from "@shared/runs/projection";
import { settledPhases } from "@shared/runs/settled";
import { wholeLines } from "../../system/whole-lines";
import type { ListedRun } from "./listed-run";
import { runSchema } from "./run-schema";

/** A settled run, and the state of its log's file when the run was read. */
export interface IndexedRun extends ListedRun {
  /** See `markOf`. */
  readonly mark: string;
  /** Milliseconds since 1970. */
  readonly readAt: number;
}

/**
 * The version of the entries' form and meaning. Raise it when `project` gives another run for the same events. An
 * index of another version is not read.
 */
export const indexFormat = 3;

export interface ParsedIndex {
  readonly entries: readonly IndexedRun[];
  /** The number of lines that are not summarised. */
  readonly lines: number;
  /** The end of the last complete line. */
  readonly bytes: number;
}

/** An entry without its run. */
type Head = Omit<IndexedRun, "run">;

const header = `specwright run index ${indexFormat}`;
const newline = 0x0a;
const tab = 0x09;

/** The line of each entry that was read from an index, so that the line is copied and its run need not be parsed. */
const linesRead = new WeakMap<IndexedRun, Buffer>();

/** The line of a run, with its line end. */
export function lineOf(entry: IndexedRun): Buffer {
  const known = linesRead.get(entry);
  if (known) return known;
  const { run, ...head } = entry;
  const text = `${JSON.stringify(head)}\t${JSON.stringify(run())}`;
  return Buffer.from(`${crcOf(Buffer.from(text))}\t${text}\n`);
}

/** A whole index. */
export function indexOf(entries: readonly IndexedRun[]): Buffer {
  const heads = entries.map(({ run: _, ...head }) => head);
  const lines = entries.map(lineOf);
  const ends: number[] = [];
  let end = 0;
  for (const line of lines) {
    end += line.length;
    ends.push(end);
  }
  const summarised = Buffer.concat([
    Buffer.from(`${end}\t${JSON.stringify({ heads, ends })}\n`),
    ...lines,
  ]);
  return Buffer.concat([Buffer.from(`${header}\n${crcOf(summarised)}\t`), summarised]);
}

/**
 * @param isRest whether the bytes follow a part with the header
 * @throws for a file that is not an index of this format
 */
export function parseIndex(bytes: Buffer, isRest: boolean): ParsedIndex {
  const { end } = wholeLines(bytes);
  const entries: IndexedRun[] = [];
  let lines = 0;
  let at = 0;
  if (!isRest) {
    at = bytes.indexOf(newline) + 1;
    if (at === 0 || bytes.toString("utf8", 0, at - 1) !== header)
      throw new Error("This is no index of runs.");
    const summary = parseSummary(bytes, at);
    if (summary) {
      entries.push(...summary.entries);
      at = summary.end;
    }
  }
  const rest = bytes.subarray(at);
  for (const { line, end: next } of wholeLines(rest).lines) {
    if (line.length === 0) continue;
    lines += 1;
    const entry = parseLine(rest.subarray(next - line.length - 1, next));
    if (entry) entries.push(entry);
  }
  return { entries, lines, bytes: end };
}

/**
 * @param from the beginning of the summary line
 * @returns the summarised entries, and the end of their lines; undefined when a byte of them is missing or changed
 */
function parseSummary(
  bytes: Buffer,
  from: number,
): { readonly entries: readonly IndexedRun[]; readonly end: number } | undefined {
  const first = bytes.indexOf(tab, from);
  const second = bytes.indexOf(tab, first + 1);
  const start = bytes.indexOf(newline, from) + 1;
  if (first < 0 || second < 0 || start <= second) return undefined;
  const end = start + Number(bytes.toString("latin1", first + 1, second));
  if (!(end >= start && end <= bytes.length)) return undefined;
  if (crcOf(bytes.subarray(first + 1, end)) !== bytes.toString("latin1", from, first))
    return undefined;
  const parsed: unknown = JSON.parse(bytes.toString("utf8", second + 1, start));
  if (!isSummary(parsed)) return undefined;
  const entries: IndexedRun[] = [];
  let at = start;
  for (const [n, head] of parsed.heads.entries()) {
    const next = start + (parsed.ends[n] ?? 0);
    const line = bytes.subarray(at, next);
    entries.push(entryOf(head, line, () => line.indexOf(tab, line.indexOf(tab) + 1) + 1));
    at = next;
  }
  return { entries, end };
}

/**
 * @param line a run's line, with its line end
 * @returns undefined for a torn or changed line
 */
function parseLine(line: Buffer): IndexedRun | undefined {
  const first = line.indexOf(tab);
  const second = line.indexOf(tab, first + 1);
  if (first < 0 || second < 0) return undefined;
  if (crcOf(line.subarray(first + 1, -1)) !== line.toString("latin1", 0, first)) return undefined;
  const parsed: unknown = JSON.parse(line.toString("utf8", first + 1, second));
  return isHead(parsed) ? entryOf(parsed, line, () => second + 1) : undefined;
}

/** @param runAt finds the place of the run's JSON in the line */
function entryOf(head: Head, line: Buffer, runAt: () => number): IndexedRun {
  let run: Run | undefined;
  const entry = { ...head, run: () => (run ??= parseRun(line.toString("utf8", runAt()))) };
  linesRead.set(entry, line);
  return entry;
}

const crcOf = (bytes: Buffer): string => crc32(bytes).toString(16);

/** By hand and not by a schema: every opening reads as many heads as there are runs. */
function isHead(value: unknown): value is Head {
  if (typeof value !== "object" || value === null) return false;
  const head: Partial<Record<keyof Head, unknown>> = value;
  return (
    typeof head.id === "string" &&
    typeof head.feature === "string" &&
    typeof head.task === "string" &&
    typeof head.worktree === "string" &&
    typeof head.createdAt === "string" &&
    typeof head.updatedAt === "string" &&
    typeof head.mark === "string" &&
    typeof head.readAt === "number" &&
    typeof head.toDecide === "boolean" &&
    settledPhases.some((phase) => phase === head.phase)
  );
}

interface Summary {
  readonly heads: readonly Head[];
  /** The end of each line, counted from the beginning of the first. */
  readonly ends: readonly number[];
}

function isSummary(value: unknown): value is Summary {
  if (typeof value !== "object" || value === null) return false;
  const { heads, ends }: { heads?: unknown; ends?: unknown } = value;
  return (
    Array.isArray(heads) &&
    Array.isArray(ends) &&
    heads.length === ends.length &&
    heads.every(isHead) &&
    ends.every(Number.isSafeInteger)
  );
}

/** @throws {Problem} `unexpected` */
function parseRun(json: string): Run {
  try {
    return runSchema.parse(JSON.parse(json));
  } catch (error) {
    throw new Problem(
      "unexpected",
      "The index of runs says what no run is. Close the project, remove the folder run-index from the app's data, and open the project again.",
      String(error),
    );
  }
}
