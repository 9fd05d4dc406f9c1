import { emojiOnRequest, pictographic, wide, zeroWidth } from "./cell-width-ranges";

// The number of terminal cells of a character. One visible character often consists of several code points (a
// face and its skin tone, two letters of a flag, a family joined by U+200D). They share the cells of the
// first, as in the terminals and the layout code of today's programs. Grapheme clusters:
// https://www.unicode.org/reports/tr29/; presentation: https://www.unicode.org/reports/tr51/.

/**
 * The properties of one code point that the terminal passes on for the next. xterm.js packs them into one
 * number.
 */
interface Properties {
  readonly state: number;
  readonly width: number;
  /** The code point belongs to the preceding character; `width` is then the width of both together. */
  readonly joins: boolean;
}
const pack = ({ state, width, joins }: Properties): number =>
  ((state & 0xff_ffff) << 3) | (width << 1) | (joins ? 1 : 0);
const widthOf = (properties: number): number => (properties >> 1) & 3;
const stateOf = (properties: number): number => properties >> 3;

/** The bits of a state. The lower six count the code points that have joined. */
const state = { count: 0x3f, onRequest: 0x40, pictographic: 0x80, joiner: 0x100, region: 0x200 };
/**
 * The most code points in one character. Further code points stand by themselves, so that a cell stays small.
 * The longest characters in real text have 30: https://www.unicode.org/reports/tr15/#Stream_Safe_Text_Format
 */
const longest = 32;

// The table's entry for a code point: its width, and two of the states' bits.
const widthBits = 3;
const tableEnd = 0x2_0000;
const table = makeTable();

function makeTable(): Uint8Array {
  const made = new Uint8Array(tableEnd).fill(1);
  for (const [from, to] of rangesOf(wide)) made.fill(2, from, to + 1);
  for (const [from, to] of rangesOf(zeroWidth)) made.fill(0, from, to + 1);
  for (const [from, to] of rangesOf(emojiOnRequest)) or(made, from, to, state.onRequest);
  for (const [from, to] of rangesOf(pictographic)) or(made, from, to, state.pictographic);
  return made.fill(0, 0, 0x20).fill(0, 0x7f, 0xa0);
}

function rangesOf(list: string): [from: number, to: number][] {
  return list
    .trim()
    .split(/\s+/)
    .map((range) => {
      const [from = "", to = from] = range.split("-");
      return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
    });
}

function or(made: Uint8Array, from: number, to: number, bits: number): void {
  for (let code = from; code <= to && code < tableEnd; code++)
    made[code] = (made[code] ?? 0) | bits;
}

function factsOf(code: number): number {
  if (code < tableEnd) return table[code] ?? 1;
  if (code <= 0x3_fffd) return 2;
  return code >= 0xe_0000 && code <= 0xe_0fff ? 0 : 1;
}

const isRegion = (code: number) => code >= 0x1_f1e6 && code <= 0x1_f1ff;
const isSkinTone = (code: number) => code >= 0x1_f3fb && code <= 0x1_f3ff;
const joiner = 0x200d;
const asEmoji = 0xfe0f;

/** The number of cells of a code point by itself. */
function wcwidth(code: number): 0 | 1 | 2 {
  const width = factsOf(code) & widthBits;
  return width === 0 || width === 2 ? width : 1;
}

/** A printable ASCII character, which no following code point can make wider. */
const plain = pack({ state: 0, width: 1, joins: false });

/** @param preceding the result for the preceding code point; 0 where no code point can join */
function charProperties(code: number, preceding: number): number {
  const facts = factsOf(code);
  if (facts === 1 && !isRegion(code)) return plain;
  const own = facts & widthBits;
  const before = stateOf(preceding);
  const beforeWidth = widthOf(preceding);
  const count = (before & state.count) + 1;
  const joinable = beforeWidth > 0 && count < longest;
  const join = (width: number, bits: number) =>
    pack({ state: bits | count, width: Math.max(width, beforeWidth), joins: true });

  if (own === 0) {
    if (!joinable) return 0;
    const base = before & state.pictographic;
    if (code === joiner) return join(beforeWidth, base === 0 ? 0 : base | state.joiner);
    const widens = code === asEmoji && (before & state.onRequest) !== 0;
    return join(widens ? 2 : beforeWidth, base);
  }
  const bits = facts & (state.onRequest | state.pictographic);
  if (joinable && isRegion(code) && (before & state.region) !== 0) return join(2, 0);
  if (joinable && isSkinTone(code) && (before & state.pictographic) !== 0 && !afterJoiner(before))
    return join(2, state.pictographic);
  if (joinable && (facts & state.pictographic) !== 0 && afterJoiner(before)) return join(own, bits);
  return pack({ state: isRegion(code) ? state.region : bits, width: own, joins: false });
}

const afterJoiner = (before: number) => (before & state.joiner) !== 0;

/** The width provider for xterm.js (IUnicodeVersionProvider). */
export const cellWidths = { version: "specwright-17", wcwidth, charProperties };

/** The number of cells of a text on one line. Control characters have none. */
export function cellsOf(text: string): number {
  let cells = 0;
  let preceding = 0;
  for (const char of text) {
    const now = charProperties(char.codePointAt(0) ?? 0, preceding);
    cells += widthOf(now) - ((now & 1) === 1 ? widthOf(preceding) : 0);
    preceding = now;
  }
  return cells;
}
