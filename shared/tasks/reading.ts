import type { ProseLine } from "../markdown/prose-lines";
import type { Remark } from "./dependencies";
import { dependencyHeading } from "./dependencies/words";

const heading = /^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/;

/** A heading's level and title; undefined for other lines. */
export function headingIn(text: string): { level: number; title: string } | undefined {
  const [, marks, title] = heading.exec(text) ?? [];
  return marks === undefined || title === undefined ? undefined : { level: marks.length, title };
}

/** Collects the remarks below tasks and in sections on dependencies, line by line. */
export interface Remarks {
  heading(level: number, title: string): void;
  /** Begins a task. */
  task(indent: number, line: number, description: string): void;
  /**
   * Takes any other line. Returns the position of the task that the line belongs to, in the order of `task`.
   */
  other(line: ProseLine): number | undefined;
  /** For each task, its description and the paragraphs and items below it. */
  readonly paragraphs: readonly (readonly Remark[])[];
  readonly section: readonly Remark[];
}

const listSign = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+/;
/** "**Dependencies**:" on a line of its own, in place of a heading. */
const bareLabel = /^[*_]{2}([^*_:]+)(?::[*_]{2}|[*_]{2}:?)[ \t]*$/;
const endsInColon = /[:：][*_]*[ \t]*$/;

/** A label such as "Dependencies:", which applies to each item below it. */
interface Label {
  readonly text: string;
  readonly indent: number;
  readonly listed: boolean;
}

export function collectRemarks(): Remarks {
  const paragraphs: Remark[][] = [];
  const section: Remark[] = [];
  const open: { indent: number; task: number }[] = [];
  let sectionLevel: number | undefined;
  /** The line that the next line may continue. */
  let last: { line: number; task: number | undefined } | undefined;
  let label: Label | undefined;

  const add = (to: Remark[], words: string, line: ProseLine, goesOn: boolean) => {
    const indent = /^[ \t]*/.exec(line.text)?.[0].length ?? 0;
    const listed = listSign.test(line.text);
    const before = goesOn ? to.pop() : undefined;
    if (label && !goesOn && (indent < label.indent || (label.listed && indent === label.indent)))
      label = undefined;
    const remark: Remark = before
      ? { ...before, text: `${before.text} ${words}` }
      : { text: label && listed ? `${label.text} ${words}` : words, line: line.line };
    to.push(remark);
    if (endsInColon.test(words))
      label = { text: remark.text, indent, listed: listed || (goesOn && label?.listed === true) };
  };

  return {
    paragraphs,
    section,
    heading(level, title) {
      open.length = 0;
      last = undefined;
      label = undefined;
      if (sectionLevel !== undefined && level > sectionLevel) return;
      sectionLevel = dependencyHeading.test(title) ? level : undefined;
    },
    task(indent, line, description) {
      while ((open[open.length - 1]?.indent ?? -1) >= indent) open.pop();
      const task = paragraphs.push([{ text: description, line }]) - 1;
      open.push({ indent, task });
      last = { line, task };
      label = endsInColon.test(description)
        ? { text: description, indent, listed: true }
        : undefined;
    },
    other(line) {
      const { text } = line;
      if (text.trim() === "") return open[open.length - 1]?.task;
      const indent = /^[ \t]*/.exec(text)?.[0].length ?? 0;
      const goesOn = !listSign.test(text) && last?.line === line.line - 1;
      if (!goesOn) {
        while ((open[open.length - 1]?.indent ?? -1) >= indent) open.pop();
        last = { line: line.line, task: open[open.length - 1]?.task };
      } else last = { line: line.line, task: last?.task };
      const task = last.task;
      const words = text.replace(listSign, "").trim();
      if (task !== undefined) {
        const said = paragraphs[task];
        if (said) add(said, words, line, goesOn);
        return task;
      }
      if (open.length === 0 && bareLabel.test(text.trim())) {
        sectionLevel = dependencyHeading.test(text) ? (sectionLevel ?? 7) : sectionLevel;
        label = undefined;
      } else if (sectionLevel !== undefined) {
        const row = /^[ \t]*\|/.test(text);
        if (row) section.push({ text, line: line.line });
        else add(section, words, line, goesOn && section.length > 0);
      }
      return undefined;
    },
  };
}
