/**
 * Seconds: the slow start of a program, the interval between two looks at the screen, the time without a change
 * that counts, and the time after a disturbance.
 */
export const stillness = { start: 20, look: 1, still: 8, settle: 2 } as const;

/** Counters of seconds beside a question, and spaces, which a growing counter shortens. */
const counted = /\d+(?:\s?(?:ms|s|sec|m|min|h)\b)?|\s+/g;

/**
 * Finds out whether a program that accepts text sits idle. A working agent draws a spinner, even if it sends no
 * other sign to its terminal. At a question and at its prompt the screen does not change, apart from counters of
 * seconds.
 */
export interface Stillness {
  /** Output came. */
  output(): void;
  /** The text on the screen, in answer to `look`. */
  screen(text: string): void;
  /** The screen's size or the terminal's focus has changed: redrawing after that is not a change. */
  disturbed(): void;
  /** A person typed. */
  typed(): void;
  close(): void;
}

export interface StillnessParts {
  /** Seconds. */
  now(): number;
  /** Whether the program accepts text from a person. */
  takesText(): boolean;
  /** Requests the text on the screen. */
  look(): void;
  still(): void;
  moved(): void;
}

export function createStillness({ now, takesText, look, still, moved }: StillnessParts): Stillness {
  /** The text on the screen, and the time since when it is unchanged. */
  let seen: { readonly text: string; since: number } | undefined;
  let sits = false;
  let due = false;
  let settled = 0;
  const ready = now() + stillness.start;

  const timer = setInterval(() => {
    if (!takesText()) {
      seen = undefined;
      if (sits) move();
      return;
    }
    judge();
    // The first look is due even without output, because output may have come before.
    if (!due && seen !== undefined) return;
    due = false;
    look();
  }, stillness.look * 1000).unref();

  function judge() {
    if (sits || seen === undefined || now() - Math.max(seen.since, ready) < stillness.still) return;
    sits = true;
    still();
  }

  function move() {
    sits = false;
    moved();
  }

  return {
    output() {
      due = true;
    },
    screen(shown) {
      const text = shown.replaceAll(counted, "");
      if (text === seen?.text) return;
      const redrawn = seen !== undefined && now() < settled;
      seen = { text, since: redrawn && seen ? seen.since : now() };
      if (sits && !redrawn) move();
    },
    disturbed() {
      settled = now() + stillness.settle;
    },
    typed() {
      sits = false;
      seen = undefined;
      due = true;
    },
    close: () => clearInterval(timer),
  };
}
