import { z } from "zod";
import { CastError, type CastEvent, type CastHeader } from "./asciicast";
import { isJson } from "./is-json";

/** Bounds on the cost of a recording, which is untrusted. */
export const castLimits = {
  /** UTF-16 units in one line. */
  line: 16 * 1024 * 1024,
  /** UTF-16 units in a version 1 recording, which is one JSON value and must be kept in memory whole. */
  document: 32 * 1024 * 1024,
  /** Columns or rows. */
  size: 2000,
  /** Columns times rows. Clearing a screen takes time in proportion to its cells. */
  cells: 400_000,
  /** Seconds; about thirty years. */
  time: 1e9,
  /** The nesting of brackets. */
  depth: 200,
} as const;

/** Lines up to this many UTF-16 units cost little, however deep their nesting. */
const shortLine = 64 * 1024;
/** The most UTF-16 units of a text in the header. A longer text is left out. */
const words = z.string().max(4096).optional().catch(undefined);

/** The size of a pseudo-terminal that was given no size. */
const usualSize = { cols: 80, rows: 24 } as const;
const side = z.number().catch(0);
const about = {
  timestamp: z.number().optional().catch(undefined),
  idle_time_limit: z.number().nonnegative().max(castLimits.time).optional().catch(undefined),
  command: words,
  title: words,
};
const headerSchema = z.discriminatedUnion("version", [
  z.object({
    version: z.literal(3),
    term: z
      .object({ cols: side, rows: side, type: words })
      .catch({ cols: 0, rows: 0, type: undefined }),
    ...about,
  }),
  z.object({ version: z.literal(2), width: side, height: side, ...about }),
  z.object({
    version: z.literal(1),
    width: side,
    height: side,
    stdout: z.array(z.unknown()),
    ...about,
  }),
]);

/** The first line of a recording. In version 1, this line contains the output as well. */
export interface ReadHeader {
  readonly header: CastHeader;
  readonly events: CastEvent[];
  /** The faults of version 1 outputs that cannot be used, one for each. */
  readonly bad: readonly string[];
}

/** @throws CastError */
export function parseHeader(text: string, lineNumber: number): ReadHeader {
  const read = parseJson(text, false);
  if ("bad" in read) throw new CastError(lineNumber, read.bad);
  const result = headerSchema.safeParse(read.value);
  if (!result.success) throw new CastError(lineNumber, noHeader(read.value));
  const raw = result.data;
  const size =
    raw.version === 3
      ? usableSize(raw.term.cols, raw.term.rows)
      : usableSize(raw.width, raw.height);
  const { events, bad } = raw.version === 1 ? outputOf(raw.stdout) : { events: [], bad: [] };
  return {
    header: {
      version: raw.version,
      ...size,
      ...(raw.version === 3 && raw.term.type !== undefined ? { type: raw.term.type } : {}),
      ...(raw.timestamp === undefined ? {} : { timestamp: raw.timestamp }),
      ...(raw.title === undefined ? {} : { title: raw.title }),
      ...(raw.command === undefined ? {} : { command: raw.command }),
      ...(raw.idle_time_limit === undefined ? {} : { idleTimeLimit: raw.idle_time_limit }),
    },
    events,
    bad,
  };
}

function noHeader(value: unknown): string {
  const version = versionSchema.safeParse(value).data?.version;
  if (version === 1) return 'is an asciicast of version 1 without its output, "stdout"';
  return version !== undefined && version > 3
    ? `is an asciicast of version ${version}; versions 1, 2 and 3 can be read`
    : "is no asciicast header of version 1, 2 or 3";
}
const versionSchema = z.object({ version: z.number() });

/** Limits a size to one that can be drawn. A recording without a size gets the usual size. */
function usableSize(cols: number, rows: number): { cols: number; rows: number } {
  const isSide = (side: number) => Number.isInteger(side) && side > 0;
  const wide = Math.min(isSide(cols) ? cols : usualSize.cols, castLimits.size);
  const high = isSide(rows) ? rows : usualSize.rows;
  return { cols: wide, rows: Math.min(high, castLimits.size, Math.floor(castLimits.cells / wide)) };
}

/** Reads version 1 output: `[delay, data]`, the delay in seconds since the previous output. */
function outputOf(stdout: readonly unknown[]): { events: CastEvent[]; bad: string[] } {
  let time = 0;
  const events: CastEvent[] = [];
  const bad: string[] = [];
  for (const [index, entry] of stdout.entries()) {
    const [delay, data]: unknown[] = Array.isArray(entry) ? entry : [];
    const next = typeof delay === "number" ? time + Math.max(0, delay) : Number.NaN;
    if (next <= castLimits.time) time = next;
    if (next <= castLimits.time && typeof data === "string") events.push({ time, code: "o", data });
    else bad.push(`contains an output that cannot be used, number ${index + 1}`);
  }
  return { events, bad };
}

export interface ReadEvent {
  /** Undefined where the line has no time. */
  readonly time: number | undefined;
  /** Undefined for an unknown code, and for a line that cannot be used. */
  readonly known: CastEvent | undefined;
  /** The fault of a line that cannot be used, worded to follow its number. */
  readonly bad?: string;
}

/**
 * Reads an event's line. A time before the previous event counts as the previous event's time, because clocks
 * can be set back.
 * @param since the time to which the line's number is added; undefined when the number is absolute
 * @param previous the time of the previous event
 * @param wary whether many earlier lines were not JSON
 */
export function parseEvent(
  line: string,
  since: number | undefined,
  previous: number,
  wary: boolean,
): ReadEvent {
  const bad = (reason: string, time?: number): ReadEvent => ({
    time,
    known: undefined,
    bad: reason,
  });
  const read = parseJson(line, wary);
  if ("bad" in read) return bad(read.bad);
  const raw = read.value;
  if (!Array.isArray(raw)) return bad("is no event");
  const [number, code, data]: unknown[] = raw;
  if (typeof number !== "number") return bad("has no valid time");
  const time = Math.max(previous, (since ?? 0) + number);
  if (!(time <= castLimits.time)) return bad("has no valid time");
  if (typeof code !== "string") return bad("has no event code", time);
  if (!"oimrx".includes(code) || code.length !== 1) return { time, known: undefined };
  // Some recorders write the exit status as a number.
  const text = code === "x" && typeof data === "number" ? String(data) : data;
  if (typeof text !== "string") return bad("has no text for its event", time);
  switch (code) {
    case "o":
    case "i":
      return { time, known: { time, code, data: text } };
    case "m":
      return { time, known: { time, code, label: text } };
    case "r": {
      const size = parseSize(text);
      if (size === undefined) return bad("has no valid terminal size", time);
      return { time, known: { time, code, ...size } };
    }
    default:
      return { time, known: { time, code: "x", status: parseStatus(text) } };
  }
}

/**
 * @param wary whether to check the line before `JSON.parse`, whose error costs as much as reading many lines
 */
function parseJson(line: string, wary: boolean): { value: unknown } | { bad: string } {
  if (line.length > shortLine && depthOf(line) > castLimits.depth)
    return { bad: "is nested too deeply" };
  if (wary && !isJson(line, castLimits.depth)) return { bad: "is not valid JSON" };
  try {
    return { value: JSON.parse(line) };
  } catch {
    return { bad: "is not valid JSON" };
  }
}

/** The depth of nested brackets. The JSON parser takes seconds for millions of them. */
function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < json.length; at++) {
    switch (json.charCodeAt(at)) {
      case 0x22:
        at = endOfString(json, at + 1);
        break;
      case 0x5b:
      case 0x7b:
        deepest = Math.max(deepest, ++depth);
        break;
      case 0x5d:
      case 0x7d:
        depth--;
        break;
    }
  }
  return deepest;
}

/** @returns the index of the closing quotation mark; the text's length when there is none */
function endOfString(json: string, from: number): number {
  for (let at = from; at < json.length; at++) {
    const char = json.charCodeAt(at);
    if (char === 0x22) return at;
    if (char === 0x5c) at++;
  }
  return json.length;
}

function parseSize(data: string): { cols: number; rows: number } | undefined {
  const match = /^(\d{1,4})x(\d{1,4})$/.exec(data);
  const [cols, rows] = [Number(match?.[1]), Number(match?.[2])];
  const fits = cols <= castLimits.size && rows <= castLimits.size;
  return fits && cols * rows > 0 && cols * rows <= castLimits.cells ? { cols, rows } : undefined;
}

const parseStatus = (status: string): number | undefined =>
  /^-?\d{1,10}$/.test(status) ? Number(status) : undefined;
