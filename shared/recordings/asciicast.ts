import { Problem } from "../base/problem";

// asciicast: https://docs.asciinema.org/manual/asciicast/v3/, …/v2/ and …/v1/. Versions 2 and 3 have one JSON
// value per line, a header first. In version 3 an event's time is the interval since the previous event; in
// version 2 it is the time since the start. Version 1 is a single JSON value and contains only output.

/** The header of a recording. */
export interface CastHeader {
  readonly version: 1 | 2 | 3;
  readonly cols: number;
  readonly rows: number;
  /** Seconds since 1970. */
  readonly timestamp?: number;
  readonly title?: string;
  readonly command?: string;
  /** Seconds. A player shortens longer pauses to this value. */
  readonly idleTimeLimit?: number;
  /** The terminal's type, such as xterm-256color. */
  readonly type?: string;
}

/** One event; `time` is in seconds since the recording's start. */
export type CastEvent =
  | { readonly time: number; readonly code: "o" | "i"; readonly data: string }
  | { readonly time: number; readonly code: "m"; readonly label: string }
  | { readonly time: number; readonly code: "r"; readonly cols: number; readonly rows: number }
  | { readonly time: number; readonly code: "x"; readonly status: number | undefined };

/** A line of a recording cannot be used. */
export class CastError extends Problem {
  /** Counted from 1. */
  readonly line: number;
  /** The fault, worded to follow "Line 3 of the recording". */
  readonly reason: string;

  constructor(line: number, reason: string) {
    super(
      "recording-damaged",
      `Line ${line} of the recording ${reason}. Use an undamaged copy of it.`,
    );
    this.name = "CastError";
    this.line = line;
    this.reason = reason;
  }
}

/** The first line of a version 3 recording, with its line end. */
export function castHeaderLine(header: Omit<CastHeader, "version">): string {
  const { cols, rows, type, timestamp, title, command, idleTimeLimit } = header;
  return `${JSON.stringify({
    version: 3,
    term: { cols, rows, type },
    timestamp,
    idle_time_limit: idleTimeLimit,
    command,
    title,
  })}\n`;
}

/** Makes the event lines of one version 3 recording. */
export interface CastLines {
  /**
   * Makes one line, with its line end.
   * @param event an event that is not earlier than the previous one; an earlier time counts as the same time
   */
  line(event: CastEvent): string;
}

/**
 * Intervals are written in whole microseconds. Each interval is measured from the sum of the written
 * intervals, not from the last event's exact time, so that rounding errors never add up.
 */
export function createCastLines(): CastLines {
  let written = 0;
  return {
    line(event) {
      const interval = Math.max(0, Math.round(event.time * 1e6) - written);
      written += interval;
      return `[${interval / 1e6}, "${event.code}", ${JSON.stringify(dataOf(event))}]\n`;
    },
  };
}

function dataOf(event: CastEvent): string {
  switch (event.code) {
    case "o":
    case "i":
      return event.data;
    case "m":
      return event.label;
    case "r":
      return `${event.cols}x${event.rows}`;
    case "x":
      return event.status === undefined ? "" : String(event.status);
  }
}
