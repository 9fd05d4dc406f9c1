import type { Terminal } from "@xterm/headless";

// What a terminal's state is made of, as @xterm/headless 6 keeps it (its version is pinned). Its public
// interface tells the text and the cursor, but not margins, the saved cursor, character sets, tab stops,
// underline styles, links or the parser's state, all of which decide what the next output does. Names and
// packing are those of https://github.com/xtermjs/xterm.js/tree/6.0.0/src/common.

/** How a cell looks. `fg` and `bg` hold a colour and flags, see attributes.ts. */
export interface Attributes {
  readonly fg: number;
  readonly bg: number;
  readonly extended: { readonly ext: number; readonly urlId: number };
}

/** `content`: bits 0–20 a code point, bit 21 that `combinedData` holds the text instead, bits 22–23 the width. */
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

/** One of a terminal's two buffers. Rows of `y` count from the screen's top, which is line `ybase`. */
export interface Buffer {
  readonly lines: { readonly length: number; get(index: number): Line | undefined };
  readonly ybase: number;
  readonly x: number;
  readonly y: number;
  readonly scrollTop: number;
  readonly scrollBottom: number;
  readonly tabs: Readonly<Record<number, boolean | undefined>>;
  readonly savedX: number;
  /** Counted in lines of the buffer, not in rows of the screen. */
  readonly savedY: number;
  readonly savedCurAttrData: Attributes;
  readonly savedCharset: unknown;
}

/** The inside of a terminal. It changes as the terminal does. */
export interface Inside {
  readonly cols: number;
  readonly rows: number;
  /** Takes output in before it returns. The public way waits for a timer each time, a millisecond at least. */
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
const shape: readonly (readonly [path: string, type: string])[] = [
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

function at(value: unknown, path: string): unknown {
  let found = value;
  for (const key of path.split(".")) {
    if (typeof found !== "object" || found === null) return undefined;
    found = Reflect.get(found, key);
  }
  return found;
}

const isInside = (value: unknown): value is Inside =>
  shape.every(([path, type]) => typeof at(value, path) === type);

const isCell = (value: unknown): value is Cell =>
  ["content", ...attributes].every((field) => typeof at(value, field) === "number");

/** @throws when the terminal is not made as the pinned version makes it */
export function insideOf(terminal: Terminal): Inside {
  const core = at(terminal, "_core");
  if (!isInside(core)) throw new Error("This version of the terminal keeps its state otherwise.");
  return core;
}

/** A cell for `loadCell` to fill. */
export function emptyCell(terminal: Terminal): Cell {
  const cell: unknown = terminal.buffer.active.getNullCell();
  if (!isCell(cell)) throw new Error("This version of the terminal keeps its cells otherwise.");
  return cell;
}

/**
 * Whether the parser is between two sequences and the last thing that it took in was no printed character:
 * what comes next is then read the same by a parser that knows nothing of what came before.
 */
export function isBetween({ _inputHandler: { _parser, _stringDecoder } }: Inside): boolean {
  return (
    _parser.currentState === 0 && _parser.precedingJoinState === 0 && _stringDecoder._interim === 0
  );
}
