import type { ChangedFile, RunChange } from "@shared/contracts/runs";
import parseDiff from "parse-diff";
import type { DiffFile, DiffHunk, DiffLine } from "../ui/Diff";

/**
 * A run's change, file by file in git's order: what git lists of each, with the lines that its unified
 * diff tells of it.
 */
export function diffFiles(change: RunChange): DiffFile[] {
  const parsed = new Map(
    parseDiff(change.diff).map((file) => [pathOf(file.to, file.from), file] as const),
  );
  return change.files.map((file) => {
    const diff = parsed.get(file.path);
    const was = file.status === "renamed" ? diff?.from : undefined;
    const hunks = diff?.chunks.map(hunkOf) ?? [];
    const absence = hunks.length > 0 ? undefined : absenceOf(file, diff === undefined, change.cut);
    return {
      path: file.path,
      status: file.status,
      hunks,
      ...(was === undefined ? {} : { was }),
      ...(file.added === undefined ? {} : { added: file.added }),
      ...(file.removed === undefined ? {} : { removed: file.removed }),
      ...(absence === undefined ? {} : { absence }),
    };
  });
}

const pathOf = (to: string | undefined, from: string | undefined) =>
  (to === undefined || to === "/dev/null" ? from : to) ?? "";

function absenceOf(file: ChangedFile, missing: boolean, cut: boolean): string {
  if (file.added === undefined) return `A binary file, ${file.status}. It has no lines to show.`;
  if (missing && cut) return "The diff is too long to be shown whole; this file is left out.";
  if (file.status === "renamed") return "Only its name changed.";
  return file.added + (file.removed ?? 0) === 0
    ? "Its text did not change: it is empty, or only its mode differs."
    : "Its lines could not be read from the diff. Look at them in the working tree.";
}

const hunkOf = (chunk: parseDiff.Chunk): DiffHunk => ({
  header: chunk.content,
  lines: chunk.changes.map(lineOf),
});

const kinds = { normal: "same", add: "added", del: "removed" } as const;

function lineOf(change: parseDiff.Change): DiffLine {
  if (change.content.startsWith("\\")) return { kind: kinds[change.type], text: change.content };
  const text = change.content.slice(1);
  switch (change.type) {
    case "normal":
      return { kind: "same", before: change.ln1, after: change.ln2, text };
    case "add":
      return { kind: "added", after: change.ln, text };
    case "del":
      return { kind: "removed", before: change.ln, text };
  }
}
