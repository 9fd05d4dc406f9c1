// The names of colours in OSC 4, 10, 11 and 12, after XParseColor(3): `rgb:R/G/B` with one to four hexadecimal
// digits each, and `#` with three, six, nine or twelve digits.

type Colour = readonly [red: number, green: number, blue: number];

/** @returns red, green and blue, each from 0 to 65535; undefined for an unknown name */
export function parseColour(name: string): Colour | undefined {
  const device = /^rgb:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})$/i.exec(name);
  if (device !== null) return scaled(device.slice(1));
  const digits = /^#((?:[\da-f]{3}){1,4})$/i.exec(name)?.[1];
  if (digits === undefined) return undefined;
  const size = digits.length / 3;
  return scaled([0, 1, 2].map((part) => digits.slice(part * size, (part + 1) * size)));
}

/** The colour in a terminal's report: `rgb:rrrr/gggg/bbbb`. */
export const colourName = (colour: Colour): string =>
  `rgb:${colour.map((part) => part.toString(16).padStart(4, "0")).join("/")}`;

/** Whether the colour's luminance is nearer to black than to white (ITU-R BT.601). */
export const isDark = ([red, green, blue]: Colour): boolean =>
  0.299 * red + 0.587 * green + 0.114 * blue < 0x8000;

/** A colour of the 256-colour palette: the cube of 6×6×6 from index 16, the greys from 232. */
export function paletteColour(index: number): Colour {
  if (index >= 232) return eightBit(Array(3).fill(8 + (index - 232) * 10));
  const step = (part: number) => (part === 0 ? 0 : 55 + part * 40);
  const place = index - 16;
  return eightBit([Math.floor(place / 36), Math.floor(place / 6) % 6, place % 6].map(step));
}

const eightBit = ([red = 0, green = 0, blue = 0]: readonly number[]): Colour => [
  red * 0x101,
  green * 0x101,
  blue * 0x101,
];

function scaled(parts: readonly string[]): Colour {
  const [red = 0, green = 0, blue = 0] = parts.map((part) =>
    Math.round((Number.parseInt(part, 16) / (16 ** part.length - 1)) * 0xffff),
  );
  return [red, green, blue];
}
