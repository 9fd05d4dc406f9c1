import { isErased, type Look, lookOf, lookSequence, nextLook, plain, sameLook } from "./attributes";
import { designate, invoke } from "./charsets";
import type { Buffer, Cell, Inside, Line } from "./inside-terminal";

const esc = "\u001b";
const csi = `${esc}[`;

/** Where a wide character is needed for what it does to its neighbours. */
const wide = "\u3042";

const widthOf = (cell: Cell): number => cell.content >> 22;
const isFilled = (cell: Cell): boolean => (cell.content & 0x3f_ffff) !== 0;
const charsOf = (cell: Cell): string =>
  (cell.content & 0x20_0000) !== 0
    ? cell.combinedData
    : String.fromCodePoint(cell.content & 0x1f_ffff);

/**
 * What brings a terminal of the same size that was just reset (RIS) to the state that another one is in: both
 * buffers with the lines above the screen, how each cell looks, which lines are wrapped, cursors, margins, tab
 * stops, character sets and modes. A few states cannot be reached by output alone; so whoever wants to rely
 * on it plays it to a terminal and compares (compare.ts).
 * @param scratch is overwritten
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

  /** Cells that are empty and yet look like more than erased: what wide characters leave behind them. */
  function writeLeftOver(line: Line) {
    // From the end, as each of them is made with the help of the cell before it.
    for (let x = cols - 1; x >= 0; x--) {
      const cell = line.loadCell(x, scratch);
      if (isFilled(cell) || widthOf(cell) !== 1) continue;
      const wanted = lookOf(cell, inside);
      if (isErased(wanted)) continue;
      setLook(wanted);
      // Half of a wide character that is written over leaves the other half empty, in the look of the moment.
      toColumn(Math.max(0, x - 1));
      out += wide;
      toColumn(x === 0 ? 1 : x - 1);
      out += " ";
      // What the space was written to gets its own content next, or is empty.
      setLook(plain);
      toColumn(x === 0 ? 1 : x - 1);
      out += `${csi}X`;
    }
  }

  /** Writes a line's cells over a line that is empty, but for the first cell if it is not. */
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
        // A character without width joins the one before it, unless the cursor was moved in between.
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

  /** Saves a cursor; the buffer is empty before and afterwards. */
  function writeSavedCursor(buffer: Buffer) {
    const saved = lookOf(buffer.savedCurAttrData, inside);
    const { savedX, savedY, savedCharset } = buffer;
    if (savedX === 0 && savedY === 0 && savedCharset === undefined && sameLook(saved, plain))
      return;
    out += "\n".repeat(savedY);
    toColumn(Math.min(savedX, cols - 1));
    // A cursor that waits behind the last column.
    if (savedX >= cols) out += " ";
    setLook({ ...saved, link: undefined });
    if (savedCharset !== undefined) out += designate(0, nameOf(savedCharset));
    out += `${esc}7`;
    if (savedCharset !== undefined) out += designate(0, "B");
    setLook(plain);
    out += `${csi}2J${csi}3J${csi}H`;
  }

  /** Makes the first line one that goes on from a line before it, which is not there any more. */
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
      // Behind the last line the list has old ones.
      const wraps = !last && lines.get(index + 1)?.isWrapped === true;
      if (wraps) {
        // First the wrapping, which only printing behind the last column does; then what stands there.
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
  // A reset does not end this mode.
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

/** The parameter of DECSCUSR; 0 where the program asked for none. */
function cursorShape({ coreService: { decPrivateModes: modes } }: Inside): number {
  const shape = ["block", "underline", "bar"].indexOf(modes.cursorStyle ?? "");
  return shape < 0 ? 0 : 2 * shape + (modes.cursorBlink === true ? 1 : 2);
}
