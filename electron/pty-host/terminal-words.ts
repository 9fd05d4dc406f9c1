import { constants } from "node:os";
import { leftBehindWords } from "@shared/runs/beside-words";
import { checkpointWords } from "@shared/runs/checkpoint-files";
import type { RunEvent, SessionEnd } from "@shared/runs/event";
import { endWords, type ProcessEnd, succeeded } from "@shared/runs/process-end";
import { toolWords, waitedWords, waitingWords } from "@shared/runs/reported";

const esc = "\u001b";
const dim = `${esc}[2m`;
const plain = `${esc}[0m`;

/** The host's own messages in a terminal. All of them are recorded. */
export function createTerminalWords() {
  return {
    banner: (lines: readonly string[]) =>
      lines.map((line) => `${dim}${printable(line)}${plain}\r\n`).join(""),
    separator: (text: string) => `\r\n${dim}── ${printable(text)} ──${plain}\r\n`,
    /** The recording's first mark. */
    task: (title: string) => `task started: ${title}`,
    /** The text of an event's mark in the recording, for players that do not know run events. */
    mark(event: RunEvent, agent: string): string {
      switch (event.type) {
        case "session-started":
          return `agent started: ${agent}`;
        case "set-up-started":
          return `set-up started: ${event.command}`;
        case "set-up-ended":
          return `set-up ended: ${endWords(event.end)}`;
        case "agent-ended":
          return `agent ended: ${endWords(event.end)}`;
        case "finish-asked":
          return "finish asked for";
        case "snapshot-taken":
          return `files kept as ${event.commit.slice(0, 7)}`;
        case "validation-started":
          return `validation started: ${event.command}`;
        case "validation-ended":
          return `validation ended: ${endWords(event.end)}`;
        case "left-behind":
          return lowered(leftBehindWords(event.by, event.processes));
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
    /** The recording's last mark, before it is sealed and the session's end becomes an event. */
    end: (how: SessionEnd) => `session ended: ${how}`,
    /** The exit status in a shell: 128 plus the signal's number for a program that a signal ended. */
    status: (end: ProcessEnd) => (end.by === "exit" ? end.code : 128 + signalNumber(end.signal)),
    outcome(how: SessionEnd, step: "set-up" | "agent" | "validation", last: ProcessEnd): string {
      if (how !== "finished") return how === "stopped" ? "Stopped" : "Interrupted";
      const passed = succeeded(last);
      if (step === "set-up") return `Set-up failed: ${endWords(last)}. The agent was not started`;
      if (step === "validation")
        return passed ? "Validation passed" : `Validation failed: ${endWords(last)}`;
      return passed ? "Agent ended" : `Agent ended: ${endWords(last)}`;
    },
    /**
     * Resets the state that a program may have left behind: the alternate screen, margins and modes (DECSTR),
     * mouse and focus reports, bracketed paste, a hidden cursor, and colours. The screen's content stays.
     */
    reset: (alternate: boolean) =>
      `${alternate ? `${esc}[?1049l` : ""}${esc}[!p` +
      ["1000", "1002", "1003", "1004", "1006", "2004"].map((mode) => `${esc}[?${mode}l`).join("") +
      `${esc}[?25h${plain}`,
  };
}

const lowered = (text: string) => text.slice(0, 1).toLowerCase() + text.slice(1);

function signalNumber(name: string): number {
  const found = Object.entries(constants.signals).find(([known]) => known === name)?.[1];
  return found ?? (Number(name) || 0);
}

/** Replaces control characters in a title or command, so that they cannot control the terminal. */
function printable(text: string): string {
  return Array.from(text, (char) => {
    const unit = char.charCodeAt(0);
    return unit < 0x20 || (unit >= 0x7f && unit <= 0x9f) ? " " : char;
  }).join("");
}
