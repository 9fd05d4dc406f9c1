import { scrollbackLines } from "@shared/contracts/terminal";
import { colourDefaults, type TerminalColours } from "@shared/contracts/terminal-colours";
import { createBacklog } from "@shared/recordings/skim";
import type { Piece } from "@shared/recordings/vt-scanner";
import type { Answerer, OpenAnswerer } from "./answerer";

/**
 * UTF-16 units of a backlog. It is skimmed above `skim`. The terminal is paused above `pause` and resumed below
 * `resume`.
 */
export const answerLimits = {
  skim: 512 * 1024,
  pause: 4 * 1024 * 1024,
  resume: 1024 * 1024,
} as const;
/** The most UTF-16 units that were sent to the answerer and are not parsed yet. */
const underwayLimit = 256 * 1024;
/** UTF-16 units of one write, whose end is a sign of life. */
const writeSize = 64 * 1024;
/**
 * Newlines that skimming keeps: those above the answerer's screen, and twice the largest number of a terminal's
 * rows.
 */
const keptLines = scrollbackLines + 2 * 1000;
/** Milliseconds without a sign of life after which an answerer counts as hanging. */
const defaultPatience = 10_000;

/** Answers the terminal queries of a session's programs exactly once, whether or not a window shows the terminal. */
export interface Answers {
  /** Whether the backlog is so large that the terminal must pause. */
  readonly wantsPause: boolean;
  /** New output. */
  push(piece: Piece): void;
  resize(cols: number, rows: number): void;
  setColours(colours: TerminalColours): void;
  /** Another program has the terminal now. It gets no answers to the queries of the program before. */
  turn(): void;
  /** `onScreen` gets the text on the screen after all output so far. */
  look(): void;
  /**
   * Has the screen written as it is once what has come so far is followed.
   * @param tell is not called by an answerer that hangs, nor by the one in its place, which lacks what came before
   */
  keep(tell: (screen: string | undefined) => void): void;
  close(): void;
}

export interface AnswersParts {
  readonly size: { readonly cols: number; readonly rows: number };
  readonly answerer: OpenAnswerer;
  /** Types into the terminal. */
  answer(data: string): void;
  /** The text on the screen, in answer to `look`. */
  onScreen?(text: string): void;
  /** wantsPause may have changed. */
  onPressure(): void;
  readonly patience?: number;
}

/**
 * Plain output contains no queries. It is only stored, and skimmed as for a window, until other output comes. So a
 * flood of lines costs nearly nothing here, and the cursor is in the right place when a query comes.
 */
export function createAnswers({
  size,
  answerer: { prepare, open },
  answer,
  onScreen,
  onPressure,
  patience = defaultPatience,
}: AnswersParts): Answers {
  const backlog = createBacklog({ above: answerLimits.skim, lines: keptLines });
  let { cols, rows } = size;
  let colours = colourDefaults;
  let turn = 0;
  let answerer: Answerer | undefined;
  let underway = 0;
  let due = false;
  let pressed = false;
  let closed = false;
  let watchdog: NodeJS.Timeout | undefined;
  /** The answerer has followed all output there was. */
  let isWhole = true;
  let keeping: ((screen: string | undefined) => void) | undefined;
  prepare();

  function opened(): Answerer {
    answerer ??= start();
    return answerer;
  }

  function start(): Answerer {
    const mine = open(
      { cols, rows, colours, turn },
      {
        answer(data, asked) {
          if (!closed && answerer === mine && asked === turn) answer(data);
        },
        followed(length) {
          if (answerer !== mine) return;
          underway -= length;
          watch();
          pump();
        },
        screen(text) {
          if (!closed && answerer === mine) onScreen?.(text);
        },
        kept(screen) {
          if (closed || answerer !== mine) return;
          const tell = keeping;
          keeping = undefined;
          watch();
          tell?.(screen);
        },
      },
    );
    return mine;
  }

  /** Replaces a hanging answerer by a new one, which gets the output from then on. */
  function watch() {
    clearTimeout(watchdog);
    watchdog = undefined;
    if (underway === 0 || closed) return;
    // To write a screen takes as long as following a megabyte, and is no sign of life before its end.
    const limit = keeping === undefined ? patience : 3 * patience;
    watchdog = setTimeout(() => {
      answerer?.close();
      answerer = undefined;
      isWhole = false;
      keeping = undefined;
      underway = 0;
      pump();
    }, limit).unref();
  }

  function send(text: string) {
    for (let at = 0; at < text.length; at += writeSize) {
      const part = text.slice(at, at + writeSize);
      underway += part.length;
      opened().write(part);
    }
    if (watchdog === undefined) watch();
  }

  function pump() {
    if (closed) return;
    if (backlog.length > 2 * answerLimits.skim) due = true;
    while (due && underway < underwayLimit) {
      const text = backlog.shift();
      if (text === undefined) due = false;
      else send(text);
    }
    const next = backlog.length > (pressed ? answerLimits.resume : answerLimits.pause);
    if (next === pressed) return;
    pressed = next;
    onPressure();
  }

  /** Sends the stored output, before a call that must follow it. */
  function flush() {
    for (let text = backlog.shift(); text !== undefined; text = backlog.shift()) send(text);
    pump();
  }

  return {
    get wantsPause() {
      return pressed;
    },
    push(piece) {
      if (closed) return;
      backlog.push(piece);
      if (!isPlain(piece)) due = true;
      pump();
    },
    resize(width, height) {
      if (closed) return;
      flush();
      [cols, rows] = [width, height];
      answerer?.resize(cols, rows);
    },
    setColours(next) {
      if (closed) return;
      if (answerer !== undefined) flush();
      colours = next;
      answerer?.setColours(colours);
    },
    turn() {
      if (closed) return;
      if (answerer !== undefined) flush();
      turn += 1;
      answerer?.turn(turn);
    },
    look() {
      if (closed) return;
      flush();
      opened().look();
    },
    keep(tell) {
      if (closed || !isWhole) return;
      flush();
      keeping = tell;
      opened().keep();
      watch();
    },
    close() {
      closed = true;
      clearTimeout(watchdog);
      answerer?.close();
      answerer = undefined;
      if (pressed) {
        pressed = false;
        onPressure();
      }
    },
  };
}

/**
 * Whether the piece continues the plain run of the pieces before it. A sequence that begins at its end shows in
 * the next piece.
 */
const isPlain = ({ at, run }: Piece): boolean => run !== undefined && run.start <= at;
