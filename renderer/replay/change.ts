import type { ChangedFile, RunChange } from "@shared/contracts/runs";
import { type DiffFile, parseDiff, pathOf } from "@shared/review/diff";
import type { ShownFile } from "../ui/Diff";

/**
 * A run's change, file by file in git's order: what git lists of each, with the lines that its unified
 * diff tells of it, or with why there are none.
 */
export function shownFiles(change: RunChange): ShownFile[] {
  const diffs = new Map(parseDiff(change.diff).map((file) => [pathOf(file), file]));
  return change.files.map((file) => {
    const diff = diffs.get(file.path);
    const was = file.status === "renamed" ? diff?.oldPath : undefined;
    const hunks = diff?.hunks ?? [];
    return {
      path: file.path,
      status: file.status,
      hunks,
      absence: absenceOf(file, diff, change.cut),
      ...(was === undefined ? {} : { was }),
      ...(file.added === undefined ? {} : { added: file.added }),
      ...(file.removed === undefined ? {} : { removed: file.removed }),
    };
  });
}

function absenceOf(file: ChangedFile, diff: DiffFile | undefined, cut: boolean): string {
  if (diff?.binary || file.added === undefined)
    return `A binary file, ${file.status}. It has no lines to show.`;
  if (diff === undefined && cut)
    return "The diff is too long to be shown whole; this file is left out.";
  if (file.added + (file.removed ?? 0) > 0)
    return "Its lines could not be read from the diff. Look at them in the working tree.";
  if (file.status === "renamed") return "Only its name changed.";
  if (diff?.oldMode !== undefined && diff.newMode !== undefined && diff.oldMode !== diff.newMode)
    return `Only its mode changed, from ${diff.oldMode} to ${diff.newMode}.`;
  return "It is empty.";
}
