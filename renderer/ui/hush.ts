import { corePart, partAt } from "@shared/recordings/xterm-internals";
import type { Terminal } from "@xterm/xterm";

// The names are those of https://github.com/xtermjs/xterm.js/blob/6.0.0/src/common/services/CoreService.ts.
interface CoreService {
  triggerDataEvent(data: string, wasUserInput?: boolean): void;
}

const isCoreService = (value: unknown): value is CoreService =>
  typeof partAt(value, "triggerDataEvent") === "function";

/**
 * Keeps a terminal from sending anything by itself: `onData` then reports only typed, pasted and mouse input.
 * A window plays the recording from its beginning each time it opens a terminal. The terminal's answers to
 * old questions would be typed into the current program, and two windows would answer twice. The pty host
 * answers once (`electron/pty-host/answers/`), and reports the focus to the program.
 * @throws for another version of xterm.js with other internals; a terminal that can send answers must not be
 * shown
 */
export function hush(terminal: Terminal): void {
  const service = corePart(terminal, "coreService");
  if (!isCoreService(service)) throw new Error("This terminal cannot be kept from answering.");
  const trigger = service.triggerDataEvent.bind(service);
  service.triggerDataEvent = (data, wasUserInput) => {
    if (wasUserInput === true) trigger(data, true);
  };
}
