import { isErased, type Look, lookOf, lookSequence, nextLook, plain, sameLook } from "./attributes";
import { designate, invoke } from "./charsets";
import type { Buffer, Cell, Inside, Line } from "./inside-terminal";

const esc = "\u001b";
const csi = `${esc}[`;

/** A wide character, printed only for its effect on the neighbouring cells. */
const wide = "\u3042";

const widthOf = (cell: Cell): number => cell.content >> 22;
const isFilled = (cell: Cell): boolean => (cell.content & 0x3f_ffff) !== 0;
const charsOf = (cell: Cell): string =>
  (cell.content & 0x20_0000) !== 0
    ? cell.combinedData
    : String.fromCodePoint(cell.content & 0x1f_ffff);

/**
 * The output that brings a terminal of the same size, just reset (RIS), to the state of the given one: both
 * buffers with the lines above the screen, styles of cells, wrapped lines, cursors, margins, tab stops, character
 * sets and modes. Output cannot reach a few states. So the caller plays the result in a terminal and compares
 * (compare.ts) before it relies on it.
 * @param scratch a cell, which is overwritten
 * @param charsets see charsetNames
 */
export function writeScreen(
  inside: Inside,
  scratch: Cell,
  charsets: ReadonlyMap<unknown, string>,
): string {
  const { normal, alt, active } = inside._bufferService.buffers;
  const { cols, rows } = inside;
  let out = "";
  let look: Look = plain;

  const setLook = (next: Look) => {
    if (sameLook(look, next)) return;
    out += lookSequence(next, look.link);
    look = next;
  };
  const toColumn = (x: number) => {
    out += x === 0 ? "\r" : `${csi}${x + 1}G`;
  };

  /** Writes empty cells with a style that erasing cannot give. Overwritten wide characters leave such cells. */
  function writeLeftOver(line: Line) {
    // From the last column to the first, because each of these cells is made by means of the cell before it.
    for (let x = cols - 1; x >= 0; x--) {
      const cell = line.loadCell(x, scratch);
      if (isFilled(cell) || widthOf(cell) !== 1) continue;
      const wanted = lookOf(cell, inside);
      if (isErased(wanted)) continue;
      setLook(wanted);
      // When one half of a wide character is overwritten, the other half becomes empty and keeps the current
      // style.
      toColumn(Math.max(0, x - 1));
      out += wide;
      toColumn(x === 0 ? 1 : x - 1);
      out += " ";
      // The cell that received the space is cleared here; it gets its content later.
      setLook(plain);
      toColumn(x === 0 ? 1 : x - 1);
      out += `${csi}X`;
    }
  }

  /**
   * Writes a line's cells over an empty line.
   * @param firstIsFilled whether the first cell is not empty and has to be cleared
   */
  function writeLine(line: Line, firstIsFilled: boolean) {
    out += "\r";
    if (firstIsFilled) {
      setLook(plain);
      out += `${csi}X`;
    }
    writeLeftOver(line);
    out += "\r";
    let at = 0;
    for (let x = 0; x < cols; ) {
      const cell = line.loadCell(x, scratch);
      if (isFilled(cell)) {
        const width = widthOf(cell);
        // A character of width 0 joins the previous one unless the cursor was moved in between.
        if (at !== x || width === 0) toColumn(x);
        setLook(lookOf(cell, inside));
        out += charsOf(cell);
        x += Math.max(1, width);
        at = x;
        continue;
      }
      const empty = lookOf(cell, inside);
      const from = x;
      do x++;
      while (x < cols && isSameEmpty(line.loadCell(x, scratch), empty));
      if (empty.bg === 0 || !isErased(empty)) continue;
      if (at !== from) toColumn(from);
      setLook(empty);
      out += `${csi}${x - from}X`;
      at = from;
    }
  }

  const isSameEmpty = (cell: Cell, empty: Look) =>
    !isFilled(cell) && sameLook(lookOf(cell, inside), empty);

  const nameOf = (charset: unknown) => charsets.get(charset) ?? "B";

  /** Writes the saved cursor. The buffer is empty before and afterwards. */
  function writeSavedCursor(buffer: Buffer) {
    const saved = lookOf(buffer.savedCurAttrData, inside);
    const { savedX, savedY, savedCharset } = buffer;
    if (savedX === 0 && savedY === 0 && savedCharset === undefined && sameLook(saved, plain))
      return;
    out += "\n".repeat(savedY);
    toColumn(Math.min(savedX, cols - 1));
    // The space brings the cursor into the state "behind the last column".
    if (savedX >= cols) out += " ";
    setLook({ ...saved, link: undefined });
    if (savedCharset !== undefined) out += designate(0, nameOf(savedCharset));
    out += `${esc}7`;
    if (savedCharset !== undefined) out += designate(0, "B");
    setLook(plain);
    out += `${csi}2J${csi}3J${csi}H`;
  }

  /** Marks the first line as the continuation of a line that has scrolled away. */
  function wrapFirstLine() {
    out += `${csi}${rows}H${" ".repeat(cols + 1)}${"\n".repeat(rows - 1)}${csi}3J${csi}H`;
  }

  function writeBuffer(buffer: Buffer) {
    writeSavedCursor(buffer);
    const { lines } = buffer;
    let firstIsFilled = false;
    if (lines.get(0)?.isWrapped) {
      wrapFirstLine();
      firstIsFilled = true;
    }
    for (let index = 0; index < lines.length; index++) {
      const line = lines.get(index);
      if (line === undefined) break;
      const last = index === lines.length - 1;
      // Entries of the list beyond the last line are stale.
      const wraps = !last && lines.get(index + 1)?.isWrapped === true;
      if (wraps) {
        // The line is wrapped first, which needs a character printed beyond the last column. Its cells are written
        // afterwards.
        setLook(plain);
        toColumn(cols - 1);
        out += `  ${csi}A`;
        toColumn(cols - 1);
        out += `${csi}X`;
      }
      writeLine(line, firstIsFilled);
      setLook(plain);
      if (wraps) out += `${csi}B`;
      else if (!last) out += "\r\n";
      firstIsFilled = wraps;
    }
    writeTabs(buffer);
    if (buffer.scrollTop !== 0 || buffer.scrollBottom !== rows - 1)
      out += `${csi}${buffer.scrollTop + 1};${buffer.scrollBottom + 1}r`;
  }

  function writeTabs({ tabs }: Buffer) {
    const columns = Object.keys(tabs).map(Number);
    const set = columns.filter((x) => tabs[x] === true && x < cols).sort((a, b) => a - b);
    const usual = Array.from({ length: Math.ceil(cols / 8) }, (_, index) => index * 8);
    if (set.join() === usual.join()) return;
    out += `${csi}3g`;
    for (const x of set) {
      toColumn(x);
      out += `${esc}H`;
    }
  }

  function writeCursor(buffer: Buffer, origin: boolean) {
    const top = origin ? buffer.scrollTop : 0;
    const pending = buffer.x >= cols;
    let x = Math.min(buffer.x, cols - 1);
    if (pending) {
      const line = buffer.lines.get(buffer.ybase + buffer.y);
      if (line !== undefined && widthOf(line.loadCell(x, scratch)) === 0) x -= 1;
      out += `${csi}${buffer.y - top + 1};${x + 1}H`;
      const cell = line?.loadCell(x, scratch);
      if (cell === undefined || !isFilled(cell)) return;
      setLook(lookOf(cell, inside));
      out += charsOf(cell);
    } else out += `${csi}${buffer.y - top + 1};${x + 1}H`;
  }

  const { coreService: core, _charsetService: sets } = inside;
  const { origin, wraparound, reverseWraparound } = core.decPrivateModes;
  // RIS does not reset the mode LNM (20).
  out += `${csi}20l`;
  if (active === normal) {
    const before = out.length;
    writeSavedCursor(alt);
    if (out.length > before)
      out = `${out.slice(0, before)}${csi}?47h${out.slice(before)}${csi}?47l${csi}H`;
  }
  writeBuffer(normal);
  if (active === alt) {
    writeCursor(normal, false);
    setLook(plain);
    out += `${csi}?47h${csi}H`;
    writeBuffer(alt);
  }
  if (origin) out += `${csi}?6h`;
  writeCursor(active, origin);
  if (!wraparound) out += `${csi}?7l`;
  if (reverseWraparound) out += `${csi}?45h`;
  if (core.modes.insertMode) out += `${csi}4h`;
  if (inside.optionsService.rawOptions.convertEol) out += `${csi}20h`;
  out += `${csi}?25${core.isCursorHidden ? "l" : "h"}${csi}${cursorShape(inside)} q`;
  setLook(nextLook(inside._inputHandler._curAttrData, inside));
  sets._charsets.forEach((charset, slot) => {
    if (charset !== undefined) out += designate(slot, nameOf(charset));
  });
  return out + invoke(sets.glevel);
}

/** The parameter of DECSCUSR (cursor shape); 0 when the program has set none. */
function cursorShape({ coreService: { decPrivateModes: modes } }: Inside): number {
  const shape = ["block", "underline", "bar"].indexOf(modes.cursorStyle ?? "");
  return shape < 0 ? 0 : 2 * shape + (modes.cursorBlink === true ? 1 : 2);
}
