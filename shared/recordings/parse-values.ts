import { z } from "zod";
import { CastError, type CastEvent, type CastHeader } from "./asciicast";

/** A recording is untrusted: these bound what it can cost. */
export const castLimits = {
  /** UTF-16 units of one line. */
  line: 16 * 1024 * 1024,
  /** UTF-16 units of a version 1 recording, which is one JSON value and must be held whole. */
  document: 32 * 1024 * 1024,
  /** Columns or rows. */
  size: 2000,
  /** Seconds: some thirty years. */
  time: 1e9,
  /** Brackets within brackets. */
  depth: 200,
} as const;

/** Lines up to this many UTF-16 units are too short to cost anything, however they are nested. */
const shortLine = 64 * 1024;
/** UTF-16 units of what a recording says about itself; longer is left out. */
const words = z.string().max(4096).optional().catch(undefined);

const side = z.number().int().min(1).max(castLimits.size);
const about = {
  timestamp: z.number().optional().catch(undefined),
  idle_time_limit: z.number().nonnegative().max(castLimits.time).optional().catch(undefined),
  command: words,
  title: words,
};
const headerSchema = z.discriminatedUnion("version", [
  z.object({
    version: z.literal(3),
    term: z.object({ cols: side, rows: side, type: words }),
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

/** The first line of a recording; version 1 has its output in it as well. */
export interface ReadHeader {
  readonly header: CastHeader;
  readonly events: CastEvent[];
}

/** @throws CastError */
export function parseHeader(text: string, lineNumber: number): ReadHeader {
  const result = headerSchema.safeParse(parseJson(text, lineNumber));
  if (!result.success)
    throw new CastError(lineNumber, "is no asciicast header of version 1, 2 or 3");
  const raw = result.data;
  const size =
    raw.version === 3
      ? { cols: raw.term.cols, rows: raw.term.rows }
      : { cols: raw.width, rows: raw.height };
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
    events: raw.version === 1 ? outputOf(raw.stdout, lineNumber) : [],
  };
}

/** Version 1's output: `[delay, data]`, the delay in seconds since the output before. */
function outputOf(stdout: readonly unknown[], lineNumber: number): CastEvent[] {
  let time = 0;
  return stdout.map((entry, index) => {
    const [delay, data]: unknown[] = Array.isArray(entry) ? entry : [];
    time += typeof delay === "number" && delay >= 0 ? delay : Number.NaN;
    if (!(time <= castLimits.time) || typeof data !== "string")
      throw new CastError(lineNumber, `holds an output that makes no sense, number ${index + 1}`);
    return { time, code: "o", data };
  });
}

export interface ReadEvent {
  readonly time: number;
  /** Undefined for a code that this version does not know. */
  readonly known: CastEvent | undefined;
}

/**
 * @param since the time that the line's number counts from; undefined when it is absolute
 * @param previous the time of the event before
 * @throws CastError
 */
export function parseEvent(
  line: string,
  lineNumber: number,
  since: number | undefined,
  previous: number,
): ReadEvent {
  const raw = parseJson(line, lineNumber);
  if (!Array.isArray(raw)) throw new CastError(lineNumber, "is no event");
  const [number, code, data]: unknown[] = raw;
  if (typeof number !== "number" || number < 0)
    throw new CastError(lineNumber, "has no valid time");
  const time = Math.max(previous, (since ?? 0) + number);
  if (!(time <= castLimits.time)) throw new CastError(lineNumber, "has no valid time");
  if (typeof code !== "string") throw new CastError(lineNumber, "has no event code");
  switch (code) {
    case "o":
    case "i":
      return { time, known: { time, code, data: text(data, lineNumber) } };
    case "m":
      return { time, known: { time, code, label: text(data, lineNumber) } };
    case "r":
      return { time, known: { time, code, ...parseSize(text(data, lineNumber), lineNumber) } };
    case "x":
      return { time, known: { time, code, status: parseStatus(data, lineNumber) } };
    default:
      return { time, known: undefined };
  }
}

function parseJson(line: string, lineNumber: number): unknown {
  if (line.length > shortLine && depthOf(line) > castLimits.depth)
    throw new CastError(lineNumber, "is nested too deeply");
  try {
    return JSON.parse(line);
  } catch {
    throw new CastError(lineNumber, "is not valid JSON");
  }
}

/** How deeply brackets stand within brackets. Millions of them would take the JSON parser seconds. */
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

/** @returns where the quotation mark is that closes a string; the text's length when there is none */
function endOfString(json: string, from: number): number {
  for (let at = from; at < json.length; at++) {
    const char = json.charCodeAt(at);
    if (char === 0x22) return at;
    if (char === 0x5c) at++;
  }
  return json.length;
}

function text(data: unknown, lineNumber: number): string {
  if (typeof data !== "string") throw new CastError(lineNumber, "has no text for its event");
  return data;
}

function parseSize(data: string, lineNumber: number): { cols: number; rows: number } {
  const match = /^(\d{1,4})x(\d{1,4})$/.exec(data);
  const cols = Number(match?.[1]);
  const rows = Number(match?.[2]);
  if (!side.safeParse(cols).success || !side.safeParse(rows).success)
    throw new CastError(lineNumber, "has no valid terminal size");
  return { cols, rows };
}

function parseStatus(data: unknown, lineNumber: number): number | undefined {
  const status = typeof data === "number" ? String(data) : text(data, lineNumber);
  return /^-?\d{1,10}$/.test(status) ? Number(status) : undefined;
}
