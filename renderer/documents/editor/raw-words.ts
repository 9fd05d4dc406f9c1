/** What the engine's reasons are called on screen. */
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
