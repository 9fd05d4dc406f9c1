import { z } from "zod";

/**
 * The sixteen ANSI colours. Each but black has at least 4.5:1 against the terminal's ground in both themes, so that a
 * program's output reads the same whichever theme the window has.
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

/** What a terminal answers when a program asks for its colours, as `#rrggbb`. */
export const terminalColoursSchema = z.object({
  foreground: colour,
  background: colour,
  cursor: colour,
});
export type TerminalColours = z.infer<typeof terminalColoursSchema>;

/** Of a terminal that no window has shown yet: those of the dark theme. In the light one its ground is dark as well. */
export const colourDefaults: TerminalColours = {
  foreground: "#dcdfe4",
  background: "#101114",
  cursor: "#dcdfe4",
};
