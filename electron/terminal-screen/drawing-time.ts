import { Problem } from "@shared/contracts/problem";

/** What drawing a recording may take. */
const allowed = {
  /** Milliseconds, whatever is drawn. */
  always: 15_000,
  /** Milliseconds for each UTF-16 unit of output: a fiftieth of the speed of ordinary output. */
  unit: 0.01,
} as const;

/** Milliseconds of drawing after which others get a turn. */
const longestTurn = 20;

/** Measures how long a terminal draws, so that a recording that was made to be slow is given up. */
export interface DrawingTime {
  /**
   * Draws a little.
   * @param units UTF-16 units of output that are drawn
   * @throws {Problem} `too-large` once drawing has taken longer than any recording of use takes
   */
  draw(units: number, act: () => void): void;
  /** Lets timers, signals and streams have their turn, if they waited long. */
  turn(): Promise<void> | undefined;
}

/** @param now milliseconds */
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
          "The recording keeps its terminal busy for longer than any that is of use, so it was given up. It has very many changes of the whole screen or of its size. `specwright replay --at SECONDS` shows an earlier moment of it.",
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

/** UTF-16 units that a terminal of so many cells takes in at once: fewer where a sequence may cost more. */
const unitsAtOnce = (cells: number): number =>
  Math.max(256, Math.min(16 * 1024, Math.floor((16 * 1024 * 2000) / cells)));

/** Output in pieces of which each is drawn in a moment, whatever is in it. */
export function* inPieces(text: string, cells: number): Generator<string> {
  const most = unitsAtOnce(cells);
  for (let from = 0; from < text.length; from += most) yield text.slice(from, from + most);
}
