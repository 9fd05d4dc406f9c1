import { mute } from "@shared/recordings/mute";
import { makeSturdy } from "@shared/recordings/sturdy";
import { Terminal } from "@xterm/xterm";
import { coverOf } from "./cover";
import { drawnBy } from "./graphics";
import { keepInSight } from "./keep-in-sight";
import { terminalTheme } from "./TerminalTheme";
import { mount, type TerminalScreen } from "./terminal-screen";
import { base, fontReady, fontSize, lineHeight, type ShownTerminal, typeOf } from "./terminal-type";

export interface RecordedScreen extends TerminalScreen {
  /** Output after `cover` is not shown before `uncover`, which is much faster. */
  cover(): void;
  uncover(): void;
}

/**
 * A terminal that shows a recording. It sends no answers, opens no links and takes no keys.
 * @param host the element that contains the terminal; the terminal has the recorded size and not the host's
 * @param signal disposes the terminal
 */
export async function openRecordedScreen(
  host: HTMLElement,
  signal: AbortSignal,
  scrollback: number,
): Promise<RecordedScreen> {
  await fontReady();
  signal.throwIfAborted();
  const drawn = drawnBy();
  const terminal: ShownTerminal = makeSturdy(
    new Terminal({
      ...base,
      ...typeOf(fontSize, drawn),
      lineHeight,
      scrollback,
      ...mute,
      cursorBlink: false,
      theme: terminalTheme(host),
    }),
  );
  // Shift with Page Up or Page Down moves through the lines above the screen. All other keys belong to the
  // app.
  terminal.attachCustomKeyEventHandler(
    (event) => event.shiftKey && (event.key === "PageUp" || event.key === "PageDown"),
  );
  const screen = mount(terminal, host, signal, drawn === "webgl");
  terminal.textarea?.setAttribute("aria-label", "Recorded terminal");
  const cover = coverOf(terminal);
  const sight = keepInSight(terminal, host, signal, drawn);
  return {
    ...screen,
    cover() {
      if (signal.aborted) return;
      sight.rest();
      cover.on();
    },
    uncover() {
      if (signal.aborted) return;
      // Sets the font size first, so that the screen is drawn once.
      sight.goOn();
      cover.off();
      sight.follow();
    },
  };
}
