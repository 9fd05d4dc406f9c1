import type { Analysis, Finding, ReadDocument } from "@shared/specs/analysis";
import { analyse, isGrave, severities } from "@shared/specs/analysis";
import { toSarif } from "@shared/specs/analysis/sarif";
import { openProjectFiles } from "../engine/files/project-files";
import { analyseFeature, readForAnalysis } from "../engine/projects/analysis";
import { type CommandLine, exitCodes } from "./command-line";
import { asJson, printable } from "./print";
import { featuresAt, projectAt } from "./project-at";

type Check = Extract<CommandLine, { verb: "check" }>;

/** The analysis of one subject: a feature, or the constitution. */
interface Judged extends Analysis {
  /** The feature's folder, or the constitution's path. */
  readonly subject: string;
}

const constitutionPath = ".specify/memory/constitution.md";

/**
 * Analyses the features of a project and prints the findings. Only reads; needs no git.
 * @returns the exit code: 1 for a critical or high finding
 */
export async function check(command: Check): Promise<number> {
  const judged = await judge(command);
  const findings = judged.flatMap((it) => it.findings);
  switch (command.format) {
    case "sarif":
      process.stdout.write(`${asJson(toSarif(findings))}\n`);
      break;
    case "json":
      process.stdout.write(`${asJson({ ok: !findings.some(isGrave), checked: judged })}\n`);
      break;
    case "text":
      process.stdout.write(printable(asText(judged)));
  }
  return findings.some(isGrave) ? exitCodes.failed : exitCodes.done;
}

async function judge({ folder, feature }: Check): Promise<Judged[]> {
  const { root, under } = await projectAt(folder);
  const files = openProjectFiles(root);
  const [constitution, features] = await Promise.all([
    readForAnalysis(files, constitutionPath),
    featuresAt(files, under, feature),
  ]);
  const judged = await Promise.all(
    features.map(async (it) => ({
      subject: it.folder,
      ...(await analyseFeature(files, it, constitution)),
    })),
  );
  return [...(constitution && under === "" ? [byItself(constitution)] : []), ...judged];
}

const byItself = (document: ReadDocument): Judged => ({
  subject: document.path,
  ...analyse({ documents: [document], constitution: undefined, missing: new Set() }),
});

/** The findings by document and line, then the coverage, then the totals. */
function asText(judged: readonly Judged[]): string {
  const rows = judged.flatMap(({ subject, findings, leftOut, coverage }) => [
    ...[...findings].sort(byPlace).map(row),
    ...(leftOut > 0 ? [`${subject}: ${leftOut} more findings, less grave, are left out.`] : []),
    ...covered(subject, coverage),
  ]);
  return `${[...rows, sum(judged)].join("\n")}\n`;
}

const byPlace = (a: Finding, b: Finding): number =>
  (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) || a.line - b.line || a.column - b.column;

const row = ({ path, line, column, severity, message, mend }: Finding): string =>
  `${path}:${line}:${column} ${severity} ${message} — ${mend}`;

const covered = (subject: string, coverage: Analysis["coverage"]): string[] =>
  coverage.kind === "measured"
    ? [
        `${subject}: ${coverage.covered} of ${coverage.requirements} requirements have a task (${coverage.percent} %).`,
      ]
    : [];

function sum(judged: readonly Judged[]): string {
  const all = judged.flatMap(({ findings }) => findings);
  if (judged.length === 0) return "There are no features to check.";
  if (all.length === 0) return "Nothing found.";
  const counts = severities.flatMap((severity) => {
    const count = all.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  return `${all.length} ${all.length === 1 ? "finding" : "findings"}: ${counts.join(", ")}.`;
}
