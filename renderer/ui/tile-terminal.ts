import { makeSturdy } from "@shared/recordings/sturdy";
import { Terminal } from "@xterm/xterm";
import { hush } from "./hush";
import { keepInSight } from "./keep-in-sight";
import type { LiveScreen } from "./live-terminal";
import { terminalColours, terminalTheme } from "./TerminalTheme";
import { isAppKey, mount } from "./terminal-screen";
import { base, fontReady, fontSize, lineHeight, typeOf } from "./terminal-type";

/** Lines above the screen that a tile keeps. The run shown alone has all of them. */
const scrollback = 100;

/**
 * A small picture of a live terminal, with the program's own number of columns and rows. It is drawn in smaller letters,
 * and the part around the cursor is in sight. It never changes the program's size.
 * @param host the element that contains the terminal
 * @param signal disposes the terminal
 * @param input what the person typed into the tile
 */
export async function openTileScreen(
  host: HTMLElement,
  signal: AbortSignal,
  input: (data: string) => void,
): Promise<LiveScreen> {
  await fontReady();
  signal.throwIfAborted();
  // Browsers give only a few WebGL contexts to one page.
  const drawn = "dom";
  const terminal = makeSturdy(
    new Terminal({
      ...base,
      ...typeOf(fontSize, drawn),
      lineHeight,
      scrollback,
      cursorBlink: false,
      theme: terminalTheme(host),
      linkHandler: { activate: () => undefined },
    }),
  );
  terminal.attachCustomKeyEventHandler((event) => !isAppKey(event));
  const screen = mount(terminal, host, signal, false);
  hush(terminal);
  terminal.onData(input);
  // Tab goes from tile to tile. A terminal gets the focus only by a click or by the tile's own key.
  if (terminal.textarea) terminal.textarea.tabIndex = -1;
  keepInSight(terminal, host, signal, drawn);
  return { ...screen, fit: () => undefined, colours: () => terminalColours(host) };
}
