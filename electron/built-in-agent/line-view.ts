import { cellsOf } from "@shared/recordings/cell-width";
import type { EditedLine } from "./edited-line";

const esc = "\u001b";

/** Draws an edited line from the cursor's row on, over as many rows as it needs. */
export interface LineView {
  draw(line: EditedLine): void;
  /** Moves the cursor behind the line. */
  leave(): void;
}

/** @param columns the terminal's current width */
export function createLineView(write: (text: string) => void, columns: () => number): LineView {
  let shown: EditedLine = { text: "", at: 0 };

  return {
    draw(line) {
      const width = columns();
      const added = line.text.slice(shown.text.length);
      const isAppended =
        shown.at === shown.text.length &&
        line.at === line.text.length &&
        line.text.startsWith(shown.text) &&
        placeOf(line, width).column > cellsOf(added) &&
        !added.includes("\n");
      if (isAppended) write(added);
      else {
        const end = placeOf({ ...line, at: line.text.length }, width);
        const place = placeOf(line, width);
        const up = placeOf(shown, width).row;
        const rows = line.text.replaceAll("\n", "\r\n");
        // Terminals differ in where the cursor is after a full row, so it is moved to the next row.
        const wrapped = end.column === 0 && end.row > 0 && !line.text.endsWith("\n") ? "\r\n" : "";
        write(
          `${moved(up, "A")}\r${esc}[J${rows}${wrapped}${moved(end.row - place.row, "A")}\r${moved(place.column, "C")}`,
        );
      }
      shown = line;
    },
    leave() {
      const width = columns();
      const end = { ...shown, at: shown.text.length };
      write(`${moved(placeOf(end, width).row - placeOf(shown, width).row, "B")}\r\n`);
    },
  };
}

const moved = (by: number, how: "A" | "B" | "C"): string => (by > 0 ? `${esc}[${by}${how}` : "");

/** The cursor's row and column in a terminal of this width. */
function placeOf({ text, at }: EditedLine, width: number): { row: number; column: number } {
  let row = 0;
  let column = 0;
  for (const char of text.slice(0, at)) {
    if (char === "\n") {
      row++;
      column = 0;
      continue;
    }
    const cells = char === "\t" ? 8 - (column % 8) : cellsOf(char);
    if (column + cells > width) {
      row++;
      column = 0;
    }
    column += cells;
  }
  // A full row wraps at the next letter. A line break after a full row starts only one new row.
  if (column < width) return { row, column };
  return text.charAt(at) === "\n" ? { row, column: width - 1 } : { row: row + 1, column: 0 };
}
