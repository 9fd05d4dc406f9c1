import type { Terminal } from "@xterm/xterm";

// The names are those of https://github.com/xtermjs/xterm.js/blob/6.0.0/src/common/services/CoreService.ts.
interface CoreService {
  triggerDataEvent(data: string, wasUserInput?: boolean): void;
}

const get = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;

const isCoreService = (value: unknown): value is CoreService =>
  typeof get(value, "triggerDataEvent") === "function";

/**
 * Keeps a terminal from saying anything by itself: `onData` then tells what a person typed, pasted or did with the mouse,
 * and nothing else. A window's terminal is fed from the recording's beginning each time it is opened, so its answers to
 * what was asked long ago would be typed into whatever waits for a key now; and two windows would answer twice. The pty
 * host answers, once (`electron/pty-host/answers/`), and tells the program of the focus.
 * @throws for another version of xterm, whose inside is another one: a terminal that cannot be hushed must not be shown
 */
export function hush(terminal: Terminal): void {
  const service = get(get(terminal, "_core"), "coreService");
  if (!isCoreService(service)) throw new Error("This terminal cannot be kept from answering.");
  const trigger = service.triggerDataEvent.bind(service);
  service.triggerDataEvent = (data, wasUserInput) => {
    if (wasUserInput === true) trigger(data, true);
  };
}
