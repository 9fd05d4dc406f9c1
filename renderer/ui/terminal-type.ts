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

/** What draws the letters: WebGL in cells of whole pixels, the DOM in cells as wide as the type. */
export type Drawn = "webgl" | "dom";

/**
 * A size of type. For WebGL it comes with the spacing that makes its cells whole pixels by rounding; left to
 * itself the terminal cuts the fraction off, and letters touch.
 */
export function typeOf(size: number, drawn: Drawn): { fontSize: number; letterSpacing: number } {
  const exact = size * cellWidth * devicePixelRatio;
  const letterSpacing = drawn === "webgl" ? Math.round(exact) - Math.floor(exact) : 0;
  return { fontSize: size, letterSpacing };
}

/** The font must be there before the terminal measures its cells. */
export const fontReady = () =>
  Promise.allSettled(
    ["400", "600"].map((weight) => document.fonts.load(`${weight} ${fontSize}px "IBM Plex Mono"`)),
  );

/** A cell's width in pixels. */
export const widthOf = (size: number, drawn: Drawn) =>
  drawn === "webgl"
    ? Math.round(size * cellWidth * devicePixelRatio) / devicePixelRatio
    : size * cellWidth;
