/**
 * Scores how well a query fits a title. Every word of the query must begin a word of the title or occur in it.
 * @returns a score, higher is better; undefined when the query does not fit
 */
export function matchScore(query: string, title: string): number | undefined {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const text = title.toLowerCase();
  let score = 0;
  for (const word of words) {
    const at = text.indexOf(word);
    if (at < 0) return undefined;
    const startsWord = at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? "");
    score += (startsWord ? 2 : 0) + (at === 0 ? 1 : 0);
  }
  return score - text.length / 1000;
}

/** The items that fit a query, best first. An empty query returns all items in their order. */
export function searchTitles<T extends { readonly title: string }>(
  query: string,
  items: readonly T[],
): T[] {
  if (query.trim() === "") return [...items];
  return items
    .flatMap((item) => {
      const score = matchScore(query, item.title);
      return score === undefined ? [] : [{ item, score }];
    })
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item);
}
