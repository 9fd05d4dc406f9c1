/**
 * Blanks out the code of a text (CommonMark 6.1), apart from code that holds nothing but IDs: `depends on T001`
 * as code is an example, and `T001` is an ID in another dress. Every index of the text stays as it is.
 *
 * @param keeps whether code of this content is said all the same
 */
export function withoutCode(text: string, keeps: (code: string) => boolean): string {
  if (!text.includes("`")) return text;
  const runs = [...text.matchAll(/`+/g)].map(({ 0: ticks, index }) => ({
    start: index,
    end: index + ticks.length,
    escaped: text[index - 1] === "\\",
  }));
  // For each run the next one of its length, found from behind, so that a text of many open runs takes no longer.
  const partners: (number | undefined)[] = [];
  const latest = new Map<number, number>();
  for (let at = runs.length - 1; at >= 0; at--) {
    const { start, end } = runs[at] ?? { start: 0, end: 0 };
    partners[at] = latest.get(end - start);
    latest.set(end - start, at);
  }
  let said = "";
  let from = 0;
  for (let at = 0; at < runs.length; at++) {
    const open = runs[at];
    const partner = open?.escaped ? undefined : partners[at];
    const close = partner === undefined ? undefined : runs[partner];
    if (open === undefined || close === undefined || partner === undefined) continue;
    at = partner;
    if (keeps(text.slice(open.end, close.start))) continue;
    // A letter in its place: code is a word of the sentence.
    const length = close.end - open.start;
    said += `${text.slice(from, open.start)}${"x".padEnd(length)}`;
    from = close.end;
  }
  return said + text.slice(from);
}
