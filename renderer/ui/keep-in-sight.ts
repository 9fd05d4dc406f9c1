import { type Drawn, fontSize, type ShownTerminal, typeOf, widthOf } from "./terminal-type";

/** The smallest font size, in pixels, to which a wide recording is shrunk. Below it the terminal scrolls. */
const smallestType = 9;

/**
 * Shrinks the font to the available width, and scrolls the host so that the line with the cursor is visible.
 * The wheel moves the host first, then the lines above the screen.
 */
export function keepInSight(
  terminal: ShownTerminal,
  host: HTMLElement,
  signal: AbortSignal,
  drawn: Drawn,
): { rest(): void; goOn(): void; follow(): void } {
  let rests = false;
  const screenHeight = () => host.querySelector(".xterm-screen")?.clientHeight ?? 0;
  const shrink = () => {
    const { paddingLeft, paddingRight } = getComputedStyle(host);
    const room =
      host.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
    if (room <= 0) return;
    let size: number = fontSize;
    while (size > smallestType && widthOf(size, drawn) * terminal.cols > room) size -= 0.5;
    const type = typeOf(size, drawn);
    terminal.options.fontSize = type.fontSize;
    terminal.options.letterSpacing = type.letterSpacing;
  };
  const follow = () => {
    // Only one scrollbar is shown: the host's when the screen is higher than the host, otherwise the
    // terminal's own.
    host.toggleAttribute("data-scrolls", host.scrollHeight > host.clientHeight);
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
  // Captured, because the terminal handles every wheel event itself.
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
