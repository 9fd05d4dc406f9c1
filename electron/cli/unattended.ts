import type { RunState } from "@shared/runs/summary";
import { waitsFor } from "@shared/runs/words";

/** Milliseconds that an agent may wait for an answer after it said that it waits, when no person is present. */
export const unattendedPatience = 30_000;

export interface UnattendedParts {
  /** Prints a sentence for the person. */
  say(sentence: string): void;
  /** Asks the agent to end; the validation follows. */
  finish(): void;
  /** Stops the run. */
  stop(): void;
}

/**
 * Stops an unattended run whose agent says that it waits for a person, and prints the reason. A guessed wait, from
 * a bell or an unchanged screen, is only printed, because the agent may be at work.
 */
export interface Unattended {
  /** Call with each new state of the run. */
  see(state: RunState): void;
  close(): void;
}

export function createUnattended({ say, finish, stop }: UnattendedParts): Unattended {
  let timer: NodeJS.Timeout | undefined;
  let lastReason = "";

  function over() {
    clearTimeout(timer);
    timer = undefined;
    lastReason = "";
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
      if (why === lastReason) return;
      over();
      lastReason = why;
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
