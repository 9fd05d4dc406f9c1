/** The screen's words for the engine's reasons. */
const words: Readonly<Record<string, string>> = {
  HTML: "HTML",
  "a comment": "Comment",
  "front matter": "Front matter",
  "a link definition": "Link definition",
  "a footnote": "Footnote",
  "a reference link": "Reference link",
  "an empty quotation": "Empty quotation",
};

/** The quiet label of a block that is shown as source. */
export const rawWord = (reason: string): string =>
  words[reason] ?? (reason === "" ? "Source" : reason.charAt(0).toUpperCase() + reason.slice(1));

/** A footnote's label and the offset at which its text begins; undefined for other source. */
export function noteOf(source: string): { word: string; from: number } | undefined {
  const [sign, label] = /^ {0,3}\[\^([^\]\s]+)\]:[ \t]*/.exec(source) ?? [];
  return sign === undefined ? undefined : { word: `Footnote ${label}`, from: sign.length };
}
