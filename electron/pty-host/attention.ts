import type { TerminalSign } from "@shared/recordings/terminal-signs";
import { type AgentState, agentWord, saysDone } from "@shared/runs/agent-words";
import type { RunEvent } from "@shared/runs/event";
import { keptText, type Waiting } from "@shared/runs/reported";
import { sessionEvents } from "@shared/runs/session-events";

/** Seconds after a bell at which it is judged, and seconds before that in which no lines may come. */
export const patience = { judge: 2, silence: 1 } as const;
/** The largest number of waits in one run's log. */
const mostWaits = 2000;

/**
 * Decides whether a program in a terminal waits for the person. An agent's own report counts first: by the status
 * protocol, otherwise by its title. For an agent without reports, a bell or a notification is a guess if no lines
 * follow it; titles and redrawn text are not lines. An unchanged screen while text can be typed is a guess too,
 * until the screen changes. Any other wait ends when the person acts in the terminal or the agent reports that it
 * continues. Output, time and looking at the terminal do not end a wait.
 */
export interface Attention {
  sign(sign: TerminalSign): void;
  /** Plain output came. */
  lines(): void;
  /** The program accepts text, and its screen is unchanged. */
  still(): void;
  /** The screen has changed. */
  moved(): void;
  /** A person typed or pressed a mouse button. */
  typed(): void;
  /** The program has ended. */
  close(): void;
}

type Kind = Pick<Waiting, "told" | "finished">;

/**
 * @param now seconds
 * @param write takes an event and its time in the seconds of `now`
 */
export function createAttention(
  now: () => number,
  write: (event: RunEvent, at: number) => void,
): Attention {
  let timer: NodeJS.Timeout | undefined;
  let waiting: Kind | undefined;
  /** Whether the current wait was guessed from an unchanged screen. */
  let stands = false;
  let lastLines = Number.NEGATIVE_INFINITY;
  /** The rank of the source of reports in use; 0 while the agent has reported nothing. */
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
    write(
      sessionEvents.waiting({ by: "terminal", ...kind, ...(said === "" ? {} : { text: said }) }),
      at,
    );
  }

  function end(how: "answered" | "went-on") {
    drop();
    if (waiting === undefined) return;
    waiting = undefined;
    write(sessionEvents.waitingEnded("terminal", how), now());
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
        // Before an agent's first work, an idle report means only that it has started.
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
