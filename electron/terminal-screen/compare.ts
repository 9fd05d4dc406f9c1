import { lookOf, looksAlike, nextLook } from "./attributes";
import type { Buffer, Cell, Inside, Line } from "./inside-terminal";

/**
 * Compares two terminals: their screens, and all state that decides the effect of later output.
 * @param cells two scratch cells, which are overwritten
 * @returns undefined when they are equal; otherwise the place of the first difference, for debugging
 */
export function difference(a: Inside, b: Inside, cells: readonly [Cell, Cell]): string | undefined {
  const { buffers: one } = a._bufferService;
  const { buffers: other } = b._bufferService;
  if (a.cols !== b.cols || a.rows !== b.rows) return "size";
  const alternate = one.active === one.alt;
  if (alternate !== (other.active === other.alt)) return "buffer";
  const state = scalars(a).find(([, value], index) => value !== scalars(b)[index]?.[1]);
  if (state !== undefined) return state[0];
  const [curA, curB] = [a._inputHandler._curAttrData, b._inputHandler._curAttrData];
  if (!looksAlike(nextLook(curA, a), nextLook(curB, b))) return "next look";
  const charsets = a._charsetService._charsets;
  for (let slot = 0; slot < 4; slot++)
    if (charsets[slot] !== b._charsetService._charsets[slot]) return `charset ${slot}`;

  const inNormal = differenceOfBuffers([a, b], [one.normal, other.normal], !alternate, cells);
  if (inNormal !== undefined) return `normal ${inNormal}`;
  // Each switch to the alternate buffer empties it. Only its saved cursor survives.
  if (!alternate) return savedDiffers([a, b], [one.alt, other.alt]) ? "alternate saved" : undefined;
  const inAlt = differenceOfBuffers([a, b], [one.alt, other.alt], true, cells);
  return inAlt === undefined ? undefined : `alternate ${inAlt}`;
}

function scalars(inside: Inside): [name: string, value: unknown][] {
  const { coreService: core, _charsetService: sets } = inside;
  const modes = core.decPrivateModes;
  return [
    ["hidden cursor", core.isCursorHidden],
    ["insert mode", core.modes.insertMode],
    ["origin mode", modes.origin],
    ["wraparound", modes.wraparound],
    ["reverse wraparound", modes.reverseWraparound],
    ["cursor style", modes.cursorStyle],
    ["cursor blink", modes.cursorBlink],
    ["line feed mode", inside.optionsService.rawOptions.convertEol],
    ["charset", sets.charset],
    ["shift", sets.glevel],
    ["parser", inside._inputHandler._parser.currentState],
  ];
}

function differenceOfBuffers(
  insides: readonly [Inside, Inside],
  [a, b]: readonly [Buffer, Buffer],
  active: boolean,
  cells: readonly [Cell, Cell],
): string | undefined {
  const [{ cols }] = insides;
  if (a.ybase !== b.ybase || a.lines.length !== b.lines.length) return "length";
  // xterm.js does not keep the column of the cursor of a hidden buffer, so only the row is compared there.
  if (a.y !== b.y || (active && a.x !== b.x)) return `cursor ${a.x},${a.y} ${b.x},${b.y}`;
  if (a.scrollTop !== b.scrollTop || a.scrollBottom !== b.scrollBottom) return "margins";
  if (tabStops(a, cols) !== tabStops(b, cols)) return "tab stops";
  if (savedDiffers(insides, [a, b])) return "saved";
  for (let y = 0; y < a.lines.length; y++) {
    const [lineA, lineB] = [a.lines.get(y), b.lines.get(y)];
    if (lineA === undefined || lineB === undefined) return `line ${y}`;
    if (lineA.isWrapped !== lineB.isWrapped || lineA.length !== lineB.length) return `wrap ${y}`;
    const x = differenceInLine(insides, [lineA, lineB], cells);
    if (x >= 0) return `cell ${x},${y}`;
  }
  return undefined;
}

/**
 * The tab stops, including those beyond the last column, which return when the terminal becomes wider. Beyond the
 * last column the default stops (every eight columns) are left out.
 */
function tabStops({ tabs }: Buffer, cols: number): string {
  const set = Object.keys(tabs)
    .map(Number)
    .filter((x) => tabs[x])
    .sort((a, b) => a - b);
  const inside = set.filter((x) => x < cols);
  const beyond = set.slice(inside.length);
  const last = inside.at(-1) ?? 0;
  const usual = beyond.every((x, index) => x === last + 8 * (index + 1));
  return (usual ? inside : set).join();
}

const savedDiffers = ([a, b]: readonly [Inside, Inside], [one, other]: readonly [Buffer, Buffer]) =>
  one.savedX !== other.savedX ||
  one.savedY !== other.savedY ||
  one.savedCharset !== other.savedCharset ||
  !looksAlike(lookOf(one.savedCurAttrData, a), lookOf(other.savedCurAttrData, b));

/** The column of the first difference; -1 for none. */
function differenceInLine(
  [a, b]: readonly [Inside, Inside],
  [lineA, lineB]: readonly [Line, Line],
  [cellA, cellB]: readonly [Cell, Cell],
): number {
  for (let x = 0; x < lineA.length; x++) {
    const one = lineA.loadCell(x, cellA);
    const other = lineB.loadCell(x, cellB);
    if (one.content !== other.content || one.combinedData !== other.combinedData) {
      // A combined cell is compared by its text, any other cell by its content.
      const combined = (one.content & 0x20_0000) !== 0;
      if (one.content !== other.content || combined) return x;
    }
    if (one.fg === other.fg && one.bg === other.bg && (one.bg & 0x1000_0000) === 0) continue;
    if (!looksAlike(lookOf(one, a), lookOf(other, b))) return x;
  }
  return -1;
}
