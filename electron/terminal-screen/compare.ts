import { lookOf, looksAlike, nextLook } from "./attributes";
import type { Buffer, Cell, Inside, Line } from "./inside-terminal";

/**
 * Whether two terminals show the same, and will show the same after any output that is written to both.
 * @param cells two cells, which are overwritten
 * @returns undefined, or where the first difference lies, for whoever looks for its cause
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
  // The alternate buffer is emptied whenever it is shown anew; only its saved cursor stays.
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
  // Where the cursor of a buffer that is not shown stood in its row is forgotten when it is shown again.
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
 * The tab stops, also those behind the last column that come back when the terminal becomes wider; left out are
 * those that would be set there anyway, every eight columns from the last one on.
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

/** The column of the first difference, -1 if there is none. */
function differenceInLine(
  [a, b]: readonly [Inside, Inside],
  [lineA, lineB]: readonly [Line, Line],
  [cellA, cellB]: readonly [Cell, Cell],
): number {
  for (let x = 0; x < lineA.length; x++) {
    const one = lineA.loadCell(x, cellA);
    const other = lineB.loadCell(x, cellB);
    if (one.content !== other.content || one.combinedData !== other.combinedData) {
      // Of a combined cell only the text counts, of any other only the content.
      const combined = (one.content & 0x20_0000) !== 0;
      if (one.content !== other.content || combined) return x;
    }
    if (one.fg === other.fg && one.bg === other.bg && (one.bg & 0x1000_0000) === 0) continue;
    if (!looksAlike(lookOf(one, a), lookOf(other, b))) return x;
  }
  return -1;
}
