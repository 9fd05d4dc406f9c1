import type { RunEvent } from "@shared/runs/event";
import { keptText } from "@shared/runs/reported";

/** Seconds after a sign at which it is judged, and for how many of them the terminal must have been silent. */
export const patience = { judge: 2, silence: 1 } as const;
/** Seconds in which what a program draws anew after its terminal's size changed says nothing. */
const redraw = 1;

/**
 * Whether a program in a terminal waits for the person, as far as its terminal tells: it rang the bell or sent a
 * notification, and then fell silent. What it prints or the person types afterwards ends that.
 */
export interface Attention {
  /** The terminal rang. @param text a notification's */
  sign(text?: string): void;
  output(): void;
  typed(data: string): void;
  resized(): void;
  /** The program has ended. */
  close(): void;
}

/**
 * @param now seconds
 * @param write takes an event, and when it happened, in the seconds of `now`
 */
export function createAttention(
  now: () => number,
  write: (event: RunEvent, at: number) => void,
): Attention {
  let timer: NodeJS.Timeout | undefined;
  let waiting = false;
  let last = Number.NEGATIVE_INFINITY;
  let drawsUntil = Number.NEGATIVE_INFINITY;

  function drop() {
    clearTimeout(timer);
    timer = undefined;
  }

  function end(how: "answered" | "went-on") {
    drop();
    if (!waiting) return;
    waiting = false;
    write({ type: "waiting-ended", by: "terminal", how }, now());
  }

  return {
    sign(text) {
      if (waiting) return;
      drop();
      const at = now();
      timer = setTimeout(() => {
        timer = undefined;
        if (last - at > patience.judge - patience.silence) return;
        waiting = true;
        const said = text === undefined ? "" : keptText(text);
        write({ type: "waiting", by: "terminal", ...(said === "" ? {} : { text: said }) }, at);
      }, patience.judge * 1000).unref();
    },
    output() {
      const at = now();
      if (at < drawsUntil) return;
      last = at;
      if (waiting) end("went-on");
    },
    typed(data) {
      if (!terminalReport.test(data)) end("answered");
    },
    resized() {
      drawsUntil = now() + redraw;
    },
    close: () => {
      drop();
      waiting = false;
    },
  };
}

/** What a terminal sends of itself: focus, cursor position, what it is, and the mouse. No person typed it. */
const terminalReport = new RegExp(
  `^(?:${String.fromCharCode(0x1b)}(?:\\[(?:[IO]|[?>=]?[\\d;]*[Rcny]|<[\\d;]+[Mm])|\\][^]*))+$`,
);
