import { screenText } from "@shared/recordings/screen";
import { FitAddon } from "@xterm/addon-fit";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { WebglAddon } from "@xterm/addon-webgl";
import { type ITerminalOptions, Terminal } from "@xterm/xterm";
import { coverOf } from "./cover";
import { terminalTheme } from "./TerminalTheme";
import "@xterm/xterm/css/xterm.css";

/** What can be done with a terminal that is on the screen. */
export interface TerminalScreen {
  /** Draws output; `done` is called when it has been parsed. */
  write(data: string, done?: () => void): void;
  /** Sets the size in cells. */
  resize(cols: number, rows: number): void;
  size(): { readonly cols: number; readonly rows: number };
  focus(): void;
  /** All text, the lines above the screen included; wrapped lines are joined. */
  text(): string;
  /** The rows of the screen alone, wherever the terminal is scrolled to. */
  screenText(): string;
  dispose(): void;
}

export interface LiveScreen extends TerminalScreen {
  /** Takes the size that the element has room for; `onResize` hears of it when it is another. */
  fit(): void;
}

export interface RecordedScreen extends TerminalScreen {
  /** What is taken in from now on is not shown before `uncover`; that is much faster. */
  cover(): void;
  uncover(): void;
}

const base: ITerminalOptions = {
  fontFamily: '"IBM Plex Mono", ui-monospace, monospace',
  fontWeightBold: 600,
  drawBoldTextInBrightColors: false,
  // Programs choose colours for black or for white grounds; this keeps either readable on ours.
  minimumContrastRatio: 4.5,
  cursorInactiveStyle: "outline",
  logLevel: "off",
};

const fontSize = 12.5;
/** Of IBM Plex Mono: a cell's width for each pixel of type. */
const cellWidth = 0.6;
/** Makes lines of 18 px at 12.5 px. */
const lineHeight = 1.125;

/**
 * A size of type, with the spacing that makes its cells whole pixels by rounding; left to itself the
 * terminal cuts the fraction off, and letters touch.
 */
function typeOf(size: number): { fontSize: number; letterSpacing: number } {
  const exact = size * cellWidth * devicePixelRatio;
  return { fontSize: size, letterSpacing: Math.round(exact) - Math.floor(exact) };
}

/** The font must be there before the terminal measures its cells. */
const fontReady = () =>
  Promise.allSettled(
    ["400", "600"].map((weight) => document.fonts.load(`${weight} ${fontSize}px "IBM Plex Mono"`)),
  );

/**
 * A terminal that a program writes to and a person types into.
 * @param host the element it fills; its background and colour are the terminal's
 * @param signal disposes the terminal
 */
export async function openLiveScreen(
  host: HTMLElement,
  signal: AbortSignal,
  on: {
    /** What the person typed, and what the terminal answers to the program's queries. */
    input(data: string): void;
    resize(cols: number, rows: number): void;
    /** A person clicked a link. */
    link(url: string): void;
  },
  scrollback: number,
): Promise<LiveScreen> {
  await fontReady();
  signal.throwIfAborted();
  const terminal = new Terminal({
    ...base,
    ...typeOf(fontSize),
    lineHeight,
    scrollback,
    cursorBlink: true,
    theme: terminalTheme(host),
    linkHandler: { activate: (_event, url) => on.link(url) },
  });
  const fitting = new FitAddon();
  terminal.loadAddon(fitting);
  terminal.loadAddon(new WebLinksAddon((_event, url) => on.link(url)));
  terminal.attachCustomKeyEventHandler((event) => !belongsToApp(event));
  const screen = mount(terminal, host, signal, true);
  terminal.onData(on.input);
  terminal.onResize(({ cols, rows }) => on.resize(cols, rows));
  return {
    ...screen,
    fit: () => {
      if (host.clientWidth > 0 && host.clientHeight > 0) fitting.fit();
    },
  };
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
  const terminal = new Terminal({
    ...base,
    ...typeOf(fontSize),
    lineHeight,
    scrollback,
    disableStdin: true,
    cursorBlink: false,
    theme: terminalTheme(host),
    linkHandler: { activate: () => undefined },
  });
  // Shift with Page Up or Page Down moves through the lines above the screen; all else is the app's.
  terminal.attachCustomKeyEventHandler(
    (event) => event.shiftKey && (event.key === "PageUp" || event.key === "PageDown"),
  );
  const screen = mount(terminal, host, signal, hasGraphics());
  terminal.textarea?.setAttribute("aria-label", "Recorded terminal");
  const cover = coverOf(terminal);
  const sight = keepInSight(terminal, host, signal);
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

/** A cell's width in pixels. */
const widthOf = (size: number) =>
  Math.round(size * cellWidth * devicePixelRatio) / devicePixelRatio;

/** The smallest type, in pixels, that a wide recording is shrunk to before it scrolls. */
const smallestType = 9;

/**
 * Shrinks the type to the width there is, and scrolls the host so that the line with the cursor shows.
 * The wheel moves the host first, then the lines above the screen.
 */
function keepInSight(
  terminal: Terminal,
  host: HTMLElement,
  signal: AbortSignal,
): { rest(): void; goOn(): void; follow(): void } {
  let rests = false;
  const screenHeight = () => host.querySelector(".xterm-screen")?.clientHeight ?? 0;
  const shrink = () => {
    const { paddingLeft, paddingRight } = getComputedStyle(host);
    const room =
      host.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
    if (room <= 0) return;
    let size: number = fontSize;
    while (size > smallestType && widthOf(size) * terminal.cols > room) size -= 0.5;
    const type = typeOf(size);
    terminal.options.fontSize = type.fontSize;
    terminal.options.letterSpacing = type.letterSpacing;
  };
  const follow = () => {
    const line = screenHeight() / terminal.rows;
    const { paddingTop, paddingBottom } = getComputedStyle(host);
    const padding = Number.parseFloat(paddingTop) + Number.parseFloat(paddingBottom);
    const bottom = (terminal.buffer.active.cursorY + 1) * line + padding;
    host.scrollTop = Math.max(0, bottom - host.clientHeight);
  };
  const unlessResting = (act: () => void) => () => {
    if (!rests) act();
  };
  const observer = new ResizeObserver(
    unlessResting(() => {
      shrink();
      follow();
    }),
  );
  observer.observe(host);
  signal.addEventListener("abort", () => observer.disconnect(), { once: true });
  terminal.onResize(unlessResting(shrink));
  terminal.onWriteParsed(unlessResting(follow));
  let rest = 0;
  const wheel = (event: WheelEvent) => {
    if (event.ctrlKey || event.deltaY === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const { baseY, viewportY } = terminal.buffer.active;
    const room = host.scrollHeight - host.clientHeight;
    const inHost = event.deltaY < 0 ? host.scrollTop > 0 : viewportY >= baseY;
    if (inHost) {
      host.scrollTop = Math.max(0, Math.min(room, host.scrollTop + event.deltaY));
      return;
    }
    rest += event.deltaY / (screenHeight() / terminal.rows);
    terminal.scrollLines(Math.trunc(rest));
    rest -= Math.trunc(rest);
  };
  // Captured, as the terminal takes every wheel for itself.
  host.addEventListener("wheel", wheel, { capture: true, passive: false, signal });
  return {
    rest() {
      rests = true;
    },
    goOn() {
      rests = false;
      shrink();
    },
    follow,
  };
}

function mount(
  terminal: Terminal,
  host: HTMLElement,
  signal: AbortSignal,
  withWebgl: boolean,
): TerminalScreen {
  // The clipboard is the person's: a program may neither read nor set it.
  terminal.parser.registerOscHandler(52, () => true);
  terminal.open(host);
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

/** Draws with WebGL while it can be had; the terminal goes on in the DOM where it cannot, or is lost. */
function drawWithWebgl(terminal: Terminal): void {
  const webgl = new WebglAddon();
  webgl.onContextLoss(() => webgl.dispose());
  try {
    terminal.loadAddon(webgl);
  } catch {
    webgl.dispose();
  }
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

const isMac = navigator.userAgent.includes("Macintosh");

/**
 * Whether a key is the app's and not the program's: Ctrl with Shift, or Cmd on a Mac, which no terminal
 * program can tell apart from the plain ones anyway; and Ctrl with a full stop, which none receives.
 */
function belongsToApp(event: KeyboardEvent): boolean {
  if (isMac) return event.metaKey;
  return event.ctrlKey && (event.shiftKey || event.key === ".");
}

/** Ctrl+Shift+C copies the selection, as in other terminals; Ctrl+C alone is the program's. */
function copyWhenAsked(event: KeyboardEvent, terminal: Terminal): void {
  if (isMac || !event.ctrlKey || !event.shiftKey || event.code !== "KeyC") return;
  event.preventDefault();
  // The terminal's own copy handler fills the clipboard; no permission is asked for.
  if (terminal.hasSelection()) document.execCommand("copy");
}

function rowsOf({ buffer, rows }: Terminal): string[] {
  const { active } = buffer;
  return Array.from(
    { length: rows },
    (_, y) => active.getLine(active.baseY + y)?.translateToString(true) ?? "",
  );
}

function textOf(terminal: Terminal): string {
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
