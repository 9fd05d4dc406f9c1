import type { Size } from "@shared/recordings/screen-text";
import type headless from "@xterm/headless";
import { type Cell, emptyCell, type Inside, insideOf } from "../inside-terminal";
import { openReplayTerminal } from "../keyframe-terminal";

/** A terminal that records for each cell the unit of output that painted it. */
export interface PaintedTerminal {
  readonly terminal: headless.Terminal;
  /**
   * Parses output.
   * @param first the number of the first unit of `text`, counted over the whole recording
   */
  write(text: string, first: number): void;
  /**
   * A row of the screen as text, and for each unit of the text the number of the output unit that painted it; -1
   * for none.
   */
  row(y: number): { readonly text: string; readonly painters: readonly number[] };
}

// The unit's number is stored in the field of the cell's link id, because xterm.js moves this field with the cell
// when lines scroll and characters are inserted. Links are not needed here. The names are those of InputHandler.ts
// in the pinned version.

interface Extended {
  urlId: number;
  clone(): Extended;
}
interface Printing {
  readonly _parseBuffer: Uint32Array;
  readonly _curAttrData: { extended: Extended; updateExtended(): void };
  print(data: Uint32Array, start: number, end: number): void;
}

const hasExtended = 0x1000_0000;
const combined = 0x20_0000;
const widthShift = 22;
const codePoint = 0x1f_ffff;

const isPrinting = (value: unknown): value is Printing =>
  typeof value === "object" &&
  value !== null &&
  typeof Reflect.get(value, "print") === "function" &&
  Reflect.get(value, "_parseBuffer") instanceof Uint32Array;

export function openPaintedTerminal(size: Size): PaintedTerminal {
  const terminal = openReplayTerminal(size);
  const inside: Inside = insideOf(terminal);
  const input: unknown = inside._inputHandler;
  if (!isPrinting(input)) throw new Error("This version of xterm.js prints by another method.");
  const cell = emptyCell(terminal);
  let first = 0;
  /** The offset in the text at which each parsed code point begins; undefined when each code point is one unit. */
  let places: readonly number[] | undefined;

  const print = input.print.bind(input);
  input.print = (data, start, end) => {
    // A repeated character (CSI b) keeps the painter of the repeated one.
    if (data !== input._parseBuffer) return print(data, start, end);
    const look = input._curAttrData;
    for (let at = start; at < end; at++) {
      look.extended = look.extended.clone();
      look.extended.urlId = first + (places?.[at] ?? at) + 1;
      look.updateExtended();
      print(data, at, at + 1);
    }
  };

  return {
    terminal,
    write(text, number) {
      first = number;
      places = /[\ud800-\udfff\ufeff]/.test(text) ? placesOf(text) : undefined;
      inside.writeSync(text);
    },
    row(y) {
      const { active } = inside._bufferService.buffers;
      const line = active.lines.get(active.ybase + y);
      let text = "";
      const painters: number[] = [];
      for (let x = 0; x < (line?.length ?? 0); x++) {
        line?.loadCell(x, cell);
        if (cell.content >> widthShift === 0) continue;
        const chars = charsOf(cell);
        const painter = cell.bg & hasExtended ? cell.extended.urlId - 1 : -1;
        for (let unit = 0; unit < chars.length; unit++) painters.push(painter);
        text += chars;
      }
      return { text, painters };
    },
  };
}

const charsOf = ({ content, combinedData }: Cell): string => {
  if (content & combined) return combinedData;
  return content & codePoint ? String.fromCodePoint(content & codePoint) : " ";
};

/** The offset of each code point that the parser receives. It drops byte-order marks. */
function placesOf(text: string): number[] {
  const places: number[] = [];
  let at = 0;
  for (const char of text) {
    if (char !== "\ufeff") places.push(at);
    at += char.length;
  }
  return places;
}
