import type { RunState } from "@shared/runs/summary";
import { waitsFor } from "@shared/runs/words";

/** Milliseconds that an agent which says that it waits may do so where nobody can answer it. */
export const unattendedPatience = 30_000;

export interface UnattendedParts {
  /** Tells the person a sentence. */
  say(sentence: string): void;
  /** Asks the agent to end; its validation follows. */
  finish(): void;
  /** Ends the run. */
  stop(): void;
}

/**
 * Ends a run without a person whose agent says that it waits for one, and says so. A wait that is only guessed, from a bell
 * or a screen that stands still, is said and ends nothing: the agent may be at work.
 */
export interface Unattended {
  /** The run stands so now. */
  see(state: RunState): void;
  close(): void;
}

export function createUnattended({ say, finish, stop }: UnattendedParts): Unattended {
  let timer: NodeJS.Timeout | undefined;
  let said = "";

  function over() {
    clearTimeout(timer);
    timer = undefined;
    said = "";
  }

  function leave() {
    say(
      "The run is stopped, as nobody can answer here. Start the task in a terminal or in the app, or give the agent an option with which it asks nothing.",
    );
    stop();
  }

  return {
    see(state) {
      const why = waitsFor(state);
      if (why === undefined || state.phase !== "running" || state.waiting === undefined)
        return over();
      if (why === said) return;
      over();
      said = why;
      const { finished = false, told = false } = state.waiting;
      if (!told) return say(`${why}. Nobody can answer here; Ctrl-C stops the run.`);
      if (finished) {
        say("The agent sits at its prompt, so it is asked to end.");
        return finish();
      }
      say(`${why}. Nobody can answer here.`);
      timer = setTimeout(leave, unattendedPatience);
    },
    close: () => clearTimeout(timer),
  };
}
