/** A line as the program printed it. */
export interface PrintedLine {
  readonly text: string;
  /**
   * The number of UTF-16 units at the beginning that the previous line ends with. A long line is returned in
   * overlapping parts.
   */
  readonly repeated: number;
  /** The time at which the character at an offset was printed, in seconds. */
  timeAt(offset: number): number;
}

/** Converts terminal output to lines of text. */
export interface PrintedText {
  /** @returns the lines that are now complete */
  push(data: string, time: number): PrintedLine[];
  /** @returns the last line, if it is not empty */
  end(): PrintedLine[];
}

/** The most UTF-16 units of a line before it is returned in parts, and the overlap of two parts. */
export const linePart = { length: 8192, overlap: 512 } as const;
/** The most UTF-16 units of an incomplete sequence. Longer text is no sequence. */
const longestSequence = 256;
/** The most spaces that a movement to the right stands for. */
const mostSpaces = 200;

const esc = "\u001b";
/** The one-character form of ESC [. */
const csi = "\u009b";
/** The characters that end a string sequence: BEL, CAN, ST. */
const ends = "\u0007\u0018\u009c";
const control = /\p{Cc}/gu;
const sequence = new RegExp(`(?:${esc}\\[|${csi})([0-?]*)[ -/]*([@-~])`, "y");
const partial = new RegExp(`(?:${esc}|(?:${esc}\\[|${csi})[0-?]*[ -/]*|${esc}[ -/]+)$`, "y");
const introducer = new RegExp(`${esc}[\\]PX^_]|[\\x90\\x98\\x9d\\x9e\\x9f]`, "y");
const stringEnd = new RegExp(`[${ends}]|${esc}\\\\`, "g");
const otherEscape = new RegExp(`${esc}[ -/]*[0-~]?`, "y");

/**
 * The final characters of sequences that move the cursor, so that the text after them does not continue the
 * text before.
 */
const moves: ReadonlySet<string> = new Set([..."ABDEFGHLMSTXdefrsu"]);

/**
 * Extracts the text that a program printed, without colours and other sequences. A line ends where the
 * program ended it or moved the cursor elsewhere, but not where the terminal wrapped it. Overwritten text is
 * included, because it was on the screen.
 */
export function createPrintedText(): PrintedText {
  let line = "";
  let repeated = 0;
  /** For each time of output, its offset in the line. */
  let times: { at: number; time: number }[] = [];
  let now = 0;
  let pending = "";
  let inString = false;
  let lines: PrintedLine[] = [];

  const add = (text: string) => {
    if (text === "") return;
    if (times.at(-1)?.time !== now) times.push({ at: line.length, time: now });
    line += text;
    while (line.length >= linePart.length) giveAway(linePart.length);
  };
  const giveAway = (length: number) => {
    const [text, known, before] = [line.slice(0, length), times, repeated];
    lines.push({
      text,
      repeated: before,
      timeAt: (offset) => known.findLast(({ at }) => at <= offset)?.time ?? known[0]?.time ?? 0,
    });
    const kept = length - linePart.overlap;
    const first = times.findLast(({ at }) => at <= kept);
    times = [
      ...(first ? [{ at: 0, time: first.time }] : []),
      ...times.filter(({ at }) => at > kept).map(({ at, time }) => ({ at: at - kept, time })),
    ];
    line = line.slice(kept);
    repeated = linePart.overlap;
  };
  const endLine = () => {
    if (line.trim() !== "" && line.length > repeated) {
      const [text, known, before] = [line, times, repeated];
      lines.push({
        text,
        repeated: before,
        timeAt: (offset) => known.findLast(({ at }) => at <= offset)?.time ?? 0,
      });
    }
    line = "";
    repeated = 0;
    times = [];
  };

  /** @returns the offset after the sequence; the text's length when the sequence is incomplete */
  const special = (text: string, at: number): number => {
    const char = text[at];
    const match = (pattern: RegExp) => {
      pattern.lastIndex = at;
      return pattern.exec(text);
    };
    const moved = match(sequence);
    if (moved) {
      const [whole, parameters = "", final = ""] = moved;
      if (final === "C")
        add(" ".repeat(Math.min(mostSpaces, Math.max(1, Number(parameters) || 1))));
      else if (moves.has(final) || (final === "J" && parameters !== "0")) endLine();
      return at + whole.length;
    }
    if (match(partial) && text.length - at <= longestSequence) {
      pending = text.slice(at);
      return text.length;
    }
    const opened = match(introducer);
    if (opened) {
      inString = true;
      return at + opened[0].length;
    }
    if (char === esc) return at + Math.max(1, match(otherEscape)?.[0].length ?? 1);
    if (char === "\n" || char === "\r" || char === "\v" || char === "\f") endLine();
    else if (char === "\t") add(" ");
    else if (char === "\b" && line.length > repeated) line = line.slice(0, -1);
    return at + 1;
  };

  const pass = (text: string) => {
    let at = 0;
    while (at < text.length) {
      if (inString) {
        stringEnd.lastIndex = at;
        const over = stringEnd.exec(text);
        if (!over) {
          // The two characters of a string's end may be in two pieces.
          pending = text.endsWith(esc) ? esc : "";
          return;
        }
        inString = false;
        at = over.index + over[0].length;
        continue;
      }
      control.lastIndex = at;
      const next = control.exec(text)?.index ?? text.length;
      add(text.slice(at, next));
      if (next >= text.length) return;
      at = special(text, next);
    }
  };

  const take = () => {
    const given = lines;
    lines = [];
    return given;
  };
  return {
    push(data, time) {
      now = time;
      const text = pending + data;
      pending = "";
      pass(text);
      return take();
    },
    end() {
      endLine();
      return take();
    },
  };
}
