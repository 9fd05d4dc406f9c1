import type { TerminalColours } from "@shared/contracts/terminal-colours";
import { makeSturdy } from "@shared/recordings/sturdy";
import { FitAddon } from "@xterm/addon-fit";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { Terminal } from "@xterm/xterm";
import { drawnBy } from "./graphics";
import { hush } from "./hush";
import { terminalColours, terminalTheme } from "./TerminalTheme";
import { isAppKey, mount, type TerminalScreen } from "./terminal-screen";
import { base, fontReady, fontSize, lineHeight, typeOf } from "./terminal-type";

export interface LiveScreen extends TerminalScreen {
  /** Takes the size for which the element has room. `onResize` is called when the size changes. */
  fit(): void;
  /** The terminal's current colours. */
  colours(): TerminalColours;
}

/**
 * A terminal that a program writes to and a person types into.
 * @param host the element that the terminal fills; its background and colour become the terminal's
 * @param signal disposes the terminal
 */
export async function openLiveScreen(
  host: HTMLElement,
  signal: AbortSignal,
  on: {
    /** Typed, pasted or mouse input of the person. */
    input(data: string): void;
    resize(cols: number, rows: number): void;
    /** A person clicked a link. */
    link(url: string): void;
  },
  scrollback: number,
): Promise<LiveScreen> {
  await fontReady();
  signal.throwIfAborted();
  const drawn = drawnBy();
  const terminal = makeSturdy(
    new Terminal({
      ...base,
      ...typeOf(fontSize, drawn),
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
  terminal.attachCustomKeyEventHandler((event) => !isAppKey(event));
  const screen = mount(terminal, host, signal, drawn === "webgl");
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
