import { z } from "zod";
import { CastError, type CastEvent, type CastHeader } from "./asciicast";

/** A recording is untrusted: these bound what one line can cost. UTF-16 units, and cells. */
export const castLimits = { line: 64 * 1024 * 1024, size: 2000 } as const;

const side = z.number().int().min(1).max(castLimits.size);
const seconds = z.number().nonnegative();
const about = {
  timestamp: z.number().optional().catch(undefined),
  idle_time_limit: seconds.optional().catch(undefined),
  command: z.string().optional().catch(undefined),
  title: z.string().optional().catch(undefined),
};
const headerSchema = z.discriminatedUnion("version", [
  z.object({
    version: z.literal(3),
    term: z.object({ cols: side, rows: side, type: z.string().optional().catch(undefined) }),
    ...about,
  }),
  z.object({ version: z.literal(2), width: side, height: side, ...about }),
]);

/** The last line when it has no line end and makes no sense: the writer was cut off. */
export interface TornLine {
  /** Counted from 1. */
  readonly line: number;
  /** UTF-16 units. */
  readonly length: number;
}

/** Reads a recording piece by piece. */
export interface CastParser {
  /** Undefined until the first line is read. */
  readonly header: CastHeader | undefined;
  /**
   * Takes the next piece of the text.
   * @returns the events whose lines are now complete
   * @throws CastError for a line that cannot be used
   */
  push(text: string): CastEvent[];
  /**
   * The text is over.
   * @returns the event of a last line without line end, and the torn line if there is one
   * @throws CastError when there was no header
   */
  end(): { events: CastEvent[]; torn?: TornLine };
}

/**
 * Accepts asciicast v3 and v2. Passed over: unknown keys, unknown event codes, `#` comments after the first
 * line, empty lines.
 */
export function createCastParser(): CastParser {
  let header: CastHeader | undefined;
  let partial: string[] = [];
  let partialLength = 0;
  let lineNumber = 0;
  let time = 0;

  function readLine(line: string): CastEvent | undefined {
    if (header === undefined) {
      header = parseHeader(line, lineNumber);
      return undefined;
    }
    if (line.startsWith("#") || line.trim() === "") return undefined;
    const event = parseEvent(line, lineNumber, header.version === 3 ? time : undefined, time);
    time = event.time;
    return event.known;
  }

  function keep(text: string) {
    if (text === "") return;
    partial.push(text);
    partialLength += text.length;
    if (partialLength > castLimits.line) throw new CastError(lineNumber + 1, "is too long");
  }

  return {
    get header() {
      return header;
    },
    push(text) {
      const events: CastEvent[] = [];
      let from = 0;
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
        keep(text.slice(from, end));
        const line = partial.length === 1 ? (partial[0] ?? "") : partial.join("");
        partial = [];
        partialLength = 0;
        from = end + 1;
        lineNumber++;
        const event = readLine(line);
        if (event !== undefined) events.push(event);
      }
      keep(text.slice(from));
      return events;
    },
    end() {
      const line = partial.join("");
      partial = [];
      partialLength = 0;
      if (line !== "") lineNumber++;
      if (header === undefined) {
        if (line === "") throw new CastError(1, "is missing: the file is empty");
        readLine(line);
        return { events: [] };
      }
      if (line === "") return { events: [] };
      try {
        const event = readLine(line);
        return { events: event === undefined ? [] : [event] };
      } catch (error) {
        if (!(error instanceof CastError)) throw error;
        return { events: [], torn: { line: lineNumber, length: line.length } };
      }
    },
  };
}

function parseJson(line: string, lineNumber: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new CastError(lineNumber, "is not valid JSON");
  }
}

function parseHeader(line: string, lineNumber: number): CastHeader {
  const result = headerSchema.safeParse(parseJson(line, lineNumber));
  if (!result.success) throw new CastError(lineNumber, "is no asciicast header of version 2 or 3");
  const raw = result.data;
  const size =
    raw.version === 3
      ? { cols: raw.term.cols, rows: raw.term.rows }
      : { cols: raw.width, rows: raw.height };
  return {
    version: raw.version,
    ...size,
    ...(raw.version === 3 && raw.term.type !== undefined ? { type: raw.term.type } : {}),
    ...(raw.timestamp === undefined ? {} : { timestamp: raw.timestamp }),
    ...(raw.title === undefined ? {} : { title: raw.title }),
    ...(raw.command === undefined ? {} : { command: raw.command }),
    ...(raw.idle_time_limit === undefined ? {} : { idleTimeLimit: raw.idle_time_limit }),
  };
}

interface ReadEvent {
  readonly time: number;
  /** Undefined for a code that this version does not know. */
  readonly known: CastEvent | undefined;
}

/**
 * @param since the time that the line's number counts from; undefined when it is absolute
 * @param previous the time of the event before
 */
function parseEvent(
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
  if (!Number.isFinite(time)) throw new CastError(lineNumber, "has no valid time");
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
