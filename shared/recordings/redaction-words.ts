import type { RedactionCounts } from "./redact";

/** What was hidden, in words: "2 github-token, 1 environment", or "nothing". */
export function countWords(counts: RedactionCounts): string {
  const kinds = Object.entries(counts).filter(([, count]) => count > 0);
  if (kinds.length === 0) return "nothing";
  return kinds
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(", ");
}
