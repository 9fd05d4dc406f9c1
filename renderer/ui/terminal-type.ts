import type { ITerminalOptions, Terminal } from "@xterm/xterm";

/** A terminal as far as it shows something: nothing can listen to it, and so hear what a recording makes it say. */
export type ShownTerminal = Omit<Terminal, "onBinary" | "onData" | "onKey" | "input" | "paste">;

/** What live and recorded terminals have in common. */
export const base: ITerminalOptions = {
  fontFamily: '"IBM Plex Mono", ui-monospace, monospace',
  fontWeightBold: 600,
  drawBoldTextInBrightColors: false,
  // Programs choose colours for black or for white grounds; this keeps either readable on ours.
  minimumContrastRatio: 4.5,
  cursorInactiveStyle: "outline",
  logLevel: "off",
};

/** Of a terminal that has the room for it, in pixels. */
export const fontSize = 12.5;
/** Of IBM Plex Mono: a cell's width for each pixel of type. */
const cellWidth = 0.6;
/** Makes lines of 18 px at 12.5 px. */
export const lineHeight = 1.125;

/**
 * A size of type, with the spacing that makes its cells whole pixels by rounding; left to itself the
 * terminal cuts the fraction off, and letters touch.
 */
export function typeOf(size: number): { fontSize: number; letterSpacing: number } {
  const exact = size * cellWidth * devicePixelRatio;
  return { fontSize: size, letterSpacing: Math.round(exact) - Math.floor(exact) };
}

/** The font must be there before the terminal measures its cells. */
export const fontReady = () =>
  Promise.allSettled(
    ["400", "600"].map((weight) => document.fonts.load(`${weight} ${fontSize}px "IBM Plex Mono"`)),
  );

/** A cell's width in pixels. */
export const widthOf = (size: number) =>
  Math.round(size * cellWidth * devicePixelRatio) / devicePixelRatio;
