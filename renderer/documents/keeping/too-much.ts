/** Characters of a document beyond which a key takes longer than a person notices: 70 ms for each million. */
const mostCharacters = 2_000_000;

/** Signs of a line beyond which the parser takes seconds: its time grows with the square of their number. */
const mostSigns = 5_000;
const sign = /[*_~`[\]]/g;

/** Rows of a table beyond which the browser takes longer than a person notices to lay them all out at each key. */
const mostRows = 5_000;

/**
 * Why a text is shown as source, which is quick whatever it is: as rich text it would be opened and typed into
 * slowly.
 * @returns the first sentence for the person; undefined for a text that is no trouble
 */
export function tooMuch(text: string): string | undefined {
  if (text.length > mostCharacters)
    return "This document is longer than 2 million characters: as rich text, each key would take long.";
  for (const { 0: line, index } of text.matchAll(longLine))
    if ((line.match(sign)?.length ?? 0) > mostSigns)
      return `Line ${lineAt(text, index)} of this document has more than 5,000 signs of Markdown: reading it as rich text would take long.`;
  if (longestTable(text) > mostRows)
    return "A table of this document has more than 5,000 rows: as rich text, each key would take long.";
  return undefined;
}

/** How many lines with a bar follow each other at most. */
function longestTable(text: string): number {
  let longest = 0;
  let rows = 0;
  for (const line of text.split(/\r\n|\n|\r/)) {
    rows = line.includes("|") ? rows + 1 : 0;
    longest = Math.max(longest, rows);
  }
  return longest;
}

/** Lines that have room for so many signs. */
const longLine = new RegExp(`[^\\r\\n]{${mostSigns},}`, "g");

const lineAt = (text: string, at: number): number => text.slice(0, at).split(/\r\n|\n|\r/).length;
