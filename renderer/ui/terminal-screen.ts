import { screenText } from "@shared/recordings/screen-text";
import { WebglAddon } from "@xterm/addon-webgl";
import { measureOnCanvas } from "./glyph-widths";
import { terminalTheme } from "./TerminalTheme";
import type { ShownTerminal } from "./terminal-type";
import "@xterm/xterm/css/xterm.css";

/** The operations on a terminal that is on the screen. */
export interface TerminalScreen {
  /** Draws output; `done` is called when it has been parsed. */
  write(data: string, done?: () => void): void;
  /** Sets the size in cells. */
  resize(cols: number, rows: number): void;
  size(): { readonly cols: number; readonly rows: number };
  focus(): void;
  /** All text, including the lines above the screen. Wrapped lines are joined. */
  text(): string;
  /** Only the rows of the screen, at any scroll position. */
  screenText(): string;
  dispose(): void;
}

/**
 * Puts a terminal on the screen.
 * @param signal disposes the terminal
 */
export function mount(
  terminal: ShownTerminal,
  host: HTMLElement,
  signal: AbortSignal,
  withWebgl: boolean,
): TerminalScreen {
  // The clipboard belongs to the person: a program may neither read nor write it.
  terminal.parser.registerOscHandler(52, () => true);
  terminal.open(host);
  measureOnCanvas(terminal);
  if (withWebgl) drawWithWebgl(terminal);

  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const repaint = () => {
    terminal.options.theme = terminalTheme(host);
  };
  scheme.addEventListener("change", repaint, { signal });
  host.addEventListener("keydown", (event) => copyWhenAsked(event, terminal), { signal });

  let disposed = false;
  const dispose = () => {
    if (disposed) return;
    disposed = true;
    terminal.dispose();
  };
  signal.addEventListener("abort", dispose, { once: true });
  return {
    write: (data, done) => {
      if (!disposed) terminal.write(data, done);
    },
    resize: (cols, rows) => {
      if (!disposed && (cols !== terminal.cols || rows !== terminal.rows))
        terminal.resize(cols, rows);
    },
    size: () => ({ cols: terminal.cols, rows: terminal.rows }),
    focus: () => terminal.focus(),
    text: () => textOf(terminal),
    screenText: () => screenText(rowsOf(terminal)),
    dispose,
  };
}

/**
 * Draws with WebGL where available. Without WebGL, or when its context is lost, the terminal draws in the
 * DOM.
 */
function drawWithWebgl(terminal: ShownTerminal): void {
  const webgl = new WebglAddon();
  webgl.onContextLoss(() => webgl.dispose());
  try {
    terminal.loadAddon(webgl);
  } catch {
    webgl.dispose();
  }
}

const isMac = navigator.userAgent.includes("Macintosh");

/**
 * Whether a key belongs to the app and not to the program: Ctrl with Shift, or Cmd on a Mac, which a terminal
 * program cannot distinguish from the plain key; and Ctrl with a full stop, which no program receives.
 */
export function isAppKey(event: KeyboardEvent): boolean {
  if (isMac) return event.metaKey;
  return event.ctrlKey && (event.shiftKey || event.key === ".");
}

/** Ctrl+Shift+C copies the selection, as in other terminals. Ctrl+C alone belongs to the program. */
function copyWhenAsked(event: KeyboardEvent, terminal: ShownTerminal): void {
  if (isMac || !event.ctrlKey || !event.shiftKey || event.code !== "KeyC") return;
  event.preventDefault();
  // The terminal's own copy handler fills the clipboard, without asking for permission.
  if (terminal.hasSelection()) document.execCommand("copy");
}

function rowsOf({ buffer, rows }: ShownTerminal): string[] {
  const { active } = buffer;
  return Array.from(
    { length: rows },
    (_, y) => active.getLine(active.baseY + y)?.translateToString(true) ?? "",
  );
}

function textOf(terminal: ShownTerminal): string {
  const buffer = terminal.buffer.active;
  const lines: string[] = [];
  for (let y = 0; y < buffer.length; y++) {
    const line = buffer.getLine(y);
    if (!line) continue;
    const wraps = buffer.getLine(y + 1)?.isWrapped === true;
    const text = line.translateToString(!wraps);
    if (line.isWrapped && lines.length > 0) lines.push((lines.pop() ?? "") + text);
    else lines.push(text);
  }
  return lines.join("\n").trimEnd();
}
