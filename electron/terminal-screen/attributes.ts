import type { Attributes, Inside } from "./inside-terminal";

// How xterm.js packs what a cell looks like (src/common/buffer/Constants.ts of version 6.0.0).
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
/** What SGR 59 makes of the underline's colour. */
const noUnderlineColour = colourMask;

const esc = "\u001b";

/** What a cell looks like, with nothing in it that cannot be seen; equal looks have equal values. */
export interface Look {
  /** Colour and flags; `bg` also whether the cell is protected from selective erasing. */
  readonly fg: number;
  readonly bg: number;
  /** 0 for none; 1 single, 2 double, 3 curly, 4 dotted, 5 dashed. */
  readonly underline: number;
  readonly underlineColour: number;
  /** Parameters and address as OSC 8 takes them; undefined for no link. */
  readonly link: string | undefined;
}

export const plain: Look = {
  fg: 0,
  bg: 0,
  underline: 0,
  underlineColour: 0,
  link: undefined,
};

/** A colour without what an earlier, longer one left in its unused bits. */
function colourOf(packed: number): number {
  const kind = packed & modeMask;
  if (kind === 0) return 0;
  return kind === mode.rgb ? packed & colourMask : kind | (packed & 0xff);
}

export function lookOf({ fg, bg, extended }: Attributes, inside: Inside): Look {
  const isExtended = (bg & extendedFlag) !== 0;
  const link = isExtended ? linkOf(extended.urlId, inside) : undefined;
  // A link is drawn with a dashed line of its own, in place of the style.
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

/** The look that the next character will have, with the colour that an underline would get. */
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
 * Whether two cells look the same. Where a link leads cannot be seen, and is forgotten by some of the ways in
 * which lines are moved; in a replay it leads nowhere.
 */
export const looksAlike = (a: Look, b: Look): boolean =>
  (a.link === undefined) === (b.link === undefined) && sameLook({ ...a, link: b.link }, b);

/** Whether erasing with this background gives the look; what was erased has no other attribute. */
export const isErased = (look: Look): boolean =>
  look.fg === 0 &&
  (look.bg & ~colourMask) === 0 &&
  look.underline === 0 &&
  look.underlineColour === 0 &&
  look.link === undefined;

/** The sequences that make the next character look so, whatever the last one looked like. */
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
