// xterm.js 6.0.0 throws at some output. What it was taking in then stays at the head of its queue, where nothing
// takes it up again: the terminal shows nothing more, whoever waits for it waits for ever, and a live run whose
// output waits with it stands still. Its names are those of
// https://github.com/xtermjs/xterm.js/blob/6.0.0/src/common/InputHandler.ts.

interface Buffer {
  readonly x: number;
  readonly y: number;
  readonly lines: { readonly length: number };
}
interface InputHandler {
  readonly _activeBuffer: Buffer;
  readonly _bufferService: { readonly cols: number };
  readonly _parser: { reset(): void };
  parse(data: string | Uint8Array, promiseResult?: boolean): unknown;
  eraseInDisplay(params: { readonly params: Int32Array }, respectProtect?: boolean): boolean;
}

const get = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;

const isInputHandler = (value: unknown): value is InputHandler =>
  typeof get(value, "parse") === "function" &&
  typeof get(value, "eraseInDisplay") === "function" &&
  typeof get(get(value, "_parser"), "reset") === "function" &&
  typeof get(get(value, "_bufferService"), "cols") === "number" &&
  typeof get(get(get(value, "_activeBuffer"), "lines"), "length") === "number";

/**
 * Makes a terminal go on after output at which it throws; what is left of that write is passed over. Erasing up
 * to the cursor (`CSI 1 J`) where it ends the last line, which programs do, works.
 * @param terminal one of xterm.js, with a window or without; one that is made otherwise stays as it is
 * @returns the terminal
 */
export function makeSturdy<T extends object>(terminal: T): T {
  const input = get(get(terminal, "_core"), "_inputHandler");
  if (!isInputHandler(input)) return terminal;
  const parse = input.parse.bind(input);
  const erase = input.eraseInDisplay.bind(input);
  input.parse = (data, promiseResult) => {
    try {
      return parse(data, promiseResult);
    } catch {
      // It stands in the middle of the sequence.
      input._parser.reset();
      return undefined;
    }
  };
  input.eraseInDisplay = (params, respectProtect) => {
    const { x, y, lines } = input._activeBuffer;
    const upToCursor = params.params[0] === 1;
    // It looks at the line behind the last one. Up to the end of the screen is all of it.
    if (upToCursor && x + 1 >= input._bufferService.cols && y + 1 >= lines.length)
      params.params[0] = 2;
    return erase(params, respectProtect);
  };
  return terminal;
}
