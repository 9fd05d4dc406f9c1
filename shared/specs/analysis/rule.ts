import type { ReadDocument, ReadFeature } from "./documents";
import type { Finding, Place, Severity } from "./finding";

/** One check. Pure: the same documents give the same findings. */
export interface Rule {
  /** A stable ID: people name it in the settings of their CI. */
  readonly id: string;
  /** The fault that it finds, in a few words. */
  readonly title: string;
  /** Why the fault matters and how to correct it, in one or two sentences. */
  readonly help: string;
  check(feature: ReadFeature): readonly Finding[];
}

/** Returns a function that makes findings of a rule in a document. */
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

/** The document's beginning, for faults of the whole document. */
export const beginning: Place = { line: 1, column: 1 };

/** "a", "a and b", "a, b and 3 more". */
export function listed(words: readonly string[], most = 5): string {
  const shown = words.length > most ? words.slice(0, most - 1) : words;
  const rest = words.length - shown.length;
  const all = rest > 0 ? [...shown, `${rest} more`] : shown;
  return all.length < 2 ? (all[0] ?? "") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}
