import { z } from "zod";

/** As in Spec Kit's analyze (templates/commands/analyze.md, "Severity Assignment"), the worst first. */
export const severities = ["CRITICAL", "HIGH", "MEDIUM", "LOW"] as const;
export type Severity = (typeof severities)[number];

/** A stretch of a document; 1-based, columns in UTF-16 units. */
export const placeSchema = z.object({
  line: z.number().int().positive(),
  column: z.number().int().positive(),
  /** The first column after it, on the same line or a later one; undefined when it is only a point. */
  end: z
    .object({ line: z.number().int().positive(), column: z.number().int().positive() })
    .optional(),
});
export type Place = z.infer<typeof placeSchema>;

/** Something in a feature's documents that is wrong, open or unclear, and how to mend it. */
export interface Finding extends Place {
  /** The rule's id; see `rules`. */
  readonly rule: string;
  readonly severity: Severity;
  /** One sentence. */
  readonly message: string;
  /** One short sentence that says what to do. */
  readonly mend: string;
  /** The document, relative to the project. */
  readonly path: string;
}

/** Whether a feature with this finding should not go on to the next step. */
export const isGrave = ({ severity }: Pick<Finding, "severity">): boolean =>
  severity === "CRITICAL" || severity === "HIGH";

/** The worst first, then by place. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) ||
    a.line - b.line ||
    a.column - b.column
  );
}
