import { bound } from "./bounded";
import { cellWidths } from "./cell-width";
import { type InputHandler, type TerminalCore, terminalCore } from "./terminal-input";

/** An xterm.js terminal, with or without a window. */
interface Writable {
  write(data: string | Uint8Array, done?: () => void): void;
}

/**
 * The most UTF-16 units that a terminal processes before other work gets a turn. A terminal with more than
 * `cells` cells processes fewer.
 */
const turn = { units: 64 * 1024, cells: 2000, least: 256 } as const;

/**
 * Prepares a terminal for untrusted output. Every terminal of the project is prepared by this function: live,
 * recorded, exported or without a window.
 * - No sequence costs more than the screen has cells, whatever its parameters (`bounded.ts`).
 * - Output at which xterm.js throws does not stop the terminal. The rest of that write is skipped.
 * - A long write is processed piece by piece, so that other work gets a turn.
 * - Characters have the same width in all terminals (`cell-width.ts`).
 * @returns the terminal
 * @throws when the terminal's internals are not those of the pinned version
 */
export function makeSturdy<T extends Writable>(terminal: T): T {
  const core = terminalCore(terminal);
  goOn(core._inputHandler);
  bound(core._inputHandler);
  takeTurns(terminal, core);
  core.unicodeService.register(cellWidths);
  core.unicodeService.activeVersion = cellWidths.version;
  return terminal;
}

/**
 * xterm.js 6.0.0 throws at some output. The output then stays at the head of its queue and is never
 * processed: the terminal shows nothing more, every caller that waits for a write waits for ever, and a live
 * run that waits for its terminal stops.
 */
function goOn(input: InputHandler): void {
  const parse = input.parse.bind(input);
  const erase = input.eraseInDisplay.bind(input);
  input.parse = (data, promiseResult) => {
    try {
      return parse(data, promiseResult);
    } catch {
      // The parser is in the middle of a sequence.
      input._parser.reset();
      return undefined;
    }
  };
  input.eraseInDisplay = (params, respectProtect) => {
    const { x, y, lines } = input._activeBuffer;
    const upToCursor = params.params[0] === 1;
    // xterm.js accesses the line after the last one here. Erasing up to the last cell is erasing the whole
    // screen.
    if (upToCursor && x + 1 >= input._bufferService.cols && y + 1 >= lines.length)
      params.params[0] = 2;
    return erase(params, respectProtect);
  };
}

/** xterm.js yields between two writes, but not within one. */
function takeTurns(terminal: Writable, core: TerminalCore): void {
  const write = terminal.write.bind(terminal);
  terminal.write = (data, done) => {
    const share = Math.min(1, turn.cells / (core.cols * core.rows));
    const most = Math.max(turn.least, Math.floor(turn.units * share));
    let at = 0;
    for (; at + most < data.length; at += most) write(data.slice(at, at + most));
    write(at === 0 ? data : data.slice(at), done);
  };
}
