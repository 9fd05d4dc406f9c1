/**
 * Replaces code spans of a text (CommonMark 6.1), except those that contain only IDs: `depends on T001` as
 * code is an example, `T001` as code is still an ID. All offsets stay valid.
 *
 * @param keeps whether a code span with this content counts as text
 */
export function withoutCode(text: string, keeps: (code: string) => boolean): string {
  if (!text.includes("`")) return text;
  const runs = [...text.matchAll(/`+/g)].map(({ 0: ticks, index }) => ({
    start: index,
    end: index + ticks.length,
    escaped: text[index - 1] === "\\",
  }));
  // For each run of backticks, the next run of the same length. Searching from the end keeps the time linear
  // for many unclosed runs.
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
    // A letter stands in for the code, because code counts as a word of the sentence.
    const length = close.end - open.start;
    said += `${text.slice(from, open.start)}${"x".padEnd(length)}`;
    from = close.end;
  }
  return said + text.slice(from);
}
