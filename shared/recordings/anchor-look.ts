import { isInvisible } from "./folded";

/**
 * A quick check for anchors: the three units that a pattern begins with. It may report an anchor where there
 * is none, but never misses one.
 */
export interface AnchorLook {
  /** @param packed units, one byte each; only the last three count */
  mayBegin(packed: number): boolean;
  /**
   * The index of the first pair from `from` on that contains a control character or may belong to an anchor.
   * Returns the number of pairs when there is none.
   * @param ascii pure ASCII text, two units in each number
   */
  next(ascii: Uint16Array, from: number): number;
}

/** Whether a unit is not text: a control character other than a tab, or an invisible character. */
export const isControl = (unit: number): boolean =>
  unit < 0x20 ? unit !== 0x09 : unit >= 0x7f && (unit <= 0x9f || isInvisible(unit));

/** @param anchors the three packed units that each pattern begins with */
export function createAnchorLook(anchors: readonly number[]): AnchorLook {
  const likely = new Uint8Array(1 << 14);
  for (const anchor of anchors) likely[hashOf(anchor)] = 1;
  let telling: Uint8Array | undefined;

  const mayBegin = (packed: number) => likely[hashOf(packed)] === 1;

  /** Checks the neighbouring units as well, because most such pairs belong to another word. */
  function mayBelong(ascii: Uint16Array, pair: number): boolean {
    // The units outside of the text are unknown.
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

/** Two bytes read as one number. The byte order depends on the machine. */
const asOne = (first: number, second: number): number =>
  new Uint16Array(Uint8Array.of(first, second).buffer)[0] ?? 0;

/** The position of the first byte in such a number, in bits. */
const firstShift = asOne(1, 0) === 1 ? 0 : 8;
const firstOf = (pair: number) => (pair >> firstShift) & 0xff;
const secondOf = (pair: number) => (pair >> (8 - firstShift)) & 0xff;

/** The meaning of two ASCII bytes read as one number. */
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
  // Of any three consecutive units, the first two or the last two form an aligned pair.
  for (const anchor of anchors) {
    note((anchor >> 16) & 0xff, (anchor >> 8) & 0xff);
    note((anchor >> 8) & 0xff, anchor & 0xff);
  }
  return telling;
}
