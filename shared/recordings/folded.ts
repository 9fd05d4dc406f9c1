// Variants of a secret that a person reads as the same text and a program as another.

/** Full-width forms of ASCII: https://www.unicode.org/charts/PDF/UFF00.pdf */
const fullWidth = { from: 0xff01, to: 0xff5e, shift: 0xfee0 } as const;

/** Converts a full-width unit to ASCII. Other units stay as they are. */
export const folded = (unit: number): number =>
  unit >= fullWidth.from && unit <= fullWidth.to ? unit - fullWidth.shift : unit;

/**
 * Whether a unit is invisible, so that it can stand inside a secret without changing its look: soft hyphens,
 * joiners, marks of direction, variation selectors, byte-order marks.
 */
export function isInvisible(unit: number): boolean {
  if (unit < 0x200b) return unit === 0xad || unit === 0x34f || unit === 0x61c || unit === 0x180e;
  if (unit <= 0x206f) return unit <= 0x200f || unit >= 0x2060 || (unit >= 0x202a && unit <= 0x202e);
  return (
    (unit >= 0xfe00 && unit <= 0xfe0f) || unit === 0xfeff || (unit >= 0xfff9 && unit <= 0xfffb)
  );
}

/** A text in the form that is searched for secrets: without invisible units, with full-width forms as ASCII. */
export function foldedText(text: string): string {
  let out = "";
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (!isInvisible(unit)) out += String.fromCharCode(folded(unit));
  }
  return out;
}
