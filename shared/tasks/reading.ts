import type { ProseLine } from "../markdown/lines";
import { dependencyHeading } from "./dependencies/words";

const heading = /^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/;

/** A heading's level and its words; undefined for other lines. */
export function headingIn(text: string): { level: number; title: string } | undefined {
  const [, marks, title] = heading.exec(text) ?? [];
  return marks === undefined || title === undefined ? undefined : { level: marks.length, title };
}

/** Collects what a list says below its tasks, and in its sections on dependencies, line by line. */
export interface Remarks {
  heading(level: number, title: string): void;
  /** A task begins. */
  task(indent: number, line: number, description: string): void;
  /** A line that is neither; returns the position of the task that it hangs under, in the order of `task`. */
  other(line: ProseLine): number | undefined;
  /** For each task its description and the paragraphs and items below it. */
  readonly paragraphs: readonly (readonly string[])[];
  readonly section: readonly string[];
}

const listSign = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+/;
/** "**Dependencies**:" on a line of its own, where others write a heading. */
const bareLabel = /^[*_]{2}([^*_:]+)(?::[*_]{2}|[*_]{2}:?)[ \t]*$/;

export function collectRemarks(): Remarks {
  const paragraphs: string[][] = [];
  const section: string[] = [];
  const open: { indent: number; task: number }[] = [];
  let sectionLevel: number | undefined;
  /** The line that the next one may go on with. */
  let last: { line: number; task: number | undefined } | undefined;
  return {
    paragraphs,
    section,
    heading(level, title) {
      open.length = 0;
      last = undefined;
      if (sectionLevel !== undefined && level > sectionLevel) return;
      sectionLevel = dependencyHeading.test(title) ? level : undefined;
    },
    task(indent, line, description) {
      while ((open[open.length - 1]?.indent ?? -1) >= indent) open.pop();
      const task = paragraphs.push([description]) - 1;
      open.push({ indent, task });
      last = { line, task };
    },
    other({ text, line }) {
      if (text.trim() === "") return open[open.length - 1]?.task;
      const indent = /^[ \t]*/.exec(text)?.[0].length ?? 0;
      const listed = listSign.test(text);
      const goesOn = !listed && last?.line === line - 1;
      if (!goesOn) {
        while ((open[open.length - 1]?.indent ?? -1) >= indent) open.pop();
        last = { line, task: open[open.length - 1]?.task };
      } else last = { line, task: last?.task };
      const task = last.task;
      const words = text.replace(listSign, "").trim();
      if (task === undefined) {
        if (open.length === 0 && bareLabel.test(text.trim()))
          sectionLevel = dependencyHeading.test(text) ? (sectionLevel ?? 7) : sectionLevel;
        else if (sectionLevel !== undefined) {
          if (goesOn && section.length > 0 && !/^[ \t]*\|/.test(text))
            section.push(`${section.pop() ?? ""} ${words}`);
          else section.push(text);
        }
        return undefined;
      }
      const own = paragraphs[task] ?? [];
      const before = own[own.length - 1] ?? "";
      // "Dependencies:" with the IDs as items below it is one statement.
      if (
        goesOn ||
        /[:：][*_]*$/.test(before) ||
        (listed && /[:：][*_]* T\S*$|, T\S*$/i.test(before) && /^[*_`[]*T\S*$/i.test(words))
      )
        own[own.length - 1] =
          goesOn || !listed
            ? `${before} ${words}`
            : `${before}${/[:：][*_]*$/.test(before) ? "" : ","} ${words}`;
      else own.push(words);
      return task;
    },
  };
}
