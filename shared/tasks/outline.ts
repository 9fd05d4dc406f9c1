import { type ProseLine, proseLines } from "../markdown/lines";
import { repeatedIds } from "./duplicates";
import type { Mentions, Phase, Task, TaskList } from "./parse";

/** `- [ ] 1.2 Text`, `- [x] 3. Text`, Kiro's `- [ ]* 1.3 Text` for one that may be left out; or no number. */
const boxLine =
  /^([ \t]*)[-*+][ \t]+\[([ xX~-])\](\*?)[ \t]+(?:(\d{1,4}(?:\.\d{1,4})*)\.?(?=[ \t]|$)[ \t]*)?(.*)$/;
const heading = /^(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/;

interface Item {
  readonly task: Task;
  readonly number: string | undefined;
}

/**
 * Reads a task list whose tasks are numbered as an outline, as OpenSpec and Kiro write them. Never fails.
 * A task with numbered tasks below it is the name of what they do together, so it is their phase and no
 * task of its own; second-level headings are phases as in Spec Kit. A box without a number is a task that
 * can be shown and not be named.
 * Formats: Fission-AI/OpenSpec, docs/; kiro.dev/docs/specs.
 */
export function parseOutline(
  text: string,
  mentions: (description: string, id: string) => Mentions,
): TaskList {
  const items: (Item | { readonly phase: Phase })[] = [];
  for (const line of proseLines(text)) {
    const [, marks, title] = heading.exec(line.text) ?? [];
    if (marks?.length === 2 && title !== undefined)
      items.push({ phase: { title, line: line.line } });
    const item = itemAt(line, text, mentions);
    if (item) items.push(item);
  }
  const numbers = new Set(items.flatMap((item) => ("task" in item ? (item.number ?? []) : [])));
  const parents = new Set([...numbers].map((number) => number.replace(/\.?\d+$/, "")));

  const phases: Phase[] = [];
  const tasks: Task[] = [];
  let current: { readonly phase: Phase; index?: number } | undefined;
  for (const item of items) {
    if ("phase" in item) {
      current = { phase: item.phase };
      continue;
    }
    const { task, number } = item;
    if (number !== undefined && parents.has(number)) {
      current = { phase: { title: `${number}. ${task.title}`, line: task.line } };
      continue;
    }
    if (current) current.index ??= phases.push(current.phase) - 1;
    const phase = current?.index;
    tasks.push(phase === undefined ? task : { ...task, phase });
  }
  return { phases, tasks, duplicates: repeatedIds(tasks) };
}

function itemAt(
  line: ProseLine,
  text: string,
  mentions: (description: string, id: string) => Mentions,
): Item | undefined {
  const [, , mark, optional, number, rest] = boxLine.exec(line.text) ?? [];
  if (mark === undefined || rest === undefined) return undefined;
  const title = rest.trim();
  return {
    number,
    task: {
      id: number ?? `line ${line.line}`,
      title: optional === "*" ? `${title} (optional)` : title,
      raw: text.slice(line.offset, line.offset + line.text.length),
      line: line.line,
      box: line.offset + line.text.indexOf("[") + 1,
      done: /[xX]/.test(mark),
      parallel: false,
      ...mentions(title, number ?? ""),
      // Their descriptions name tasks only in passing; what counts is the order.
      dependsOn: [],
      ...(number === undefined ? { unnumbered: true } : {}),
    },
  };
}
