import type { TerminalSign } from "@shared/recordings/terminal-signs";
import type { Piece } from "@shared/recordings/vt-scanner";
import type { RunEvent } from "@shared/runs/event";
import { createAttention } from "./attention";
import { createStillness } from "./stillness";

/** Watches an agent's terminal for whether the agent waits for the person. */
export interface AgentWatch {
  /** What the program said to its terminal besides its output. */
  sign(sign: TerminalSign): void;
  /** Output, after its signs. */
  output(piece: Piece): void;
  /** The text on the screen, when it was looked at. */
  screen(text: string): void;
  /** The screen has another size, or the terminal got or lost the focus. */
  disturbed(): void;
  /** What a person typed or did with the mouse. */
  typed(data: string): void;
  /** The program has ended. */
  close(): void;
}

export interface AgentWatchParts {
  /** Seconds. */
  now(): number;
  /** Takes an event, and when it happened, in the seconds of `now`. */
  write(event: RunEvent, at: number): void;
  /** What is known of the terminal's modes. */
  readonly modes: { readonly alternate: boolean; readonly takesText: boolean };
  /** Asks for the text on the screen. */
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

/** Whether it is nothing but a mouse that moves, is let go, or turns its wheel, which answers nothing. */
function isPointing(data: string): boolean {
  if (data.replaceAll(mouse, "") !== "") return false;
  // From 32 on it is a movement, from 64 on the wheel.
  return [...data.matchAll(mouse)].every(
    ([, button, kind]) => kind === "m" || Number(button) >= 32,
  );
}
