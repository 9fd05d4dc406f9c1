import { type Coverage, coverageOf } from "./coverage";
import { type DocumentText, type ReadDocument, type ReadFeature, readDocument } from "./documents";
import { compareFindings, type Finding } from "./finding";
import type { Rule } from "./rule";
import { brokenLink } from "./rules/broken-link";
import { constitutionCheck } from "./rules/constitution-check";
import { duplicateId } from "./rules/duplicate-id";
import { missingDocument } from "./rules/missing-document";
import { missingId } from "./rules/missing-id";
import { noScenario } from "./rules/no-scenario";
import { openChecklist } from "./rules/open-checklist";
import { openQuestion } from "./rules/open-question";
import { placeholder } from "./rules/placeholder";
import { repeatedRequirement } from "./rules/repeated-requirement";
import { taskCircle } from "./rules/task-circle";
import { twoSpellings } from "./rules/two-spellings";
import { uncoveredRequirement } from "./rules/uncovered-requirement";
import { unknownId } from "./rules/unknown-id";
import { unmappedTask } from "./rules/unmapped-task";
import { unreadTask } from "./rules/unread-task";
import { vagueWord } from "./rules/vague-word";

export type { Coverage } from "./coverage";
export type { DocumentText, ReadDocument, ReadFeature } from "./documents";
export { readDocument } from "./documents";
export { type Finding, isGrave, type Severity, severities } from "./finding";
export { type ProjectLink, projectLinks } from "./links";

/** All rules, in the order of reports. */
export const rules: readonly Rule[] = [
  missingDocument,
  duplicateId,
  missingId,
  unreadTask,
  unknownId,
  repeatedRequirement,
  placeholder,
  openQuestion,
  vagueWord,
  noScenario,
  uncoveredRequirement,
  unmappedTask,
  taskCircle,
  twoSpellings,
  brokenLink,
  openChecklist,
  constitutionCheck,
];

/** The most findings in a report, as in Spec Kit's analyze. */
export const mostFindings = 50;

export interface Analysis {
  /** At most `mostFindings`; most severe first, then by place. */
  readonly findings: readonly Finding[];
  /** The number of further findings. */
  readonly leftOut: number;
  readonly coverage: Coverage;
}

/**
 * Analyses a feature's documents by rules alone, without a model. Deterministic; never fails. A spec of 500
 * KB takes some tens of milliseconds, so do not call it for every key.
 * @param only the path of the document whose findings are wanted; the coverage is still that of the feature
 */
export function analyse(feature: ReadFeature, only?: string): Analysis {
  const all = rules
    .flatMap((rule) => rule.check(feature))
    .filter(({ path }) => only === undefined || path === only)
    .sort(compareFindings);
  return {
    findings: all.slice(0, mostFindings),
    leftOut: Math.max(0, all.length - mostFindings),
    coverage: coverageOf(feature),
  };
}

/** Parses and analyses documents in one step, for callers that keep nothing. */
export const analyseTexts = (
  documents: readonly DocumentText[],
  constitution?: DocumentText,
  missing: ReadonlySet<string> = new Set(),
): Analysis => {
  const read: ReadDocument[] = documents.map(readDocument);
  return analyse({
    documents: read,
    constitution: constitution && readDocument(constitution),
    missing,
  });
};
