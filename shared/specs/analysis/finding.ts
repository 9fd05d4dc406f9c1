import { z } from "zod";

/** As in Spec Kit's analyze (templates/commands/analyze.md, "Severity Assignment"), most severe first. */
export const severities = ["CRITICAL", "HIGH", "MEDIUM", "LOW"] as const;
export type Severity = (typeof severities)[number];

/** A stretch of a document; 1-based, columns in UTF-16 units. */
export const placeSchema = z.object({
  line: z.number().int().positive(),
  column: z.number().int().positive(),
  /** The first column after the stretch, on the same or a later line; undefined for a point. */
  end: z
    .object({ line: z.number().int().positive(), column: z.number().int().positive() })
    .optional(),
});
export type Place = z.infer<typeof placeSchema>;

/** A fault, gap or unclear point in a feature's documents, with its remedy. */
export interface Finding extends Place {
  /** The rule's id; see `rules`. */
  readonly rule: string;
  readonly severity: Severity;
  /** One sentence. */
  readonly message: string;
  /** One short sentence with the remedy. */
  readonly mend: string;
  /** The document's path, relative to the project. */
  readonly path: string;
}

/** Whether a finding should keep its feature from the next step. */
export const isGrave = ({ severity }: Pick<Finding, "severity">): boolean =>
  severity === "CRITICAL" || severity === "HIGH";

/** Sorts findings: most severe first, then by place. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) ||
    a.line - b.line ||
    a.column - b.column
  );
}
