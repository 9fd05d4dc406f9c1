import type { ITerminalOptions, Terminal } from "@xterm/xterm";

/**
 * A terminal that can only show output. Without these members no code can listen to it, and so receive
 * answers that a recording triggers.
 */
export type ShownTerminal = Omit<Terminal, "onBinary" | "onData" | "onKey" | "input" | "paste">;

/** The common options of live and recorded terminals. */
export const base: ITerminalOptions = {
  fontFamily: '"IBM Plex Mono", ui-monospace, monospace',
  fontWeightBold: 600,
  drawBoldTextInBrightColors: false,
  // Programs choose colours for a black or a white background; this keeps both readable on ours.
  minimumContrastRatio: 4.5,
  cursorInactiveStyle: "outline",
  logLevel: "off",
};

/** The font size of a terminal with enough room, in pixels. */
export const fontSize = 12.5;
/** The width of a cell of IBM Plex Mono for each pixel of font size. */
const cellWidth = 0.6;
/** Gives lines of 18 px at a font size of 12.5 px. */
export const lineHeight = 1.125;

/** The renderer: WebGL with cells of whole pixels, or the DOM with cells of the font's exact width. */
export type Drawn = "webgl" | "dom";

/**
 * The options for a font size. For WebGL they include the spacing that rounds the cells to whole pixels.
 * Without it the terminal cuts off the fraction, and letters touch.
 */
export function typeOf(size: number, drawn: Drawn): { fontSize: number; letterSpacing: number } {
  const exact = size * cellWidth * devicePixelRatio;
  const letterSpacing = drawn === "webgl" ? Math.round(exact) - Math.floor(exact) : 0;
  return { fontSize: size, letterSpacing };
}

/** Loads the font. The terminal must not measure its cells before. */
export const fontReady = () =>
  Promise.allSettled(
    ["400", "600"].map((weight) => document.fonts.load(`${weight} ${fontSize}px "IBM Plex Mono"`)),
  );

/** A cell's width in pixels. */
export const widthOf = (size: number, drawn: Drawn) =>
  drawn === "webgl"
    ? Math.round(size * cellWidth * devicePixelRatio) / devicePixelRatio
    : size * cellWidth;
