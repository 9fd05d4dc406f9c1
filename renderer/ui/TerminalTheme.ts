import type { ITheme } from "@xterm/xterm";

/**
 * The sixteen ANSI colours. Each but black has at least 4.5:1 against --term in both themes, so that a
 * program's output reads the same whichever theme the window has.
 */
const ansi = {
  black: "#2b2e36",
  red: "#f29c8c",
  green: "#84cf9c",
  yellow: "#eab566",
  blue: "#9db9ff",
  magenta: "#c7aefb",
  cyan: "#7fcbd6",
  white: "#dcdfe4",
  brightBlack: "#8b90a0",
  brightRed: "#ffb8ab",
  brightGreen: "#a5e3b8",
  brightYellow: "#f7cd8c",
  brightBlue: "#bfd2ff",
  brightMagenta: "#dccbff",
  brightCyan: "#a8e2ea",
  brightWhite: "#ffffff",
} as const satisfies ITheme;

/**
 * The terminal's colours from the tokens that apply to an element whose background is --term and whose
 * colour is --term-ink.
 */
export function terminalTheme(element: Element): ITheme {
  const { backgroundColor, color } = getComputedStyle(element);
  return {
    ...ansi,
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
