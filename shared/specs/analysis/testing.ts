import { readDocument } from "./documents";
import type { Finding } from "./finding";
import type { Rule } from "./rule";

/**
 * The findings of a rule in a feature with these files. A file's name is relative to the feature's folder; a
 * name that begins with "/" is relative to the project.
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

/** Findings as one line each: place, severity, message. */
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
