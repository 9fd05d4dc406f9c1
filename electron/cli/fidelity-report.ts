import type { Finding, TextFidelity } from "@shared/editor/fidelity";
import type { FileFidelity } from "./fidelity-file";

/** A finding with the file's path. */
export type FileFinding = Finding & { readonly file: string };

/** The output of `specwright fidelity --json`: the totals over all files. */
export interface FidelityReport extends Omit<TextFidelity, "identical" | "failures" | "refusals"> {
  readonly files: number;
  /** Files that opening and saving leaves unchanged, byte for byte. */
  readonly identical: number;
  /** Those of them that the editor shows and never writes, for example files that are not UTF-8. */
  readonly readOnly: number;
  /** In the order of the files, up to a limit. */
  readonly failures: readonly FileFinding[];
  readonly refusals: readonly FileFinding[];
}

/** The number of findings that are kept, so that memory stays bounded. All findings are counted. */
const mostKept = 1000;

/** The acceptable share of refused edits. */
const mostRefused = 0.001;

/** Adds up the results of the files. */
export function startReport(): {
  add(file: string, found: FileFidelity): void;
  result(): FidelityReport;
} {
  const counts = {
    files: 0,
    identical: 0,
    readOnly: 0,
    blocks: 0,
    edits: 0,
    preserved: 0,
    widened: 0,
    refused: 0,
    failed: 0,
  };
  const failures: FileFinding[] = [];
  const refusals: FileFinding[] = [];
  const keep = (list: FileFinding[], file: string, findings: readonly Finding[]) => {
    for (const finding of findings.slice(0, mostKept - list.length))
      list.push({ file, ...finding });
  };
  return {
    add(file, found) {
      counts.files++;
      switch (found.outcome) {
        case "checked":
          if (found.identical) counts.identical++;
          for (const name of totals) counts[name] += found[name];
          keep(failures, file, found.failures);
          keep(refusals, file, found.refusals);
          return;
        case "read-only":
          counts.readOnly++;
          counts.identical++;
          return;
        case "unread":
          keep(failures, file, [
            { block: undefined, line: 1, kind: "document", problem: found.why, ...nothing },
          ]);
          return;
      }
    },
    result: () => ({
      ...counts,
      failures: failures.toSorted(inOrder),
      refusals: refusals.toSorted(inOrder),
    }),
  };
}

const totals = ["blocks", "edits", "preserved", "widened", "refused", "failed"] as const;
const nothing = { before: "", after: "" };

const inOrder = (a: FileFinding, b: FileFinding) =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : (a.block ?? -1) - (b.block ?? -1);

/** Whether no byte was damaged and nearly no edit was refused. */
export const isFaithful = ({ failures, edits, refused }: FidelityReport): boolean =>
  failures.length === 0 && refused <= edits * mostRefused;

/** The report for a person. */
export function asTable(report: FidelityReport): string {
  const { files, edits, failures, refusals } = report;
  const rows: readonly (readonly [name: string, count: number, of?: number])[] = [
    ["Files", files],
    ["  unchanged by open and save", report.identical, files],
    ["  read-only (not UTF-8, or too large)", report.readOnly],
    [`Edits, one word in each block that takes one (of ${report.blocks})`, edits],
    ["  preserved: no other byte changed", report.preserved, edits],
    ["  widened: same meaning, more bytes", report.widened, edits],
    ["  refused: nothing saved", report.refused, edits],
    ["  failed", report.failed, edits],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const digits = Math.max(...rows.map(([, count]) => String(count).length));
  const line = ([name, count, of]: (typeof rows)[number]) =>
    `${name.padEnd(width)}  ${String(count).padStart(digits)}${of ? `  ${share(count, of)}` : ""}`;
  const listed = [
    ...failures.map((finding) => ["FAIL", finding] as const),
    ...refusals.map((finding) => ["refused", finding] as const),
  ].map(([word, { file, line, kind, problem }]) => `${word}  ${file}:${line} ${kind}: ${problem}`);
  return `${[...rows.map(line), ...listed].join("\n")}\n`;
}

/** In percent, rounded down, so that only a complete count gives 100 %. */
const share = (count: number, of: number) =>
  `${(Math.floor((count / of) * 10_000) / 100).toFixed(2)} %`.padStart(8);
