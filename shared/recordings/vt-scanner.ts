import { signOf, type TerminalSign } from "./terminal-signs";

/**
 * A piece of terminal output, and the scanner's state after it. Offsets count UTF-16 units since the stream's
 * start.
 */
export interface Piece {
  readonly text: string;
  readonly at: number;
  /**
   * The plain run at the end of the piece, if any. From `start` to `end` the stream has only printable text,
   * \b \t \r \n and complete SGR sequences, and the terminal's modes are the defaults. The text between `end`
   * and the piece's end is the beginning of a sequence.
   */
  readonly run: { readonly start: number; readonly end: number } | undefined;
}

/** Follows a stream of terminal output that may be cut anywhere. */
export interface VtScanner {
  scan(text: string): Piece;
  /** Whether the alternate screen is shown. */
  readonly alternate: boolean;
  /** Whether the program asks for reports of the terminal's focus (private mode 1004). */
  readonly asksForFocus: boolean;
  /** Whether the program takes text from a person: it asks for pasted text to be marked (private mode 2004). */
  readonly takesText: boolean;
}

// The parser's states after Paul Williams, https://vt100.net/emu/dec_ansi_parser, reduced to those that find
// the end of a sequence.
type State = "ground" | "escape" | "escape-more" | "csi" | "string";

const code = { bel: 0x07, can: 0x18, sub: 0x1a, esc: 0x1b } as const;

const char = (unit: number) => String.fromCharCode(unit);
const between = (...ranges: [number, number][]) =>
  `[${ranges.map(([from, to]) => `${char(from)}-${char(to)}`).join("")}]`;

/**
 * The end of plain text: a control character (including U+0080–U+009F), or the beginning of a sequence other
 * than a complete SGR (m) or erase-in-line (K). Those two do not move the cursor to another row.
 */
const special = new RegExp(
  `${char(code.esc)}(?!\\[(?:[0-9;:]*m|[0-2]?K))|` +
    between([0x00, 0x07], [0x0b, 0x0c], [0x0e, 0x1a], [0x1c, 0x1f], [0x7f, 0x9f]),
  "g",
);
const csiShape = /^([<=>?]?)([0-9;:]*)([ -/]*)$/;
const stringIntroducers: ReadonlySet<number> = new Set([
  0x50, 0x58, 0x5d, 0x5e, 0x5f, 0x90, 0x98, 0x9d, 0x9e, 0x9f,
]);
const oscIntroducers: ReadonlySet<number> = new Set([0x5d, 0x9d]);
const oscEnd = new RegExp(between([0x07, 0x07], [0x18, 0x18], [0x1a, 0x1b], [0x9c, 0x9c]), "g");
const otherStringEnd = new RegExp(between([0x18, 0x18], [0x1a, 0x1b], [0x9c, 0x9c]), "g");

/** Private modes that affect neither the place nor the look of text. */
const harmless: ReadonlySet<string> = new Set(
  // Cursor keys, blinking and visible cursor, mouse, focus, saved cursor, bracketed paste, synchronised
  // output.
  "1 12 25 1000 1002 1003 1004 1005 1006 1007 1015 1016 1048 2004 2026".split(" "),
);
const alternateModes: ReadonlySet<string> = new Set(["47", "1047", "1049"]);
/** The settings that DECSTR (CSI ! p) resets. */
const softResets = ["margins", "4", "?6", "?7", "?45", "?66"] as const;

/** The most UTF-16 units of an operating system command (OSC) that are kept. */
const longestCommand = 2000;

/** @param onSign receives the program's messages to its terminal */
export function createVtScanner(onSign?: (sign: TerminalSign) => void): VtScanner {
  let state: State = "ground";
  let at = 0;
  let runStart: number | undefined = 0;
  let sequenceStart = 0;
  /** The sequence's text since its introducer, cut at the relevant length. */
  let body = "";
  let osc = false;
  /** Only characters of a plain sequence have come since the introducer. */
  let clean = false;
  const modes = new Set<string>();
  let alternate = false;
  let asksForFocus = false;
  let takesText = false;

  const setMode = (key: string, on: boolean) => {
    if (on) modes.add(key);
    else modes.delete(key);
  };

  function csi(final: string) {
    const shape = csiShape.exec(body);
    if (shape === null) {
      // Terminals differ in their treatment of a malformed sequence.
      modes.add("malformed");
      return;
    }
    const [, prefix = "", params = "", between = ""] = shape;
    if (between === "!" && final === "p") for (const key of softResets) modes.delete(key);
    if (between !== "") return;
    if (final === "r")
      setMode(prefix === "" ? "margins" : "restored", prefix !== "" || params !== "");
    if (final !== "h" && final !== "l") return;
    if (prefix !== "" && prefix !== "?") return;
    for (const param of params.split(";")) {
      if (prefix === "?" && param === "1004") asksForFocus = final === "h";
      if (prefix === "?" && param === "2004") takesText = final === "h";
      if (prefix === "") setMode(param, final === "h");
      else if (alternateModes.has(param)) alternate = final === "h";
      else if (!harmless.has(param)) setMode(`?${param}`, (final === "h") !== (param === "7"));
    }
  }

  /** Ends a sequence at this offset. A sequence that is not plain ends the run; a new run begins after it. */
  function over(plain: boolean) {
    state = "ground";
    if (!plain) runStart = undefined;
  }

  function begin(text: string, index: number) {
    const unit = text.charCodeAt(index);
    sequenceStart = at + index;
    body = "";
    clean = unit === code.esc;
    if (unit === code.bel) onSign?.({ kind: "bell" });
    if (unit === code.esc) state = "escape";
    else if (unit === 0x9b) state = "csi";
    else if (stringIntroducers.has(unit)) openString(unit);
    else over(false);
  }

  function openString(introducer: number) {
    state = "string";
    osc = oscIntroducers.has(introducer);
    runStart = undefined;
  }

  /** Ends an operating system command. */
  function command(end: number) {
    if (!osc || end === code.can || end === code.sub) return;
    const sign = signOf(body);
    if (sign !== undefined) onSign?.(sign);
  }

  /** Processes one character inside a sequence other than a string. */
  function step(text: string, index: number) {
    const unit = text.charCodeAt(index);
    if (unit === code.esc || (unit >= 0x80 && unit <= 0x9f)) {
      runStart = undefined;
      begin(text, index);
    } else if (unit === code.can || unit === code.sub) over(false);
    else if (unit < 0x20 || unit === 0x7f) clean = false;
    else if (unit > 0x7f) over(false);
    else if (state === "csi") {
      if (unit < 0x40) {
        body += text[index];
        if (body.length > 1000) {
          // Longer than any sequence that sets a mode. The limit bounds the memory.
          body = body.slice(0, 1000);
          clean = false;
        }
      } else {
        const final = text.charAt(index);
        const plain =
          clean &&
          ((final === "m" && /^[0-9;:]*$/.test(body)) || (final === "K" && /^[0-2]?$/.test(body)));
        if (!plain) csi(final);
        over(plain);
      }
    } else if (unit < 0x30) state = "escape-more";
    else if (state === "escape" && unit === 0x5b) state = "csi";
    else if (state === "escape" && stringIntroducers.has(unit)) openString(unit);
    else {
      if (state === "escape" && unit === 0x63) {
        modes.clear();
        alternate = false;
        asksForFocus = false;
        takesText = false;
      }
      over(false);
    }
  }

  return {
    get alternate() {
      return alternate;
    },
    get asksForFocus() {
      return asksForFocus;
    },
    get takesText() {
      return takesText;
    },
    scan(text) {
      let index = 0;
      while (index < text.length) {
        if (state === "ground") {
          if (runStart === undefined && modes.size === 0 && !alternate) runStart = at + index;
          special.lastIndex = index;
          const found = special.exec(text);
          if (found === null) break;
          index = found.index;
          begin(text, index);
          index++;
        } else if (state === "string") {
          const terminator = osc ? oscEnd : otherStringEnd;
          terminator.lastIndex = index;
          const found = terminator.exec(text);
          if (osc && onSign !== undefined && body.length < longestCommand)
            body += text.slice(
              index,
              Math.min(found?.index ?? text.length, index + longestCommand),
            );
          if (found === null) break;
          index = found.index + 1;
          command(text.charCodeAt(found.index));
          if (text.charCodeAt(found.index) === code.esc) begin(text, found.index);
          else over(false);
        } else {
          step(text, index);
          index++;
        }
      }
      const piece: Piece = {
        text,
        at,
        run:
          runStart === undefined
            ? undefined
            : { start: runStart, end: state === "ground" ? at + text.length : sequenceStart },
      };
      at += text.length;
      return piece;
    },
  };
}
