import type { TerminalSign } from "@shared/recordings/terminal-signs";
import type { Piece } from "@shared/recordings/vt-scanner";
import type { RunEvent } from "@shared/runs/event";
import { createAttention } from "./attention";
import { createStillness } from "./stillness";

/** Watches an agent's terminal to find out whether the agent waits for the person. */
export interface AgentWatch {
  /** A sign in the output: title, bell, notification or status. */
  sign(sign: TerminalSign): void;
  /** Output, after the signs in it. */
  output(piece: Piece): void;
  /** The text on the screen, in answer to `look`. */
  screen(text: string): void;
  /** The screen's size or the terminal's focus has changed. */
  disturbed(): void;
  /** Input of the person by keyboard or mouse. */
  typed(data: string): void;
  /** The program has ended. */
  close(): void;
}

export interface AgentWatchParts {
  /** Seconds. */
  now(): number;
  /**
   * Writes an event.
   * @param at the event's time in the seconds of `now`
   */
  write(event: RunEvent, at: number): void;
  /** The known modes of the terminal. */
  readonly modes: { readonly alternate: boolean; readonly takesText: boolean };
  /** Requests the text on the screen. */
  look(): void;
}

export function createAgentWatch({ now, write, modes, look }: AgentWatchParts): AgentWatch {
  const attention = createAttention(now, write);
  const { still, moved } = attention;
  const stillness = createStillness({ now, takesText: () => modes.takesText, look, still, moved });
  return {
    sign: attention.sign,
    output({ at, run }) {
      stillness.output();
      if (!modes.alternate && run !== undefined && run.start <= at) attention.lines();
    },
    screen: stillness.screen,
    disturbed: stillness.disturbed,
    typed(data) {
      if (isPointing(data)) return;
      attention.typed();
      stillness.typed();
    },
    close() {
      attention.close();
      stillness.close();
    },
  };
}

const esc = String.fromCharCode(0x1b);
/** Mouse reports of SGR (1006): button, column, row; M for a press or a movement, m for a release. */
const mouse = new RegExp(`${esc}\\[<(\\d+);\\d+;\\d+([Mm])`, "g");

/** Whether the input consists only of mouse movements, releases and wheel turns, which answer no question. */
function isPointing(data: string): boolean {
  if (data.replaceAll(mouse, "") !== "") return false;
  // Button codes from 32 are movements, from 64 the wheel.
  return [...data.matchAll(mouse)].every(
    ([, button, kind]) => kind === "m" || Number(button) >= 32,
  );
}
