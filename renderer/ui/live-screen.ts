import type { TerminalColours } from "@shared/contracts/terminal-colours";
import { makeSturdy } from "@shared/recordings/sturdy";
import { FitAddon } from "@xterm/addon-fit";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { Terminal } from "@xterm/xterm";
import { hush } from "./hush";
import { terminalColours, terminalTheme } from "./TerminalTheme";
import { isMac, mount, type TerminalScreen } from "./terminal-screen";
import { base, fontReady, fontSize, lineHeight, typeOf } from "./terminal-type";

export interface LiveScreen extends TerminalScreen {
  /** Takes the size that the element has room for; `onResize` hears of it when it is another. */
  fit(): void;
  /** The colours that it has now. */
  colours(): TerminalColours;
}

/**
 * A terminal that a program writes to and a person types into.
 * @param host the element it fills; its background and colour are the terminal's
 * @param signal disposes the terminal
 */
export async function openLiveScreen(
  host: HTMLElement,
  signal: AbortSignal,
  on: {
    /** What the person typed, pasted or did with the mouse. */
    input(data: string): void;
    resize(cols: number, rows: number): void;
    /** A person clicked a link. */
    link(url: string): void;
  },
  scrollback: number,
): Promise<LiveScreen> {
  await fontReady();
  signal.throwIfAborted();
  const terminal = makeSturdy(
    new Terminal({
      ...base,
      ...typeOf(fontSize, "webgl"),
      lineHeight,
      scrollback,
      cursorBlink: true,
      theme: terminalTheme(host),
      linkHandler: { activate: (_event, url) => on.link(url) },
    }),
  );
  const fitting = new FitAddon();
  terminal.loadAddon(fitting);
  terminal.loadAddon(new WebLinksAddon((_event, url) => on.link(url)));
  terminal.attachCustomKeyEventHandler((event) => !belongsToApp(event));
  const screen = mount(terminal, host, signal, true);
  hush(terminal);
  terminal.onData(on.input);
  terminal.onResize(({ cols, rows }) => on.resize(cols, rows));
  return {
    ...screen,
    colours: () => terminalColours(host),
    fit: () => {
      if (host.clientWidth > 0 && host.clientHeight > 0) fitting.fit();
    },
  };
}

/**
 * Whether a key is the app's and not the program's: Ctrl with Shift, or Cmd on a Mac, which no terminal
 * program can tell apart from the plain ones anyway; and Ctrl with a full stop, which none receives.
 */
function belongsToApp(event: KeyboardEvent): boolean {
  if (isMac) return event.metaKey;
  return event.ctrlKey && (event.shiftKey || event.key === ".");
}
