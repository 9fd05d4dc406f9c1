import { isInvisible } from "./folded";

/** A quick look for the three units that something begins with. It may see some where there are none, never the reverse. */
export interface AnchorLook {
  /** @param packed units, a byte each: the last three count */
  mayBegin(packed: number): boolean;
  /**
   * The first of these pairs that has to be looked at: a control character is in it, or it belongs to three units that
   * may begin something. Otherwise their number.
   * @param ascii text without other characters, two units in one number
   */
  next(ascii: Uint16Array, from: number): number;
}

/** What is no text: control characters other than tabulators, and what nobody sees. */
export const isControl = (unit: number): boolean =>
  unit < 0x20 ? unit !== 0x09 : unit >= 0x7f && (unit <= 0x9f || isInvisible(unit));

/** @param anchors the three packed units that each thing begins with */
export function createAnchorLook(anchors: readonly number[]): AnchorLook {
  const likely = new Uint8Array(1 << 14);
  for (const anchor of anchors) likely[hashOf(anchor)] = 1;
  let telling: Uint8Array | undefined;

  const mayBegin = (packed: number) => likely[hashOf(packed)] === 1;

  /** Most pairs of letters that belong to an anchor stand in some other word. */
  function mayBelong(ascii: Uint16Array, pair: number): boolean {
    // What lies outside is not known here.
    if (pair === 0 || pair + 1 >= ascii.length) return true;
    const two = ascii[pair] ?? 0;
    const four =
      (secondOf(ascii[pair - 1] ?? 0) << 24) |
      (firstOf(two) << 16) |
      (secondOf(two) << 8) |
      firstOf(ascii[pair + 1] ?? 0);
    return mayBegin(four) || mayBegin(four >>> 8);
  }

  return {
    mayBegin,
    next(ascii, from) {
      telling ??= createTelling(anchors);
      for (let pair = from; pair < ascii.length; pair++) {
        const told = telling[ascii[pair] ?? 0];
        if (told === tells.nothing) continue;
        if (told === tells.control || mayBelong(ascii, pair)) return pair;
      }
      return ascii.length;
    },
  };
}

const hashOf = (units: number) => Math.imul(units & 0xffffff, 0x9e3779b1) >>> 18;

/** Two bytes as they are read as one number, which is not the same on every machine. */
const asOne = (first: number, second: number): number =>
  new Uint16Array(Uint8Array.of(first, second).buffer)[0] ?? 0;

/** Where the first of two such bytes is in their number. */
const firstShift = asOne(1, 0) === 1 ? 0 : 8;
const firstOf = (pair: number) => (pair >> firstShift) & 0xff;
const secondOf = (pair: number) => (pair >> (8 - firstShift)) & 0xff;

/** What two bytes of ASCII, read as one number, tell of the text around them. */
const tells = { nothing: 0, anchor: 1, control: 2 } as const;

let withControls: Uint8Array | undefined;

function createTelling(anchors: readonly number[]): Uint8Array {
  withControls ??= Uint8Array.from({ length: 1 << 16 }, (_, pair) =>
    isControl(pair & 0xff) || isControl(pair >> 8) ? tells.control : tells.nothing,
  );
  const telling = withControls.slice();
  const note = (first: number, second: number) => {
    const pair = asOne(first, second);
    if (telling[pair] === tells.nothing) telling[pair] = tells.anchor;
  };
  // Of three units that follow each other, two are such a pair.
  for (const anchor of anchors) {
    note((anchor >> 16) & 0xff, (anchor >> 8) & 0xff);
    note((anchor >> 8) & 0xff, anchor & 0xff);
  }
  return telling;
}
