import type { ShownTerminal } from "./terminal-type";

// Without WebGL the terminal measures each new letter by putting it into the page and asking how wide it is: the
// page is laid out once for each, and for all of them again when the type's size changes. A canvas tells the
// same without that. The names are those inside the pinned @xterm/xterm; where a version of it has other ones,
// drawing is slower and otherwise the same.

interface WidthCache {
  readonly _font: string;
  readonly _fontSize: number;
  readonly _weight: string | number;
  readonly _weightBold: string | number;
  _measure(text: string, variant: number): number;
}

const get = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;

const isWidthCache = (value: unknown): value is WidthCache =>
  typeof get(value, "_font") === "string" &&
  typeof get(value, "_fontSize") === "number" &&
  ["_weight", "_weightBold"].every((key) => /^(?:string|number)$/.test(typeof get(value, key))) &&
  typeof get(value, "_measure") === "function";

/** As many letters as the terminal measures at once; the width of all of them is a whole number of pixels. */
const repeat = 32;
/** Bits of the terminal's variants. */
const bold = 1;
const italic = 2;

/** @param terminal one that is open, and draws in the page */
export function measureOnCanvas(terminal: ShownTerminal): void {
  const renderer = get(get(get(get(terminal, "_core"), "_renderService"), "_renderer"), "value");
  const cache = get(renderer, "_widthCache");
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
