import type { TerminalSign } from "@shared/recordings/terminal-signs";
import { type AgentState, agentWord, saysDone } from "@shared/runs/agent-words";
import type { RunEvent } from "@shared/runs/event";
import { keptText, type Waiting } from "@shared/runs/reported";

/** Seconds after a bell at which it is judged, and for how many of them no lines must have come. */
export const patience = { judge: 2, silence: 1 } as const;
/** Waits that one run's log takes. */
const mostWaits = 2000;

/**
 * Whether a program in a terminal waits for the person. What an agent says itself counts, by the status protocol or else by
 * its title. Of one that says nothing, a bell or a notification counts as a guess, if no lines follow it: titles, and what a
 * program draws anew, are no lines. So does a screen that stands still while text can be typed, until it moves again. Any
 * other wait ends when the person does something in the terminal or the agent says that it goes on; output, time and looking
 * at it end none.
 */
export interface Attention {
  sign(sign: TerminalSign): void;
  /** Plain output came. */
  lines(): void;
  /** The program takes text, and its screen stands still. */
  still(): void;
  /** Its screen moves again. */
  moved(): void;
  /** A person typed, or pressed a button of the mouse. */
  typed(): void;
  /** The program has ended. */
  close(): void;
}

type Kind = Pick<Waiting, "told" | "finished">;

/**
 * @param now seconds
 * @param write takes an event, and when it happened, in the seconds of `now`
 */
export function createAttention(
  now: () => number,
  write: (event: RunEvent, at: number) => void,
): Attention {
  let timer: NodeJS.Timeout | undefined;
  let waiting: Kind | undefined;
  /** What it waits for was guessed from a screen that stands still. */
  let stands = false;
  let lastLines = Number.NEGATIVE_INFINITY;
  /** The weight of the words that count; 0 while the agent has said nothing itself. */
  let weight = 0;
  let worked = false;
  let waits = 0;

  function drop() {
    clearTimeout(timer);
    timer = undefined;
  }

  function begin(kind: Kind, text: string | undefined, at: number) {
    if (waiting !== undefined && waiting.finished === kind.finished) return;
    end("went-on");
    if (waits >= mostWaits) return;
    waits += 1;
    waiting = kind;
    stands = false;
    const said = text === undefined ? "" : keptText(text);
    write({ type: "waiting", by: "terminal", ...kind, ...(said === "" ? {} : { text: said }) }, at);
  }

  function end(how: "answered" | "went-on") {
    drop();
    if (waiting === undefined) return;
    waiting = undefined;
    write({ type: "waiting-ended", by: "terminal", how }, now());
  }

  function says(state: AgentState, text: string | undefined) {
    drop();
    switch (state) {
      case "working":
        worked = true;
        return end("went-on");
      case "clear":
        return end("went-on");
      case "blocked":
        return begin({ told: true }, text, now());
      case "rests":
        // Before its work it is only there.
        if (worked) begin({ told: true }, text, now());
        return;
      case "idle":
      case "done":
        if (worked) begin({ told: true, finished: true }, text, now());
        return;
    }
  }

  function guess(text: string | undefined) {
    if (waiting !== undefined) return;
    drop();
    const at = now();
    timer = setTimeout(() => {
      timer = undefined;
      if (lastLines - at > patience.judge - patience.silence) return;
      begin(text !== undefined && saysDone(text) ? { finished: true } : {}, text, at);
    }, patience.judge * 1000).unref();
  }

  return {
    sign(sign) {
      const word = agentWord(sign);
      if (word !== undefined && word.weight >= weight) {
        weight = word.weight;
        says(word.state, sign.kind === "status" ? sign.text : undefined);
      } else if (weight === 0 && sign.kind === "bell") guess(undefined);
      else if (weight === 0 && sign.kind === "notification") guess(sign.text);
    },
    lines() {
      lastLines = now();
    },
    still() {
      if (weight > 0 || waiting !== undefined) return;
      begin({}, undefined, now());
      stands = true;
    },
    moved() {
      if (stands) end("went-on");
    },
    typed: () => end("answered"),
    close: () => {
      drop();
      waiting = undefined;
    },
  };
}
