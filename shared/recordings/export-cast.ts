import { type CastEvent, type CastHeader, castHeaderLine, createCastLines } from "./asciicast";

/** Writes a copy of a recording for other people. */
export interface CastCopy {
  /** The first line, with its line end. */
  header(header: CastHeader): string;
  /** The lines of the next events, each with its line end. */
  lines(events: readonly CastEvent[]): string;
}

/**
 * Makes a copy with the events that are needed for playing: output, sizes, markers and the exit status. Typed
 * input, the header's command and content that the parser does not know are left out. Version 2 has no exit
 * status.
 */
export function createCastCopy(version: 2 | 3): CastCopy {
  return version === 3 ? copyAs3() : copyAs2();
}

function copyAs3(): CastCopy {
  const lines = createCastLines();
  return {
    header: ({ version: _, command: _private, ...header }) => castHeaderLine(header),
    lines: (events) =>
      events
        .filter(({ code }) => code !== "i")
        .map((event) => lines.line(event))
        .join(""),
  };
}

function copyAs2(): CastCopy {
  return {
    header: ({ cols, rows, timestamp, title, idleTimeLimit, type }) =>
      `${JSON.stringify({
        version: 2,
        width: cols,
        height: rows,
        timestamp: timestamp === undefined ? undefined : Math.floor(timestamp),
        idle_time_limit: idleTimeLimit,
        title,
        env: type === undefined ? undefined : { TERM: type },
      })}\n`,
    lines: (events) => events.map(lineOf2).join(""),
  };
}

function lineOf2(event: CastEvent): string {
  const line = (data: string) =>
    `[${Math.round(event.time * 1e6) / 1e6}, "${event.code}", ${JSON.stringify(data)}]\n`;
  switch (event.code) {
    case "o":
      return line(event.data);
    case "m":
      return line(event.label);
    case "r":
      return line(`${event.cols}x${event.rows}`);
    case "i":
    case "x":
      return "";
  }
}
