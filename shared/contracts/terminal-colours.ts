import { z } from "zod";

/**
 * The sixteen ANSI colours. Each except black has a contrast of at least 4.5:1 against the terminal's
 * background in both themes, so that a program's output is readable in either theme.
 */
export const ansiColours = {
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
} as const;

const colour = z.string().regex(/^#[0-9a-f]{6}$/);

/** The colours, as `#rrggbb`, that a terminal reports to a program that asks. */
export const terminalColoursSchema = z.object({
  foreground: colour,
  background: colour,
  cursor: colour,
});
export type TerminalColours = z.infer<typeof terminalColoursSchema>;

/**
 * The colours of a terminal that no window has shown yet: those of the dark theme. The terminal's background
 * is dark in the light theme as well.
 */
export const colourDefaults: TerminalColours = {
  foreground: "#dcdfe4",
  background: "#101114",
  cursor: "#dcdfe4",
};
