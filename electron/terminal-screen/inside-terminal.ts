import { coreOf, hasShape, partAt, type Shape } from "@shared/recordings/xterm-internals";
import type { Terminal } from "@xterm/headless";

// The internal state of a terminal of @xterm/headless 6 (its version is pinned). The public interface gives the
// text and the cursor. It lacks margins, the saved cursor, character sets, tab stops, underline styles, links and
// the parser's state, which all decide the effect of later output. Names and packing come from
// https://github.com/xtermjs/xterm.js/tree/6.0.0/src/common.

/** The style of a cell. `fg` and `bg` contain a colour and flags, see attributes.ts. */
export interface Attributes {
  readonly fg: number;
  readonly bg: number;
  readonly extended: { readonly ext: number; readonly urlId: number };
}

/**
 * `content`: bits 0–20 are a code point, bit 21 says that the text is in `combinedData` instead, bits 22–23 are
 * the width.
 */
export interface Cell extends Attributes {
  readonly content: number;
  readonly combinedData: string;
}

export interface Line {
  readonly length: number;
  readonly isWrapped: boolean;
  /** Fills `cell` and returns it. */
  loadCell(x: number, cell: Cell): Cell;
}

/** One of a terminal's two buffers. `y` counts rows from the top of the screen, which is line `ybase` of the buffer. */
export interface Buffer {
  readonly lines: { readonly length: number; get(index: number): Line | undefined };
  readonly ybase: number;
  readonly x: number;
  readonly y: number;
  readonly scrollTop: number;
  readonly scrollBottom: number;
  readonly tabs: Readonly<Record<number, boolean | undefined>>;
  readonly savedX: number;
  /** A line of the buffer, not a row of the screen. */
  readonly savedY: number;
  readonly savedCurAttrData: Attributes;
  readonly savedCharset: unknown;
}

/** The live internal state of a terminal. */
export interface Inside {
  readonly cols: number;
  readonly rows: number;
  /** Parses output before it returns. The public `write` waits for a timer on each call, for at least a millisecond. */
  writeSync(data: string): void;
  readonly _bufferService: {
    readonly buffers: { readonly normal: Buffer; readonly alt: Buffer; readonly active: Buffer };
  };
  readonly _inputHandler: {
    readonly _curAttrData: Attributes;
    readonly _parser: { readonly currentState: number; readonly precedingJoinState: number };
    readonly _stringDecoder: { readonly _interim: number };
  };
  readonly _charsetService: {
    readonly charset: unknown;
    readonly glevel: number;
    readonly _charsets: readonly unknown[];
  };
  readonly coreService: {
    readonly isCursorHidden: boolean;
    readonly modes: { readonly insertMode: boolean };
    readonly decPrivateModes: {
      readonly origin: boolean;
      readonly wraparound: boolean;
      readonly reverseWraparound: boolean;
      readonly cursorStyle: string | undefined;
      readonly cursorBlink: boolean | undefined;
    };
  };
  readonly optionsService: { readonly rawOptions: { readonly convertEol: boolean } };
  readonly _oscLinkService: {
    getLinkData(id: number): { readonly id?: string; readonly uri: string } | undefined;
  };
}

const numbers = ["ybase", "x", "y", "scrollTop", "scrollBottom", "savedX", "savedY"];
const attributes = ["fg", "bg", "extended.ext", "extended.urlId"];
const shape: Shape = [
  ["cols", "number"],
  ["rows", "number"],
  ["writeSync", "function"],
  ...["normal", "alt", "active"].flatMap((name) => {
    const buffer = `_bufferService.buffers.${name}`;
    return [
      ...numbers.map((field) => [`${buffer}.${field}`, "number"] as const),
      ...attributes.map((field) => [`${buffer}.savedCurAttrData.${field}`, "number"] as const),
      [`${buffer}.tabs`, "object"] as const,
      [`${buffer}.lines.length`, "number"] as const,
      [`${buffer}.lines.get`, "function"] as const,
    ];
  }),
  ...attributes.map((field) => [`_inputHandler._curAttrData.${field}`, "number"] as const),
  ["_inputHandler._parser.currentState", "number"],
  ["_inputHandler._parser.precedingJoinState", "number"],
  ["_inputHandler._stringDecoder._interim", "number"],
  ["_charsetService.glevel", "number"],
  ["_charsetService._charsets.length", "number"],
  ["coreService.isCursorHidden", "boolean"],
  ["coreService.modes.insertMode", "boolean"],
  ["coreService.decPrivateModes.origin", "boolean"],
  ["coreService.decPrivateModes.wraparound", "boolean"],
  ["coreService.decPrivateModes.reverseWraparound", "boolean"],
  ["optionsService.rawOptions.convertEol", "boolean"],
  ["_oscLinkService.getLinkData", "function"],
];

const isInside = (value: unknown): value is Inside => hasShape(value, shape);

const isCell = (value: unknown): value is Cell =>
  ["content", ...attributes].every((field) => typeof partAt(value, field) === "number");

/** @throws when the terminal lacks the internals of the pinned version */
export function insideOf(terminal: Terminal): Inside {
  const core = coreOf(terminal);
  if (!isInside(core))
    throw new Error("This version of xterm.js stores its state in another form.");
  return core;
}

/** A cell for `loadCell` to fill. */
export function emptyCell(terminal: Terminal): Cell {
  const cell: unknown = terminal.buffer.active.getNullCell();
  if (!isCell(cell)) throw new Error("This version of xterm.js stores its cells in another form.");
  return cell;
}

/**
 * Whether the parser is between two sequences and the last input was no printed character. A fresh parser then
 * reads the following output the same way.
 */
export function isBetween({ _inputHandler: { _parser, _stringDecoder } }: Inside): boolean {
  return (
    _parser.currentState === 0 && _parser.precedingJoinState === 0 && _stringDecoder._interim === 0
  );
}
