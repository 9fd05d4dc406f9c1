import type { TerminalColours } from "@shared/contracts/terminal-colours";
import { type AnsweringSetup, openAnsweringTerminal } from "./answering-terminal";

/** An answering terminal, wherever it is. What it is told is done in order. */
export interface Answerer {
  /** The listener's `followed` hears of its length. */
  write(text: string): void;
  resize(cols: number, rows: number): void;
  setColours(colours: TerminalColours): void;
  /** What is asked from here on is answered under this number. */
  turn(turn: number): void;
  /** The listener's `screen` hears what is on the screen now. */
  look(): void;
  close(): void;
}

export interface AnswererListener {
  answer(data: string, turn: number): void;
  /** So many UTF-16 units have been followed. */
  followed(length: number): void;
  /** The text on the screen. */
  screen(text: string): void;
}

export interface OpenAnswerer {
  /** Gets ready for an answerer that may be opened soon. */
  prepare(): void;
  open(setup: AnsweringSetup & { readonly turn: number }, listener: AnswererListener): Answerer;
}

/** Answers in the calling thread. */
export const answerHere: OpenAnswerer = {
  prepare: () => undefined,
  open({ turn: first, ...setup }, { answer, followed, screen }) {
    let turn = first;
    const terminal = openAnsweringTerminal(setup, (data) => answer(data, turn));
    return {
      write: (text) => terminal.write(text, () => followed(text.length)),
      resize: terminal.resize,
      setColours: terminal.setColours,
      turn: (next) =>
        terminal.write("", () => {
          turn = next;
        }),
      look: () => terminal.look(screen),
      close: terminal.close,
    };
  },
};
