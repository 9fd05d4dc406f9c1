import type { Finding, Severity } from "./finding";
import { rules } from "./index";

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  CRITICAL: "error",
  HIGH: "error",
  MEDIUM: "warning",
  LOW: "note",
};

/** The level of a rule; GitHub and editors show it for results without a level. */
const defaultLevel = "warning";

/**
 * Converts findings to the format that CI services and editors read. Format: OASIS, Static Analysis Results
 * Interchange Format (SARIF) 2.1.0.
 */
export function toSarif(findings: readonly Finding[]): object {
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Specwright",
            rules: rules.map(({ id, title, help }) => ({
              id,
              shortDescription: { text: `${title}.` },
              fullDescription: { text: help },
              help: { text: help },
              defaultConfiguration: { level: defaultLevel },
            })),
          },
        },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { PROJECT: { description: { text: "The project’s top folder." } } },
        results: findings.map(asResult),
      },
    ],
  };
}

function asResult({ rule, severity, message, mend, path, line, column, end }: Finding): object {
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    level: levels[severity],
    message: { text: `${message} ${mend}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: {
            uri: path.split("/").map(encodeURIComponent).join("/"),
            uriBaseId: "PROJECT",
          },
          region: {
            startLine: line,
            startColumn: column,
            ...(end ? { endLine: end.line, endColumn: end.column } : {}),
          },
        },
      },
    ],
    properties: { severity },
  };
}
