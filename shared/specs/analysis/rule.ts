import type { ReadDocument, ReadFeature } from "./documents";
import type { Finding, Place, Severity } from "./finding";

/** One thing that is looked for. Pure: the same documents give the same findings. */
export interface Rule {
  /** Stable: people name it in their CI's settings. */
  readonly id: string;
  /** What it finds, in a few words. */
  readonly title: string;
  /** Why that matters and how to mend it, in a sentence or two. */
  readonly help: string;
  check(feature: ReadFeature): readonly Finding[];
}

/** Makes findings of a rule in a document. */
export const findingIn =
  (rule: string, { path }: ReadDocument) =>
  (severity: Severity, place: Place, message: string, mend: string): Finding => ({
    rule,
    severity,
    message,
    mend,
    path,
    ...place,
  });

/** The document's beginning, for what is wrong with it as a whole. */
export const beginning: Place = { line: 1, column: 1 };

/** "a", "a and b", "a, b and 3 more". */
export function listed(words: readonly string[], most = 5): string {
  const shown = words.length > most ? words.slice(0, most - 1) : words;
  const rest = words.length - shown.length;
  const all = rest > 0 ? [...shown, `${rest} more`] : shown;
  return all.length < 2 ? (all[0] ?? "") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}
