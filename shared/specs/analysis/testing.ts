import { readDocument } from "./documents";
import type { Finding } from "./finding";
import type { Rule } from "./rule";

/**
 * What a rule finds in a feature of these files, each by its name in the feature's folder; a file whose name
 * begins with "/" stands in the project.
 */
export function check(
  rule: Rule,
  files: Readonly<Record<string, string>>,
  missing: readonly string[] = [],
): readonly Finding[] {
  const documents = Object.entries(files).map(([name, text]) =>
    readDocument({ path: name.startsWith("/") ? name.slice(1) : `specs/001-small/${name}`, text }),
  );
  const isConstitution = ({ kind }: { kind: string }) => kind === "constitution";
  return rule.check({
    documents: documents.filter((it) => !isConstitution(it)),
    constitution: documents.find(isConstitution),
    missing: new Set(missing),
  });
}

/** Findings as one line each: where, how bad, what. */
export const lines = (findings: readonly Finding[]): string[] =>
  findings.map(({ path, line, column, severity, message }) => {
    const name = path.replace("specs/001-small/", "");
    return `${name}:${line}:${column} ${severity} ${message}`;
  });

/** The text that each finding marks. */
export const marked = (findings: readonly Finding[], text: string): string[] =>
  findings.map(({ line, column, end }) =>
    (text.split(/\r\n|\n|\r/)[line - 1] ?? "").slice(column - 1, (end?.column ?? column) - 1),
  );
