import { constants } from "node:os";
import { checkpointWords } from "@shared/runs/checkpoint";
import type { RunEvent, SessionEnd } from "@shared/runs/event";
import { toolWords, waitedWords, waitingWords } from "@shared/runs/reported";

/** How a program ended, as a run's event or a terminal tells it. */
interface Exit {
  readonly exitCode: number;
  readonly signal?: number | undefined;
}

const esc = "\u001b";
const dim = `${esc}[2m`;
const plain = `${esc}[0m`;

/** What the host itself says in a terminal, as terminal text. All of it is recorded. */
export function createTerminalWords() {
  const exit = ({ exitCode, signal }: Exit) =>
    signal === undefined ? `exit code ${exitCode}` : `signal ${signalName(signal)}`;
  return {
    banner: (lines: readonly string[]) =>
      lines.map((line) => `${dim}${printable(line)}${plain}\r\n`).join(""),
    separator: (text: string) => `\r\n${dim}── ${printable(text)} ──${plain}\r\n`,
    /** The recording's first mark. */
    task: (title: string) => `task started: ${title}`,
    /** What the recording's mark for an event says, for players that know no run events. */
    mark(event: RunEvent, agent: string): string {
      switch (event.type) {
        case "session-started":
          return `agent started: ${agent}`;
        case "agent-ended":
          return `agent ended: ${exit(event)}`;
        case "validation-started":
          return `validation started: ${event.command}`;
        case "validation-ended":
          return `validation ended: ${exit(event)}`;
        case "checkpoint":
          return checkpointWords(event);
        case "tool-called":
          return `tool call: ${toolWords(event)}`;
        case "waiting":
          return `waiting: ${waitingWords(event)}`;
        case "waiting-ended":
          return `waiting ended: ${waitedWords(event.how, undefined)}`;
        default:
          return event.type;
      }
    },
    /** The recording's last mark, before it is sealed and the session's end is an event. */
    end: (how: SessionEnd) => `session ended: ${how}`,
    /** The number a shell would give: 128 and the signal's number when one ended it. */
    status: ({ exitCode, signal }: Exit) => (signal === undefined ? exitCode : 128 + signal),
    outcome(how: SessionEnd, validated: boolean, last: Exit): string {
      if (how !== "finished") return how === "stopped" ? "Stopped" : "Interrupted";
      const passed = last.exitCode === 0 && last.signal === undefined;
      if (validated) return passed ? "Validation passed" : `Validation failed: ${exit(last)}`;
      return passed ? "Agent ended" : `Agent ended: ${exit(last)}`;
    },
    /**
     * Undoes what a program may have left behind: the alternate screen, margins and modes (DECSTR), mouse
     * and focus reports, bracketed paste, a hidden cursor, and colours. The screen's content stays.
     */
    reset: (alternate: boolean) =>
      `${alternate ? `${esc}[?1049l` : ""}${esc}[!p` +
      ["1000", "1002", "1003", "1004", "1006", "2004"].map((mode) => `${esc}[?${mode}l`).join("") +
      `${esc}[?25h${plain}`,
  };
}

function signalName(number: number): string {
  const found = Object.entries(constants.signals).find(([, value]) => value === number);
  return found?.[0] ?? String(number);
}

/** Control characters in a title or command must not act on the terminal. */
function printable(text: string): string {
  return Array.from(text, (char) => {
    const unit = char.charCodeAt(0);
    return unit < 0x20 || (unit >= 0x7f && unit <= 0x9f) ? " " : char;
  }).join("");
}
