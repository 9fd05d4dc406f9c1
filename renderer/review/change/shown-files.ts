import type { ChangedFile, FileChange, RunChange } from "@shared/contracts/runs";
import { kindWord, kindWords } from "@shared/review/kinds";
import { type DiffFile, type DiffHunk, parseDiff, pathOf } from "@shared/review/unified-diff";
import { bytes } from "../../ui/bytes";
import type { ShownFile } from "../../ui/Diff";

/** The files that were requested individually, by path. */
export type Opened = ReadonlyMap<string, FileChange>;

const none: Opened = new Map();

/**
 * A run's change, file by file in git's order: git's entry for each file with its lines from the unified
 * diff, or with the reason why there are none.
 * @param opened the requested content of files that the change does not show
 */
export function shownFiles(change: RunChange, opened: Opened = none): ShownFile[] {
  const diffs = byPath(parseDiff(change.diff));
  return change.files.map((file) => {
    const whole = opened.get(file.path);
    const parts =
      (whole === undefined ? undefined : byPath(parseDiff(whole.diff)).get(file.path)) ??
      diffs.get(file.path) ??
      [];
    const hunks = parts.flatMap((part) => part.hunks);
    const left = leftOut(file, whole);
    const kind = kindWords(file, linkTarget(file, hunks));
    return {
      path: file.path,
      status: file.status,
      hunks,
      mark: kindWord(file),
      notes: [
        ...(file.was === undefined ? [] : [`Renamed from ${file.was}.`]),
        ...(kind === undefined ? [] : [kind]),
        ...(whole?.cut ? ["Only the first 64 MB are shown."] : []),
      ],
      absence: absenceOf(file, left),
      ...(left === undefined ? {} : { left }),
      ...(file.was === undefined ? {} : { was: file.was }),
      ...(file.added === undefined ? {} : { added: file.added }),
      ...(file.removed === undefined ? {} : { removed: file.removed }),
    };
  });
}

/** Git shows a file that became a link in two parts. */
function byPath(files: readonly DiffFile[]): Map<string, DiffFile[]> {
  const found = new Map<string, DiffFile[]>();
  for (const file of files) found.set(pathOf(file), [...(found.get(pathOf(file)) ?? []), file]);
  return found;
}

/** A link's content is its target. */
function linkTarget({ newMode }: ChangedFile, hunks: readonly DiffHunk[]): string | undefined {
  if (newMode !== "120000") return undefined;
  const added = hunks.flatMap(({ lines }) => lines).filter(({ kind }) => kind === "added");
  return added.length === 0 ? undefined : added.map(({ text }) => text).join("\n");
}

/** The parts of a file that are not shown, with their size; undefined when all is shown. */
function leftOut(file: ChangedFile, whole: FileChange | undefined): string | undefined {
  if (whole !== undefined) return whole.cut ? "all but 64 MB of it" : undefined;
  if (file.unshown === undefined) return undefined;
  const size = file.bytes === undefined ? "" : `, ${bytes(file.bytes)}`;
  return file.unshown === "binary" ? `binary${size}` : `long${size}`;
}

function absenceOf(file: ChangedFile, left: string | undefined): string {
  if (left !== undefined)
    return file.unshown === "binary"
      ? `A file that is no text (${left}), ${file.status}. It is not shown.`
      : `This file's change is too long to be shown with the others (${left}).`;
  if ((file.added ?? 0) + (file.removed ?? 0) > 0)
    return "Its lines could not be read from the diff. Look at them in the working tree.";
  if (file.status === "renamed") return "Only its name changed.";
  if (file.oldMode !== file.newMode && file.status === "modified") return "Only its mode changed.";
  return "It is empty.";
}
