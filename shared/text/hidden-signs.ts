/** A stretch of visible text, or one invisible sign. */
export type TextPiece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "hidden"; readonly label: string; readonly meaning: string };

/**
 * Signs that are invisible, look like a blank, or change the direction of the text after them. These are
 * control characters except line ends and tabs, format characters, characters without a shape (variation
 * selectors, tags, fillers), blanks other than the space, line separators, and lone surrogates. Source:
 * Unicode Standard Annex 44 for the properties, Unicode Technical Report 36 for the reasons.
 */
const hidden =
  /[^\P{Cc}\n\t]|(?![\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}])\p{Cf}|\p{Default_Ignorable_Code_Point}|[\p{Zl}\p{Zp}\p{Cs}\u2800]|(?! )\p{Zs}/gu;

/** A character to which an emoji's sign can belong: in a joined or coloured emoji. */
const partOfEmoji = /[\p{Extended_Pictographic}\p{Emoji_Modifier}#*0-9]$/u;

/** Divides a text into visible text and invisible signs. */
export function textPieces(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const { 0: sign, index } of text.matchAll(hidden)) {
    if (belongsToEmoji(text, index, sign)) continue;
    if (index > end) pieces.push({ kind: "text", text: text.slice(end, index) });
    pieces.push({ kind: "hidden", label: labelOf(sign), meaning: meaningOf(sign) });
    end = index + sign.length;
  }
  if (end < text.length) pieces.push({ kind: "text", text: text.slice(end) });
  return pieces;
}

/** The number of hidden signs in a text. */
export const hiddenCount = (text: string): number =>
  textPieces(text).filter(({ kind }) => kind === "hidden").length;

/** The text with each hidden sign written out, such as `<U+202E>`. */
export const withHiddenMarked = (text: string): string =>
  textPieces(text)
    .map((piece) => (piece.kind === "text" ? piece.text : `<${piece.label}>`))
    .join("");

function belongsToEmoji(text: string, index: number, sign: string): boolean {
  // The text before the sign: an emoji has at most two code units, and one selector may be in between.
  const before = text.slice(Math.max(0, index - 3), index).replace(/\ufe0f$/, "");
  const after = text.slice(index + 1, index + 3);
  if (sign === "\u200d")
    return partOfEmoji.test(before) && /^\p{Extended_Pictographic}/u.test(after);
  if (sign !== "\ufe0f" || text[index - 1] === "\ufe0f") return false;
  return (
    /\p{Extended_Pictographic}$/u.test(before) || (/[#*0-9]$/.test(before) && after[0] === "\u20e3")
  );
}

function labelOf(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

function meaningOf(sign: string): string {
  if (/\p{Bidi_Control}/u.test(sign)) return "turns the direction of the text";
  if (/[\p{Zs}\u2800\u3164\uffa0\u115f\u1160]/u.test(sign)) return "looks like a blank and is none";
  if (/\p{Cc}/u.test(sign)) return "a control character";
  if (/[\p{Zl}\p{Zp}]/u.test(sign)) return "ends a line";
  return "cannot be seen";
}
