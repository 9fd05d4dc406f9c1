import { coreOf, hasShape, type Shape } from "./xterm-internals";
// The internals of an xterm.js 6.0.0 terminal that the project uses; the version is pinned. The names are
// those of https://github.com/xtermjs/xterm.js/tree/6.0.0/src/common: CoreTerminal.ts, InputHandler.ts,
// buffer/Buffer.ts, parser/EscapeSequenceParser.ts, services/OscLinkService.ts and
// services/UnicodeService.ts.

export interface Line {
  getString(x: number): string;
  clone(): Line;
  copyFrom(line: Line): void;
}

/** The lines of a screen and of its scrollback. */
export interface TerminalBuffer {
  readonly x: number;
  readonly y: number;
  /** The number of lines above the screen. */
  readonly ybase: number;
  /** The first and the last row of the scroll region. */
  readonly scrollTop: number;
  readonly scrollBottom: number;
  readonly lines: {
    readonly length: number;
    get(y: number): Line | undefined;
    splice(start: number, deleteCount: number, ...lines: Line[]): void;
  };
  readonly markers: { readonly length: number };
  getBlankLine(look: unknown): Line;
}

/** A sequence's parameters. The array is longer than the number of given parameters. */
export interface Params {
  readonly params: Int32Array;
}

/** The part of the terminal that processes output. */
export interface InputHandler {
  _activeBuffer: TerminalBuffer;
  readonly _bufferService: { readonly cols: number; readonly rows: number };
  readonly _parser: {
    readonly precedingJoinState: number;
    reset(): void;
    /** The handler that was registered last is called first. A result of false passes the sequence on. */
    registerCsiHandler(id: { readonly final: string }, handler: (params: Params) => boolean): void;
  };
  readonly _dirtyRowTracker: { markRangeDirty(top: number, bottom: number): void };
  readonly _oscLinkService: LinkService;
  parse(data: string | Uint8Array, promiseResult?: boolean): unknown;
  eraseInDisplay(params: Params, respectProtect?: boolean): boolean;
  carriageReturn(): boolean;
  _restrictCursor(): void;
  _eraseAttrData(): unknown;
}

/** The links that programs make (OSC 8). Each line of a link has a marker, which moves with the line. */
export interface LinkService {
  registerLink(data: { readonly id?: string; readonly uri: string }): number;
  addLineToLink(link: number, y: number): void;
  readonly _dataByLinkId: {
    get(link: number): { readonly lines: readonly { readonly line: number }[] } | undefined;
  };
}

/** A table of the widths of characters (IUnicodeVersionProvider). */
export interface WidthTable {
  readonly version: string;
  wcwidth(code: number): 0 | 1 | 2;
  charProperties(code: number, preceding: number): number;
}

/** The internals of a terminal. */
export interface TerminalCore {
  readonly cols: number;
  readonly rows: number;
  readonly _inputHandler: InputHandler;
  readonly unicodeService: { activeVersion: string; register(table: WidthTable): void };
}

const shape: Shape = [
  ["cols", "number"],
  ["rows", "number"],
  ["unicodeService.register", "function"],
  ["unicodeService.activeVersion", "string"],
  ["_inputHandler._bufferService.cols", "number"],
  ["_inputHandler._bufferService.rows", "number"],
  ["_inputHandler._dirtyRowTracker.markRangeDirty", "function"],
  ["_inputHandler._oscLinkService._dataByLinkId.get", "function"],
  ...["x", "y", "ybase", "scrollTop", "scrollBottom", "lines.length", "markers.length"].map(
    (path) => [`_inputHandler._activeBuffer.${path}`, "number"] as const,
  ),
  ...["lines.get", "lines.splice", "getBlankLine"].map(
    (path) => [`_inputHandler._activeBuffer.${path}`, "function"] as const,
  ),
  ...["registerLink", "addLineToLink"].map(
    (path) => [`_inputHandler._oscLinkService.${path}`, "function"] as const,
  ),
  ["_inputHandler._parser.precedingJoinState", "number"],
  ["_inputHandler._parser.reset", "function"],
  ["_inputHandler._parser.registerCsiHandler", "function"],
  ...["parse", "eraseInDisplay", "carriageReturn", "_restrictCursor", "_eraseAttrData"].map(
    (path) => [`_inputHandler.${path}`, "function"] as const,
  ),
];

const isCore = (value: unknown): value is TerminalCore => hasShape(value, shape);

/** @throws when the internals are not those of the pinned version; the terminal could not be bounded then */
export function terminalCore(terminal: object): TerminalCore {
  const core = coreOf(terminal);
  if (isCore(core)) return core;
  throw new Error("The internals of this version of xterm.js are different.");
}
