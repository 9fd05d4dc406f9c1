import { scrollbackLines } from "@shared/contracts/terminal";
import { createBacklog } from "@shared/recordings/skim";
import type { Piece } from "@shared/recordings/vt-scanner";

/**
 * A window that is shown a live terminal begins with a screen that was kept a moment ago, and not with the recording's
 * first byte: reading 50 MB again takes seconds each time that a person goes from one run to another.
 */

/** UTF-16 units. */
export const keepLimits = {
  /** Output of a session before which no screen is kept: playing that little is as quick. */
  first: 256 * 1024,
  /** Output since the last screen before another one is kept. */
  next: 128 * 1024,
  /** Output since the last screen above which the screen is of no use any more. */
  most: 8 * 1024 * 1024,
  /** What has come since the last screen is skimmed above this, as for a window that is behind. */
  skim: 256 * 1024,
} as const;
/** Keeping screens takes at most this part of the answering terminal's time. */
const share = 1 / 20;
/** Milliseconds between two screens. */
const shortest = 500;
const longest = 10_000;
/** Milliseconds without output after which a screen is kept. */
const quiet = 300;
/** Newlines that skimming leaves: the scrollback's, and twice the most rows a terminal may have. */
const keptLines = scrollbackLines + 2 * 1000;

/** What a window begins with. */
export interface Beginning {
  /** What brings a new terminal to the screen that was kept, and what has come since, in order. */
  readonly texts: readonly string[];
}

/** The last screen of a session's terminal that was kept. */
export interface KeptScreen {
  /** A screen should be kept, best at the beginning of a line. */
  readonly due: boolean;
  push(piece: Piece): void;
  /** Asks for the screen as it is behind what was pushed last. */
  take(): void;
  /** The terminal has another size, which the kept screen was not made for. */
  resized(): void;
  /** Undefined where the recording has to be played from its beginning. */
  beginning(): Beginning | undefined;
  close(): void;
}

/**
 * @param ask has the screen written, once all that came before is followed; calls back with undefined where that
 * cannot be done now, and never for an answering terminal that is gone
 */
export function createKeptScreen(
  ask: (tell: (screen: string | undefined) => void) => void,
): KeptScreen {
  const empty = () => createBacklog({ above: keepLimits.skim, lines: keptLines });
  let total = 0;
  let screen: string | undefined;
  /** What has come since `screen`, and since the one that is asked for. */
  let since = empty();
  let sinceNext = empty();
  let arrived = 0;
  let asked = 0;
  let underway = false;
  let notBefore = 0;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const isDue = () =>
    !closed &&
    !underway &&
    total >= keepLimits.first &&
    (screen === undefined || arrived >= keepLimits.next) &&
    performance.now() >= notBefore;

  function take() {
    if (!isDue()) return;
    underway = true;
    arrived = 0;
    sinceNext = empty();
    const began = performance.now();
    asked += 1;
    const mine = asked;
    ask((next) => {
      if (mine !== asked || closed) return;
      underway = false;
      const now = performance.now();
      notBefore = now + Math.min(longest, Math.max(shortest, (now - began) / share));
      takeSoon();
      if (next === undefined) return;
      screen = next;
      since = sinceNext;
    });
  }

  /** Keeps a screen when the output rests. The last output may come before a screen may be kept again. */
  function takeSoon() {
    clearTimeout(timer);
    if (arrived === 0 && screen !== undefined) return;
    timer = setTimeout(take, Math.max(quiet, Math.ceil(notBefore - performance.now()) + 1)).unref();
  }

  function forgetAsked(next: number) {
    asked += 1;
    underway = false;
    sinceNext = empty();
    notBefore = next;
  }

  return {
    get due() {
      return isDue();
    },
    push(piece) {
      if (closed) return;
      total += piece.text.length;
      arrived += piece.text.length;
      if (screen !== undefined) since.push(piece);
      if (underway) sinceNext.push(piece);
      if (since.length > keepLimits.most) {
        screen = undefined;
        since = empty();
      }
      // An answering terminal that hung has no answer any more.
      if (sinceNext.length > keepLimits.most) forgetAsked(performance.now() + 1000 * shortest);
      takeSoon();
    },
    take,
    resized() {
      screen = undefined;
      since = empty();
      // What is underway may be of the size before.
      forgetAsked(0);
      takeSoon();
    },
    beginning: () => (screen === undefined ? undefined : { texts: [screen, ...since.texts()] }),
    close() {
      closed = true;
      clearTimeout(timer);
      screen = undefined;
      since = empty();
      sinceNext = empty();
    },
  };
}
