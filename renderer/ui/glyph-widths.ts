import { corePart, hasShape, partAt } from "@shared/recordings/xterm-internals";
import type { ShownTerminal } from "./terminal-type";

// Without WebGL, the terminal measures each new letter by adding it to the page and reading its width. The
// page is laid out once for each letter, and again for all of them when the font size changes. A canvas gives
// the same widths without any layout. The names are internal ones of the pinned @xterm/xterm; with a version
// whose names differ, drawing is slower and otherwise the same.

interface WidthCache {
  readonly _font: string;
  readonly _fontSize: number;
  readonly _weight: string | number;
  readonly _weightBold: string | number;
  _measure(text: string, variant: number): number;
}

const isWidthCache = (value: unknown): value is WidthCache =>
  hasShape(value, [
    ["_font", "string"],
    ["_fontSize", "number"],
    ["_measure", "function"],
  ]) &&
  ["_weight", "_weightBold"].every((key) => /^(?:string|number)$/.test(typeof partAt(value, key)));

/** The number of letters that the terminal measures at once. Their total width is a whole number of pixels. */
const repeat = 32;
/** The bits of the terminal's variants. */
const bold = 1;
const italic = 2;

/** @param terminal an open terminal that draws in the DOM */
export function measureOnCanvas(terminal: ShownTerminal): void {
  const cache = corePart(terminal, "_renderService._renderer.value._widthCache");
  const pen = document.createElement("canvas").getContext("2d");
  if (!isWidthCache(cache) || pen === null) return;
  pen.fontKerning = "none";
  let font = "";
  cache._measure = (text, variant) => {
    const weight = variant & bold ? cache._weightBold : cache._weight;
    const style = variant & italic ? "italic" : "normal";
    const next = `${style} ${weight} ${cache._fontSize}px ${cache._font}`;
    if (font !== next) pen.font = next;
    font = next;
    return Math.round(pen.measureText(text.repeat(repeat)).width) / repeat;
  };
}
