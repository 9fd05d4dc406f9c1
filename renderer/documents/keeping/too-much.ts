/** Characters. In a longer document the person notices the time that a key takes: 70 ms for each million. */
const mostCharacters = 2_000_000;

/** Signs on a line. With more, the parser takes seconds: its time grows with the square of their number. */
const mostSigns = 5_000;
const sign = /[*_~`[\]]/g;

/** Rows of a table. With more, the person notices the time that the browser takes to lay out all rows at each key. */
const mostRows = 5_000;

/**
 * Why a text is shown as source, where typing is quick in any text. As rich text it would open and take keys
 * slowly.
 * @returns the reason as a sentence for the person; undefined when rich text is quick enough
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

/** The largest number of consecutive lines that contain a bar. */
function longestTable(text: string): number {
  let longest = 0;
  let rows = 0;
  for (const line of text.split(/\r\n|\n|\r/)) {
    rows = line.includes("|") ? rows + 1 : 0;
    longest = Math.max(longest, rows);
  }
  return longest;
}

/** Matches lines that are long enough for so many signs. */
const longLine = new RegExp(`[^\\r\\n]{${mostSigns},}`, "g");

const lineAt = (text: string, at: number): number => text.slice(0, at).split(/\r\n|\n|\r/).length;
