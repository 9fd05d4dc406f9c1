import { bound } from "./bounded";
import { cellWidths } from "./cell-width";
import { coreOf, type InputHandler, type TerminalCore } from "./terminal-input";

/** A terminal of xterm.js, with a window or without. */
interface Writable {
  write(data: string | Uint8Array, done?: () => void): void;
}

/** UTF-16 units that a terminal takes in before others get a turn; one with more than so many cells takes fewer. */
const turn = { units: 64 * 1024, cells: 2000, least: 256 } as const;

/**
 * Makes a terminal fit for output that anybody may have written. Every terminal of the project is made so, live,
 * recorded, exported or without a window:
 * - no sequence costs more than the screen has cells, whatever its numbers (`bounded.ts`);
 * - output at which xterm.js throws does not end it; what is left of that write is passed over;
 * - a long write is taken in piece by piece, so that others get a turn;
 * - characters are as wide as in all the others (`cell-width.ts`).
 * @returns the terminal
 * @throws when it is not made as the pinned version makes it
 */
export function makeSturdy<T extends Writable>(terminal: T): T {
  const core = coreOf(terminal);
  goOn(core._inputHandler);
  bound(core._inputHandler);
  takeTurns(terminal, core);
  core.unicodeService.register(cellWidths);
  core.unicodeService.activeVersion = cellWidths.version;
  return terminal;
}

/**
 * xterm.js 6.0.0 throws at some output. What it was taking in then stays at the head of its queue, where nothing
 * takes it up again: the terminal shows nothing more, whoever waits for it waits for ever, and a live run whose
 * output waits with it stands still.
 */
function goOn(input: InputHandler): void {
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
}

/** The terminal gives others a turn between two writes, but not within one. */
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
