/**
 * Seconds: in which a program may start slowly, between two looks at the screen, of stillness that counts, and of what
 * follows a disturbance.
 */
export const stillness = { start: 20, look: 1, still: 8, settle: 2 } as const;

/** What counts seconds beside a question, and the space that it takes from what stands before it. */
const counted = /\d+(?:\s?(?:ms|s|sec|m|min|h)\b)?|\s+/g;

/**
 * Whether a program that takes text from a person sits there. Agents at work draw something that turns, also where they say
 * nothing else to their terminal; at a question and at their prompt the screen stands still, apart from numbers that count
 * seconds.
 */
export interface Stillness {
  /** Output came. */
  output(): void;
  /** The text that is on the screen, as `look` asked for it. */
  screen(text: string): void;
  /** The screen got another size, or the terminal the focus or none: what is drawn anew then says nothing. */
  disturbed(): void;
  /** A person typed. */
  typed(): void;
  close(): void;
}

export interface StillnessParts {
  /** Seconds. */
  now(): number;
  /** Whether the program takes text from a person. */
  takesText(): boolean;
  /** Asks for the text on the screen. */
  look(): void;
  still(): void;
  moved(): void;
}

export function createStillness({ now, takesText, look, still, moved }: StillnessParts): Stillness {
  /** What is on the screen, and since when. */
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
    // The first look is due without output, as that may have come before.
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
