import type { TerminalColours } from "@shared/contracts/terminal-colours";
import { type AnsweringSetup, openAnsweringTerminal } from "./answering-terminal";

/** An answering terminal in this or another thread. Calls are handled in order. */
export interface Answerer {
  /** The listener's `followed` gets the length when the text has been parsed. */
  write(text: string): void;
  resize(cols: number, rows: number): void;
  setColours(colours: TerminalColours): void;
  /** Later questions are answered with this turn number. */
  turn(turn: number): void;
  /** The listener's `screen` gets the text on the screen at this point. */
  look(): void;
  /** The listener's `kept` hears the screen with the lines above it, as a new terminal can be brought to it. */
  keep(): void;
  close(): void;
}

export interface AnswererListener {
  answer(data: string, turn: number): void;
  /** This number of UTF-16 units has been parsed. */
  followed(length: number): void;
  /** The text on the screen. */
  screen(text: string): void;
  /** @param screen undefined where none can be written now */
  kept(screen: string | undefined): void;
}

export interface OpenAnswerer {
  /** Prepares for an answerer that may be opened soon. */
  prepare(): void;
  open(setup: AnsweringSetup & { readonly turn: number }, listener: AnswererListener): Answerer;
}

/** Answers in the calling thread. */
export const answerHere: OpenAnswerer = {
  prepare: () => undefined,
  open({ turn: first, ...setup }, { answer, followed, screen, kept }) {
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
      keep: () => terminal.keep(kept),
      close: terminal.close,
    };
  },
};
