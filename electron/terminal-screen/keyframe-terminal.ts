import type { CastEvent } from "@shared/recordings/asciicast";
import { indexLimits, replayScrollback } from "@shared/recordings/keyframes";
import {
  type ReplayStep,
  replaySteps,
  resetTerminal,
  type Size,
} from "@shared/recordings/screen-text";
import { makeSturdy } from "@shared/recordings/sturdy";
import headless from "@xterm/headless";
import { charsetNames } from "./charsets";
import { difference } from "./compare";
import { type DrawingTime, inPieces, measureDrawing } from "./drawing-time";
import { emptyCell, type Inside, insideOf, isBetween } from "./inside-terminal";
import { followPalette } from "./palette";
import { writeScreen } from "./write-screen";

/**
 * The largest number of cells, with the lines above the screen, for which a screen is kept. Writing a larger one
 * takes too long.
 */
const mostCells = 2_000_000;

/** Whether a text survives encoding to UTF-8 and decoding: it contains no lone surrogate. */
const isWellFormed = (text: string) => !/\p{Surrogate}/u.test(text);

/** A terminal without a window, in which a recording is replayed. */
export const openReplayTerminal = (size: Size): headless.Terminal =>
  makeSturdy(
    new headless.Terminal({
      cols: size.cols,
      rows: size.rows,
      scrollback: replayScrollback,
      allowProposedApi: true,
      logLevel: "off",
    }),
  );

/** Writes output and resolves when the terminal has parsed it. */
export const writeTo = (terminal: headless.Terminal, data: string): Promise<void> =>
  new Promise((done) => terminal.write(data, done));

/**
 * Plays a recording's events in a terminal.
 * @throws {Problem} `too-large` when drawing exceeds its time limit
 */
export async function play(
  terminal: headless.Terminal,
  events: Iterable<CastEvent>,
  time: DrawingTime,
): Promise<void> {
  const inside = insideOf(terminal);
  for (const step of replaySteps(events)) {
    await time.turn();
    for (const draw of drawn(terminal, inside, step, time)) {
      draw();
      await time.turn();
    }
  }
}

/** Cuts one event into short drawing steps. */
function* drawn(
  terminal: headless.Terminal,
  inside: Inside,
  step: ReplayStep,
  time: DrawingTime,
): Generator<() => void> {
  if ("resize" in step) {
    const { cols, rows } = step.resize;
    yield () => time.draw(0, () => terminal.resize(cols, rows));
    return;
  }
  for (const text of inPieces(step.write, terminal.cols * terminal.rows))
    yield () => time.draw(text.length, () => inside.writeSync(text));
}

/** A terminal whose screen can be stored as a keyframe. */
export interface KeyframeTerminal {
  /** @throws {Problem} `too-large` when drawing exceeds its time limit */
  play(events: Iterable<CastEvent>): void;
  size(): Size;
  /** Whether the parser is outside of a sequence and not directly behind a character that the next one may join. */
  isBetween(): boolean;
  /**
   * The output that brings a reset terminal of this size to the state of this terminal. Call it only between two
   * sequences.
   * @returns undefined in the rare states that no output reaches
   */
  screen(): string | undefined;
  dispose(): void;
}

export async function openKeyframeTerminal(start: Size): Promise<KeyframeTerminal> {
  const charsets = await charsetNames();
  const terminal = openReplayTerminal(start);
  const inside = insideOf(terminal);
  const palette = followPalette(terminal);
  // Each written screen is played in this second terminal and compared before it is used.
  const proof = openReplayTerminal(start);
  const proven = insideOf(proof);
  const cells = [emptyCell(terminal), emptyCell(proof)] as const;
  const time = measureDrawing();

  return {
    play(events) {
      for (const step of replaySteps(events))
        for (const draw of drawn(terminal, inside, step, time)) draw();
    },
    size: () => ({ cols: terminal.cols, rows: terminal.rows }),
    isBetween: () => isBetween(inside),
    screen() {
      if (terminal.cols * (terminal.rows + replayScrollback) > mostCells) return undefined;
      const written = writeScreen(inside, cells[0], charsets);
      if (written.length > indexLimits.screen || !isWellFormed(written)) return undefined;
      proof.resize(terminal.cols, terminal.rows);
      proven.writeSync(resetTerminal + written);
      if (difference(inside, proven, cells) !== undefined) return undefined;
      return palette.write() + written;
    },
    dispose() {
      terminal.dispose();
      proof.dispose();
    },
  };
}
