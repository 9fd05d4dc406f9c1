import { ansiColours, type TerminalColours } from "@shared/contracts/terminal-colours";
import type { ITheme } from "@xterm/xterm";

/**
 * The terminal's colours, computed from the tokens of an element with the background --term and the colour
 * --term-ink.
 */
export function terminalTheme(element: Element): ITheme {
  const { backgroundColor, color } = getComputedStyle(element);
  return {
    ...ansiColours,
    background: backgroundColor,
    foreground: color,
    cursor: color,
    cursorAccent: backgroundColor,
    selectionBackground: "#3d5390",
    selectionInactiveBackground: "#373c4c",
    // terminal.css draws the scrollbar.
    scrollbarSliderBackground: "#00000000",
    scrollbarSliderHoverBackground: "#00000000",
    scrollbarSliderActiveBackground: "#00000000",
  };
}

/** The same colours for programs that ask the terminal. */
export function terminalColours(element: Element): TerminalColours {
  const { backgroundColor, color } = getComputedStyle(element);
  const [background, foreground] = [hex(backgroundColor), hex(color)];
  return { foreground, background, cursor: foreground };
}

/** @param computed an opaque colour as getComputedStyle returns it: `rgb(1, 2, 3)` */
function hex(computed: string): string {
  const parts = computed.match(/\d+/g) ?? [];
  return `#${parts
    .slice(0, 3)
    .map((part) => Number(part).toString(16).padStart(2, "0"))
    .join("")}`;
}
