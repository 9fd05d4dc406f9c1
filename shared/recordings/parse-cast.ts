import { CastError, type CastEvent, type CastHeader } from "./asciicast";
import { castLimits, parseEvent, parseHeader } from "./parse-values";

export { castLimits } from "./parse-values";

/** A last line without a line end that cannot be parsed, because the writer was interrupted. */
export interface TornLine {
  /** Counted from 1. */
  readonly line: number;
  /** UTF-16 units. */
  readonly length: number;
}

/** Lines that cannot be used. The rest of the recording plays without them. */
export interface PassedOver {
  readonly lines: number;
  /** The number of the first such line, counted from 1. */
  readonly first: number;
  /** The fault of the first such line, worded to follow "Line 3 of the recording". */
  readonly reason: string;
}

/** Reads a recording piece by piece. */
export interface CastParser {
  /**
   * Undefined until the first line is read. A version 1 recording that spans several lines is one JSON value,
   * so its header is undefined until the end.
   */
  readonly header: CastHeader | undefined;
  /** The lines that could not be used so far; undefined when there are none. */
  readonly passedOver: PassedOver | undefined;
  /**
   * Takes the next piece of the text.
   * @returns the events whose lines are now complete
   * @throws CastError for a first line that is no header
   */
  push(text: string): CastEvent[];
  /**
   * Ends the text.
   * @returns the event of a last line without a line end, and the torn line if there is one
   * @throws CastError when there was no header
   */
  end(): { events: CastEvent[]; torn?: TornLine };
}

/**
 * The number of pieces of one line after which they are joined. Many tiny pieces take more memory than their
 * text.
 */
const mostPieces = 1024;

/**
 * The number of invalid lines after which each line is checked before it is parsed. The check costs less than
 * an error, but is wasted on valid lines.
 */
const trustingLines = 1000;

/** A place between two lines of a recording of version 2 or 3, from which reading can continue. */
export interface CastPlace {
  readonly header: CastHeader;
  /** The number of lines before the place. */
  readonly line: number;
  /** The time of the last event before the place, in seconds. */
  readonly time: number;
}

/**
 * Accepts asciicast v3, v2 and v1. Unknown keys, unknown event codes, `#` comments after the first line,
 * empty lines, a byte-order mark, and text after a version 1 recording are skipped. Lines that cannot be used
 * are skipped and counted.
 * @param from the place where the text begins, when that is not the recording's beginning
 */
export function createCastParser(from?: CastPlace): CastParser {
  let header = from?.header;
  let partial: string[] = [];
  const joined: string[] = [];
  let partialLength = 0;
  let lineNumber = from?.line ?? 0;
  let time = from?.time ?? 0;
  // The first line is no complete JSON value, so the whole text may be one: version 1 over many lines.
  let spread = false;
  /** The current line is too long, so its rest is not kept. */
  let tooLong = false;
  let passedOver: PassedOver | undefined;

  function passOver(reason: string) {
    passedOver =
      passedOver === undefined
        ? { lines: 1, first: Math.max(1, lineNumber), reason }
        : { ...passedOver, lines: passedOver.lines + 1 };
  }

  function readLine(line: string): readonly CastEvent[] {
    if (header === undefined) {
      const read = parseHeader(line, lineNumber);
      header = read.header;
      for (const reason of read.bad) passOver(reason);
      return read.events;
    }
    if (header.version === 1 || line.startsWith("#") || line.trim() === "") return [];
    const wary = (passedOver?.lines ?? 0) >= trustingLines;
    const event = parseEvent(line, header.version === 3 ? time : undefined, time, wary);
    time = event.time ?? time;
    if (event.bad !== undefined) passOver(event.bad);
    return event.known === undefined ? [] : [event.known];
  }

  function keep(text: string) {
    if (text === "" || tooLong) return;
    const first = header === undefined && partialLength === 0;
    const kept = first && text.startsWith("\ufeff") ? text.slice(1) : text;
    partial.push(kept);
    partialLength += kept.length;
    if (partial.length > mostPieces) {
      joined.push(partial.join(""));
      partial = [];
    }
    if (partialLength <= (header === undefined ? castLimits.document : castLimits.line)) return;
    if (header === undefined) throw new CastError(lineNumber + 1, isTooLong);
    tooLong = true;
    take();
  }

  function take(): string {
    const pieces = joined.length === 0 ? partial : [...joined, ...partial];
    const line = pieces.length === 1 ? (pieces[0] ?? "") : pieces.join("");
    partial = [];
    joined.length = 0;
    partialLength = 0;
    return line;
  }

  /** @returns undefined when the line continues after all */
  function endLine(): readonly CastEvent[] | undefined {
    const line = take();
    lineNumber++;
    if (tooLong) {
      tooLong = false;
      // A comment of any length is allowed, up to the limit of a line.
      passOver(isTooLong);
      return [];
    }
    try {
      return readLine(line);
    } catch (error) {
      if (header !== undefined || !mayGoOn(line)) throw error;
      spread = true;
      lineNumber = 0;
      keep(`${line}\n`);
      return undefined;
    }
  }

  return {
    get header() {
      return header;
    },
    get passedOver() {
      return passedOver;
    },
    push(text) {
      const events: CastEvent[] = [];
      let start = 0;
      while (!spread) {
        const end = text.indexOf("\n", start);
        if (end < 0) break;
        keep(text.slice(start, end));
        start = end + 1;
        for (const event of endLine() ?? []) events.push(event);
      }
      keep(text.slice(start));
      return events;
    },
    end() {
      const line = take();
      if (line !== "" || tooLong) lineNumber++;
      if (tooLong) return { events: [], torn: { line: lineNumber, length: castLimits.line } };
      if (header === undefined) {
        if (line === "") throw new CastError(1, "is missing: the file is empty");
        if (mayGoOn(line)) throw new CastError(lineNumber, "begins a JSON object that never ends");
        return { events: [...readLine(line)] };
      }
      if (line === "") return { events: [] };
      const before = passedOver;
      const events = [...readLine(line)];
      if (passedOver === before) return { events };
      passedOver = before;
      return { events: [], torn: { line: lineNumber, length: line.length } };
    },
  };
}

const isTooLong = "is too long";

/** Whether a first line is the beginning of a JSON object that continues below, and not a damaged header. */
function mayGoOn(line: string): boolean {
  const trimmed = line.trim();
  return trimmed.startsWith("{") && !trimmed.endsWith("}");
}
