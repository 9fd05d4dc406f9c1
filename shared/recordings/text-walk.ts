import { createAnchorLook, isControl } from "./anchor-look";
import { folded, isInvisible } from "./folded";

/** The kind of a text: "ground" is printed text, "string" is text inside a control string (a title, a link). */
export type Where = "ground" | "string";

/** The indexes of three consecutive units. Units of earlier texts have negative indexes. */
export type Places = readonly [number, number, number];

/** Receives the results of a walk through terminal output. Indexes are those of the scanned text. */
export interface TextWalkListener {
  /** Whether the listener wants every unit of this kind of text. */
  active(where: Where): boolean;
  /** Receives one unit. A tab is passed as a space. */
  unit(where: Where, unit: number, index: number): void;
  /**
   * The last three units may be an anchor: the beginning of a pattern.
   * @param packed the last four units, one byte each
   * @param within whether the unit before the anchor is directly before it on the screen
   */
  candidate(where: Where, text: string, packed: number, places: Places, within: boolean): void;
  /**
   * @param full whether the line was as wide as the terminal, so that its text may continue on the next line
   */
  lineBreak(full: boolean): void;
  /** The cursor moved away from the end of the text. */
  moved(): void;
  stringEnd(): void;
}

export interface TextWalk {
  /**
   * Continues at `from`; earlier text has been walked already.
   * @param ascii the units from `from` on as bytes, if all are ASCII; it only makes the walk faster
   */
  scan(text: string, from: number, ascii?: Uint16Array): void;
  /** Removes `length` units from the beginning: all stored indexes are reduced. */
  shift(length: number): void;
  resize(cols: number): void;
}

// The parser's states after Paul Williams, https://vt100.net/emu/dec_ansi_parser, reduced to those that
// separate text from sequences.
type State = "ground" | "escape" | "csi" | "string";

const tab = 0x09;
const space = 0x20;

const strings: ReadonlySet<number> = new Set([
  0x50, 0x58, 0x5d, 0x5e, 0x5f, 0x90, 0x98, 0x9d, 0x9e, 0x9f,
]);

/** The index of the last unit of a complete colour sequence (SGR); negative for any other text. */
function colourEnd(text: string, from: number): number {
  if (text.charCodeAt(from + 1) !== 0x5b) return -1;
  for (let index = from + 2; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === 0x6d) return index;
    if (unit < 0x30 || unit > 0x3b) return -1;
  }
  return -1;
}

/**
 * Walks through terminal output and passes on its text without sequences, control characters and line breaks.
 * For speed, most output is only checked for anchors.
 * @param anchors the three packed units that each pattern begins with
 */
export function createTextWalk(anchors: readonly number[], listener: TextWalkListener): TextWalk {
  const look = createAnchorLook(anchors);
  let state: State = "ground";
  let packed = 0;
  let inString = 0;
  /** The indexes of the two preceding units in a string. */
  let stringLast = -1;
  let stringLastButOne = -1;
  /**
   * The index of the first unit after the last control character, and the indexes of the two units before it.
   */
  let runStart = 0;
  let last = -1;
  let lastButOne = -1;
  /** The number of units in this line, and since the cursor last moved. */
  let column = 0;
  let since = 0;
  let full = false;
  /** The row to which a sequence moved the cursor; undefined when the row is unknown. */
  let row: number | undefined;
  let width = 80;
  let params = "";

  /** Ends the run of plain text before this index. */
  function endRun(index: number) {
    const length = index - runStart;
    if (length > 1) lastButOne = index - 2;
    else if (length === 1) lastButOne = last;
    if (length > 0) last = index - 1;
    column += length;
    since += length;
  }

  function control(unit: number) {
    if (unit === 0x1b) state = "escape";
    else if (unit === 0x9b) openCsi();
    else if (strings.has(unit)) openString();
    else if (unit === 0x0a || unit === 0x0d) {
      endLine();
      if (listener.active("ground")) listener.lineBreak(full);
    }
  }

  function endLine() {
    // The second character of a line end changes nothing.
    if (column > 0) full = column >= width - 1 && (column + 1) % width < 2;
    column = 0;
    since = 0;
    row = undefined;
  }

  function openCsi() {
    state = "csi";
    params = "";
  }

  function openString() {
    state = "string";
    inString = 0;
  }

  /** Follows sequences that move the cursor. */
  function csi(final: string) {
    if (!"ABCDEFGHPXdf".includes(final)) return;
    since = 0;
    const [first = 0, second = 0] = params.split(";").map(Number);
    const before = { row, column };
    place(final, first, second);
    const stays = row !== undefined && row === before.row && column === before.column;
    const inRow = final === "G" && column === before.column;
    if (!stays && !inRow && !"PX".includes(final) && listener.active("ground")) listener.moved();
  }

  function place(final: string, first: number, second: number) {
    if ("Hf".includes(final)) row = Math.max(1, first);
    else if (final === "d") row = Math.max(1, first);
    else if ("ABEF".includes(final)) row = undefined;
    if (final === "G") column = Math.max(0, first - 1);
    else if (final === "H" || final === "f") column = Math.max(0, second - 1);
    else if (final === "C") column += Math.max(1, first);
    else if (final === "D") column = Math.max(0, column - Math.max(1, first));
    else if (final === "E" || final === "F") column = 0;
  }

  /** Processes one unit of a sequence. */
  function step(unit: number) {
    if (unit === 0x1b || (unit >= 0x80 && unit <= 0x9f)) {
      state = "ground";
      control(unit);
    } else if (unit === 0x18 || unit === 0x1a) state = "ground";
    else if (unit < 0x20 || unit === 0x7f) return;
    else if (state === "csi") {
      if (unit >= 0x40) {
        state = "ground";
        csi(String.fromCharCode(unit));
      } else if (params.length < 32) params += String.fromCharCode(unit);
    } else if (unit === 0x5b) openCsi();
    else if (strings.has(unit)) openString();
    else if (unit >= 0x30) state = "ground";
  }

  function stringUnit(text: string, unit: number, index: number) {
    if (unit >= 0x20 && (unit < 0x7f || unit > 0x9f)) {
      if (isInvisible(unit)) return;
      const as = folded(unit);
      inString = (inString << 8) | (as & 0xff);
      if (listener.active("string")) listener.unit("string", unit === tab ? space : as, index);
      if (look.mayBegin(inString))
        listener.candidate("string", text, inString, [stringLastButOne, stringLast, index], true);
      stringLastButOne = stringLast;
      stringLast = index;
      return;
    }
    if (![0x07, 0x18, 0x1a, 0x1b, 0x9c].includes(unit)) return;
    listener.stringEnd();
    state = unit === 0x1b ? "escape" : "ground";
  }

  /**
   * Skips plain text while the listener does not want every unit.
   * @returns the index of a control character, the index after a candidate, or the text's length
   */
  function plain(text: string, from: number, ascii: Uint16Array | undefined, base: number): number {
    const end = text.length;
    let units = packed;
    /** From this index on, the four preceding units are in this run, so that pairs of units can be skipped. */
    let solid = Math.max(runStart, from) + 3;
    for (let index = from; index < end; index++) {
      const unit = text.charCodeAt(index);
      if (isControl(unit)) {
        // Most control characters end lines or set colours. They are handled here, because leaving the loop
        // costs time.
        if (unit === 0x0a || unit === 0x0d) {
          endRun(index);
          endLine();
          runStart = index + 1;
          solid = index + 4;
          continue;
        }
        const last = unit === 0x1b ? colourEnd(text, index) : -1;
        if (last < 0) {
          packed = units;
          return index;
        }
        endRun(index);
        index = last;
        runStart = index + 1;
        solid = index + 4;
        continue;
      }
      units = (units << 8) | (folded(unit) & 0xff);
      if (look.mayBegin(units)) {
        packed = units;
        candidate(text, index);
        return index + 1;
      }
      if (ascii === undefined || index < solid) continue;
      const pair = look.next(ascii, (index - base) >> 1);
      // An anchor or control character that `look.next` reports is in the pair's two units or in the next
      // unit.
      solid = base + 2 * pair + 2;
      const next = base + 2 * pair;
      if (next <= index + 1) continue;
      index = next - 1;
      units = packedBefore(text, next);
    }
    packed = units;
    return end;
  }

  /** Like `plain`, while the listener wants every unit. */
  function watched(text: string, from: number): number {
    for (let index = from; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (isControl(unit)) return index;
      const as = folded(unit);
      packed = (packed << 8) | (as & 0xff);
      listener.unit("ground", unit === tab ? space : as, index);
      if (look.mayBegin(packed)) candidate(text, index);
      if (!listener.active("ground")) return index + 1;
    }
    return text.length;
  }

  function candidate(text: string, index: number) {
    const one = index - 1 >= runStart ? index - 1 : last;
    const two = index - 2 >= runStart ? index - 2 : index - 1 >= runStart ? last : lastButOne;
    const within = since + index - runStart + 1 > 3;
    listener.candidate("ground", text, packed, [two, one, index], within);
  }

  return {
    scan(text, from, ascii) {
      const end = text.length;
      let index = from;
      while (index < end) {
        if (state !== "ground") {
          const unit = text.charCodeAt(index);
          if (state === "string") stringUnit(text, unit, index);
          else step(unit);
          runStart = ++index;
          continue;
        }
        index = listener.active("ground") ? watched(text, index) : plain(text, index, ascii, from);
        if (index === end) break;
        const unit = text.charCodeAt(index);
        if (!isControl(unit)) continue;
        endRun(index);
        control(unit);
        runStart = ++index;
      }
    },
    shift(length) {
      runStart -= length;
      last -= length;
      lastButOne -= length;
      stringLast -= length;
      stringLastButOne -= length;
    },
    resize(cols) {
      width = Math.max(2, cols);
    },
  };
}

/** The four units before an index, one byte each. */
function packedBefore(text: string, index: number): number {
  let units = 0;
  for (let at = index - 4; at < index; at++) units = (units << 8) | (text.charCodeAt(at) & 0xff);
  return units;
}
