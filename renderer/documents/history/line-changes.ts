import { withEdit } from "@shared/base/text-edit";
import { diffArrays } from "diff";

/** A run of lines that a version has otherwise. */
export interface LineChange {
  /** UTF-16 indexes into the text as it is now. */
  readonly from: number;
  readonly to: number;
  /** 1-based number of its first line in the text as it is now. */
  readonly line: number;
  /** The same in the version. */
  readonly oldLine: number;
  /** What stands there in the version, with its line ends; "" where nothing does. */
  readonly before: string;
  readonly after: string;
}

/** Milliseconds after which a comparison is given up, and what differs is one change. */
const patience = 500;

/** The lines of a text, each with its end. */
export const linesOf = (text: string): string[] =>
  text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];

/** What differs between a version and the text as it is now, line by line, in the order of reading. */
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

/** The text with one change as the version has it; every other byte stays. */
export const takeBack = (now: string, { from, to, before }: LineChange): string =>
  withEdit(now, { from, to, insert: before });
