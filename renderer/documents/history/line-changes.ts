import { withEdit } from "@shared/base/text-edit";
import { diffArrays } from "diff";

/** A run of lines that differs from the version. */
export interface LineChange {
  /** UTF-16 offsets in the current text. */
  readonly from: number;
  readonly to: number;
  /** The 1-based number of the first line in the current text. */
  readonly line: number;
  /** The 1-based number of the first line in the version. */
  readonly oldLine: number;
  /** The version's lines, with their line ends; "" when lines were only added. */
  readonly before: string;
  readonly after: string;
}

/** Milliseconds. A comparison that takes longer is given up, and everything that differs is one change. */
const patience = 500;

/** The lines of a text, each with its line end. */
export const linesOf = (text: string): string[] =>
  text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];

/** The changes from a version to the current text, line by line, in the order of the text. */
export function lineChanges(version: string, now: string): LineChange[] {
  const [old, own] = [linesOf(version), linesOf(now)];
  const parts = diffArrays(old, own, { timeout: patience }) ?? [
    { value: old, removed: true, added: false },
    { value: own, removed: false, added: true },
  ];
  const changes: LineChange[] = [];
  let [at, line, oldLine] = [0, 1, 1];
  let [before, after] = ["", ""];
  const settle = () => {
    if (before + after !== "") {
      changes.push({
        from: at - after.length,
        to: at,
        line: line - linesOf(after).length,
        oldLine: oldLine - linesOf(before).length,
        before,
        after,
      });
    }
    [before, after] = ["", ""];
  };
  for (const { value, added, removed } of parts) {
    const text = value.join("");
    if (!added && !removed) settle();
    if (removed) before += text;
    else {
      if (added) after += text;
      at += text.length;
      line += value.length;
    }
    if (!added) oldLine += value.length;
  }
  settle();
  return changes;
}

/** The current text with one change taken back. Every other byte stays. */
export const takeBack = (now: string, { from, to, before }: LineChange): string =>
  withEdit(now, { from, to, insert: before });
