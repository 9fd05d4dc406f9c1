import { colourDefaults, type TerminalColours } from "@shared/contracts/terminal-colours";
import { createBacklog } from "@shared/recordings/skim";
import type { Piece } from "@shared/recordings/vt-scanner";
import type { Answerer, OpenAnswerer } from "./answerer";

/** UTF-16 units of a backlog: skimmed above, the terminal paused above, and let go on below. */
export const answerLimits = {
  skim: 512 * 1024,
  pause: 4 * 1024 * 1024,
  resume: 1024 * 1024,
} as const;
/** UTF-16 units that are underway to the answerer at most. */
const underwayLimit = 256 * 1024;
/** UTF-16 units of one write: its end is a sign of life. */
const writeSize = 64 * 1024;
/** Newlines that skimming leaves: those above the answerer's screen, and twice the most rows a terminal may have. */
const keptLines = 3 * 1000;
/** Milliseconds without a sign of life after which an answerer hangs. */
const defaultPatience = 10_000;

/** Answers what a session's programs ask of their terminal, once, whether or not a window shows it. */
export interface Answers {
  /** So much waits to be followed that the terminal must wait. */
  readonly wantsPause: boolean;
  /** New output. */
  push(piece: Piece): void;
  resize(cols: number, rows: number): void;
  setColours(colours: TerminalColours): void;
  /** Another program has the terminal now: what the one before it asked is not answered to this one. */
  turn(): void;
  /** `onScreen` hears what is on the screen, once what has come so far is followed. */
  look(): void;
  close(): void;
}

export interface AnswersParts {
  readonly size: { readonly cols: number; readonly rows: number };
  readonly answerer: OpenAnswerer;
  /** Types into the terminal. */
  answer(data: string): void;
  /** The text on the screen; hears only of looks. */
  onScreen?(text: string): void;
  /** wantsPause may have changed. */
  onPressure(): void;
  readonly patience?: number;
}

/**
 * Plain output asks nothing and is only kept, skimmed as for a window, until something else comes: so a flood of
 * lines costs almost nothing here, and the cursor is where it belongs when a question comes.
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
      },
    );
    return mine;
  }

  /** One that hangs is replaced by a fresh one, which knows what comes from here on. */
  function watch() {
    clearTimeout(watchdog);
    watchdog = undefined;
    if (underway === 0 || closed) return;
    watchdog = setTimeout(() => {
      answerer?.close();
      answerer = undefined;
      underway = 0;
      pump();
    }, patience).unref();
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

  /** Brings what waits on its way, before something that has to come behind it. */
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

/** It goes on with the plain run of the pieces before it. What begins at its end shows with the next piece. */
const isPlain = ({ at, run }: Piece): boolean => run !== undefined && run.start <= at;
