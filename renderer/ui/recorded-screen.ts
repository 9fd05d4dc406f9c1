import { mute } from "@shared/recordings/mute";
import { makeSturdy } from "@shared/recordings/sturdy";
import { Terminal } from "@xterm/xterm";
import { coverOf } from "./cover";
import { keepInSight } from "./keep-in-sight";
import { terminalTheme } from "./TerminalTheme";
import { mount, type TerminalScreen } from "./terminal-screen";
import { base, fontReady, fontSize, lineHeight, type ShownTerminal, typeOf } from "./terminal-type";

export interface RecordedScreen extends TerminalScreen {
  /** What is taken in from now on is not shown before `uncover`; that is much faster. */
  cover(): void;
  uncover(): void;
}

/**
 * A terminal that shows what was recorded. It answers nothing, opens nothing and takes no keys.
 * @param host the element it is put into, at the size that was recorded and not at the host's
 * @param signal disposes the terminal
 */
export async function openRecordedScreen(
  host: HTMLElement,
  signal: AbortSignal,
  scrollback: number,
): Promise<RecordedScreen> {
  await fontReady();
  signal.throwIfAborted();
  const drawn = hasGraphics() ? "webgl" : "dom";
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
  // Shift with Page Up or Page Down moves through the lines above the screen; all else is the app's.
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
      // The type's size comes first, so that the screen is drawn once.
      sight.goOn();
      cover.off();
      sight.follow();
    },
  };
}

let graphics: boolean | undefined;

/**
 * Whether there is hardware for WebGL. Imitated by the processor it takes several times as long as the DOM
 * to draw a whole screen, and a recorded one is drawn anew wherever a person goes.
 */
function hasGraphics(): boolean {
  if (graphics !== undefined) return graphics;
  const context = document
    .createElement("canvas")
    .getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  graphics = context !== null;
  return graphics;
}
