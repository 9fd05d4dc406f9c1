import type { Attributes, Inside } from "./inside-terminal";

// The bits in which xterm.js packs a cell's colours and style (src/common/buffer/Constants.ts of version 6.0.0).
const colourMask = 0x3ff_ffff;
const modeMask = 0x300_0000;
const mode = { palette16: 0x100_0000, palette256: 0x200_0000, rgb: 0x300_0000 } as const;
const underlined = 0x1000_0000;
const fgFlags = [
  [0x800_0000, 1],
  [0x2000_0000, 5],
  [0x400_0000, 7],
  [0x4000_0000, 8],
  [0x8000_0000, 9],
] as const;
const extendedFlag = 0x1000_0000;
const protectedFlag = 0x2000_0000;
const bgFlags = [
  [0x800_0000, 2],
  [0x400_0000, 3],
  [0x4000_0000, 53],
] as const;
const flagsOf = (flags: readonly (readonly [number, number])[]) =>
  flags.reduce((all, [flag]) => all | flag, 0);
const fgFlagMask = flagsOf(fgFlags);
const bgFlagMask = flagsOf(bgFlags) | protectedFlag;
const underlineShift = 26;
/** The value that SGR 59 (default underline colour) gives to the underline's colour. */
const noUnderlineColour = colourMask;

const esc = "\u001b";

/** The visible style of a cell. Two cells that look equal have equal values, because invisible bits are left out. */
export interface Look {
  /** Colour and flags. `bg` also contains the flag that protects the cell from selective erasing. */
  readonly fg: number;
  readonly bg: number;
  /** 0 for none; 1 single, 2 double, 3 curly, 4 dotted, 5 dashed. */
  readonly underline: number;
  readonly underlineColour: number;
  /** Parameters and address in the syntax of OSC 8; undefined when the cell has no link. */
  readonly link: string | undefined;
}

export const plain: Look = {
  fg: 0,
  bg: 0,
  underline: 0,
  underlineColour: 0,
  link: undefined,
};

/** A colour whose unused bits are cleared. An earlier, longer colour may have left values in them. */
function colourOf(packed: number): number {
  const kind = packed & modeMask;
  if (kind === 0) return 0;
  return kind === mode.rgb ? packed & colourMask : kind | (packed & 0xff);
}

export function lookOf({ fg, bg, extended }: Attributes, inside: Inside): Look {
  const isExtended = (bg & extendedFlag) !== 0;
  const link = isExtended ? linkOf(extended.urlId, inside) : undefined;
  // xterm.js draws a link with its own dashed underline, which replaces the cell's underline style.
  const style = isExtended && link === undefined ? (extended.ext >> underlineShift) & 7 : 1;
  const underline = (fg & underlined) === 0 ? 0 : Math.max(1, style);
  return {
    fg: colourOf(fg) | (fg & fgFlagMask),
    bg: colourOf(bg) | (bg & bgFlagMask),
    underline,
    underlineColour: isExtended ? underlineColourOf(extended.ext) : 0,
    link,
  };
}

/** The look of the next printed character, with the underline colour that SGR has set for it. */
export const nextLook = (attributes: Attributes, inside: Inside): Look => ({
  ...lookOf(attributes, inside),
  underlineColour: underlineColourOf(attributes.extended.ext),
});

const underlineColourOf = (ext: number): number =>
  (ext & colourMask) === noUnderlineColour ? noUnderlineColour : colourOf(ext);

function linkOf(urlId: number, inside: Inside): string | undefined {
  if (urlId === 0) return undefined;
  const data = inside._oscLinkService.getLinkData(urlId);
  if (data === undefined) return ";about:blank";
  return `${data.id === undefined ? "" : `id=${data.id}`};${data.uri}`;
}

export const sameLook = (a: Look, b: Look): boolean =>
  a.fg === b.fg &&
  a.bg === b.bg &&
  a.underline === b.underline &&
  a.underlineColour === b.underlineColour &&
  a.link === b.link;

/**
 * Whether two cells look the same. The target of a link is left out: it is invisible, some ways of moving lines
 * lose it, and a link in a replay leads nowhere.
 */
export const looksAlike = (a: Look, b: Look): boolean =>
  (a.link === undefined) === (b.link === undefined) && sameLook({ ...a, link: b.link }, b);

/** Whether erasing with this background gives the look. Erased cells have no other attribute than the background. */
export const isErased = (look: Look): boolean =>
  look.fg === 0 &&
  (look.bg & ~colourMask) === 0 &&
  look.underline === 0 &&
  look.underlineColour === 0 &&
  look.link === undefined;

/** The sequences that give the next character this look, independent of the look of the previous character. */
export function lookSequence(look: Look, linkBefore: string | undefined): string {
  const codes = ["0"];
  for (const [flag, code] of fgFlags) if ((look.fg & flag) !== 0) codes.push(String(code));
  for (const [flag, code] of bgFlags) if ((look.bg & flag) !== 0) codes.push(String(code));
  if (look.underline > 0) codes.push(look.underline === 1 ? "4" : `4:${look.underline}`);
  codes.push(...colourCodes(look.fg, 30), ...colourCodes(look.bg, 40));
  if (look.underlineColour === noUnderlineColour) codes.push("59");
  else codes.push(...colourCodes(look.underlineColour, 50));
  const link = look.link === linkBefore ? "" : `${esc}]8;${look.link ?? ";"}${esc}\\`;
  const guard = (look.bg & protectedFlag) !== 0 ? `${esc}[1"q` : "";
  return `${esc}[${codes.length === 1 ? "" : codes.join(";")}m${guard}${link}`;
}

/** @param base 30 for the foreground, 40 for the background, 50 for the underline */
function colourCodes(packed: number, base: number): string[] {
  const index = packed & 0xff;
  switch (packed & modeMask) {
    case mode.palette16:
      if (base === 50) return [`58;5;${index}`];
      return [String(index < 8 ? base + index : base + 60 + index - 8)];
    case mode.palette256:
      return [`${base + 8};5;${index}`];
    case mode.rgb:
      return [`${base + 8};2;${(packed >> 16) & 0xff};${(packed >> 8) & 0xff};${index}`];
    default:
      return [];
  }
}
