import { Problem } from "@shared/base/problem";

/** The time limit for drawing a recording. */
const allowed = {
  /** Milliseconds that every recording may use. */
  always: 15_000,
  /** Additional milliseconds for each UTF-16 unit of output: fifty times the cost of ordinary output. */
  unit: 0.01,
} as const;

/** Milliseconds of drawing after which the event loop gets a turn. */
const longestTurn = 20;

/** Measures the time that a terminal draws, to give up a recording that was made to be slow. */
export interface DrawingTime {
  /**
   * Runs one short drawing step and counts its time.
   * @param units UTF-16 units of output that the step draws
   * @throws {Problem} `too-large` once the time limit is exceeded
   */
  draw(units: number, act: () => void): void;
  /** Lets timers, signals and streams run when the last turn was longer ago than `longestTurn`; undefined otherwise. */
  turn(): Promise<void> | undefined;
}

/** @param now the current time in milliseconds */
export function measureDrawing(now: () => number = () => performance.now()): DrawingTime {
  let left: number = allowed.always;
  let since = now();
  return {
    draw(units, act) {
      const begun = now();
      act();
      left += units * allowed.unit - (now() - begun);
      if (left < 0)
        throw new Problem(
          "too-large",
          "This recording takes too long to draw, so drawing was stopped. It has very many changes of the whole screen or of its size. `specwright replay --at SECONDS` shows an earlier moment of it.",
        );
    },
    turn() {
      if (now() - since < longestTurn) return undefined;
      return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
        since = now();
      });
    },
  };
}

/**
 * UTF-16 units that a terminal with this number of cells draws in one step. A larger screen gets fewer, because
 * one sequence may touch every cell.
 */
const unitsAtOnce = (cells: number): number =>
  Math.max(256, Math.min(16 * 1024, Math.floor((16 * 1024 * 2000) / cells)));

/** Cuts output into pieces. Each piece is drawn quickly, whatever sequences it contains. */
export function* inPieces(text: string, cells: number): Generator<string> {
  const most = unitsAtOnce(cells);
  for (let from = 0; from < text.length; from += most) yield text.slice(from, from + most);
}
