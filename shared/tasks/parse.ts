import { type ProseLine, proseLines } from "../markdown/lines";
import { formatOf } from "../specs/formats";
import { repeatedIds } from "./duplicates";
import { dependenciesIn, filesIn, requirementsIn } from "./mentions";
import { parseOutline } from "./outline";

/** One task line of a `tasks.md`. */
export interface Task {
  readonly id: string;
  /** The description: the line without box, ID, `[P]` and `[USn]`. Markdown. */
  readonly title: string;
  /** The line as it stands, without its line end. */
  readonly raw: string;
  /** 1-based. */
  readonly line: number;
  /** UTF-16 index, in the whole text, of the character between the box's brackets. */
  readonly box: number;
  readonly done: boolean;
  /** Marked `[P]`: different files, no dependencies. */
  readonly parallel: boolean;
  /** `US1`, … */
  readonly story?: string;
  /** Index into the list's phases. */
  readonly phase?: number;
  /** Paths named in the description, in order, each once. */
  readonly files: readonly string[];
  /** `FR-`, `NFR-` and `SC-` IDs named in the description. */
  readonly requirements: readonly string[];
  /** IDs that the description says it depends on, ranges written out. */
  readonly dependsOn: readonly string[];
  /** It has no ID of its own: `id` says its line, it can be read, and only the document changes it. */
  readonly unnumbered?: true;
  /** The command that checks this task, where it has one of its own; see `validationOf`. */
  readonly validation?: string;
}

/** A heading that groups tasks: `## Phase 1: Setup (Shared Infrastructure)`. */
export interface Phase {
  readonly title: string;
  /** 1-based. */
  readonly line: number;
}

export interface TaskList {
  /** The command that checks every task that names none of its own. */
  readonly validation?: string;
  readonly phases: readonly Phase[];
  /** In the order of the file. */
  readonly tasks: readonly Task[];
  /** IDs that stand on more than one task line. */
  readonly duplicates: readonly string[];
}

const taskLine =
  /^([ \t]*)[-*+][ \t]+\[([ xX])\][ \t]+(?:\*\*|__)?\[?(T\d{3,})\b\]?:?(?:\*\*|__)?:?(?=[ \t]|$)[ \t]*(.*)$/;
const validationLine =
  /^([ \t]*)(?:[-*+][ \t]+)?(?:\*\*)?Validation(?::\*\*|\*\*:|:)[ \t]*(`+)(?!`)(.+?)(?<!`)\2(?!`)/i;
const heading = /^(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/;

/**
 * Reads a `tasks.md`. Never fails: lines that are no tasks are passed over, and so are front matter,
 * fenced code and HTML comments. Format: github/spec-kit, templates/tasks-template.md; bold IDs, `*` and
 * `+` bullets and indented tasks are read as well because people write them.
 *
 * The lists of OpenSpec and Kiro are told by their place, and read by `parseOutline`.
 *
 * Validation is our own convention: `**Validation**: \`command\`` outside tasks holds for all of them, an
 * indented bullet `- Validation: \`command\`` under a task for that one.
 *
 * @param path where it lies in the project
 */
export function parseTasks(text: string, path = "tasks.md"): TaskList {
  return readTasks(text, path, mentionsIn);
}

/** What a feature's progress is counted from. */
export interface TaskCounts {
  readonly phases: readonly Phase[];
  readonly tasks: readonly Pick<Task, "done" | "phase">[];
}

/** `parseTasks` without what the descriptions mention, which takes most of the time: for many lists at once. */
export function countTasks(text: string, path = "tasks.md"): TaskCounts {
  return readTasks(text, path, () => nothingMentioned);
}

/** What a task's description names. */
export type Mentions = Pick<Task, "files" | "requirements" | "dependsOn">;

const nothingMentioned: Mentions = { files: [], requirements: [], dependsOn: [] };

const mentionsIn = (description: string, id: string): Mentions => ({
  files: filesIn(description),
  requirements: requirementsIn(description),
  dependsOn: dependenciesIn(description).filter((other) => other !== id),
});

function readTasks(
  text: string,
  path: string,
  mentions: (description: string, id: string) => Mentions,
): TaskList {
  return formatOf(path) === "spec-kit"
    ? parseSpecKitTasks(text, mentions)
    : parseOutline(text, mentions);
}

function parseSpecKitTasks(text: string, mentions: typeof mentionsIn): TaskList {
  const phases: Phase[] = [];
  const tasks: Task[] = [];
  let section: { phase: Phase; index: number | undefined } | undefined;
  let current: { task: Task; indent: number } | undefined;
  let validation: string | undefined;

  const enterPhase = (): number | undefined => {
    if (section === undefined) return undefined;
    section.index ??= phases.push(section.phase) - 1;
    return section.index;
  };

  for (const line of proseLines(text)) {
    const [, marks, title] = heading.exec(line.text) ?? [];
    if (marks !== undefined && title !== undefined) {
      current = undefined;
      const named = /^phase\b/i.test(title);
      if (marks.length === 2 || (marks.length <= 3 && named)) {
        section = { phase: { title, line: line.line }, index: undefined };
        if (named) enterPhase();
      }
      continue;
    }
    const read = readTask(line, text, mentions);
    if (read) {
      const phase = enterPhase();
      const task = phase === undefined ? read.task : { ...read.task, phase };
      tasks.push(task);
      current = { task, indent: read.indent };
      continue;
    }
    const indent = /^[ \t]*/.exec(line.text)?.[0].length ?? 0;
    if (current && indent <= current.indent && line.text.trim() !== "") current = undefined;
    const command = commandIn(line.text);
    if (command === undefined) continue;
    if (!current) validation ??= command;
    else if (current.task.validation === undefined) {
      current = { ...current, task: { ...current.task, validation: command } };
      tasks[tasks.length - 1] = current.task;
    }
  }
  return {
    ...(validation === undefined ? {} : { validation }),
    phases,
    tasks,
    duplicates: repeatedIds(tasks),
  };
}

/** The command that checks a task, if there is one. */
export function validationOf(list: TaskList, task: Task): string | undefined {
  return task.validation ?? list.validation;
}

function readTask(
  line: ProseLine,
  text: string,
  mentions: typeof mentionsIn,
): { task: Task; indent: number } | undefined {
  const [, indent, mark, id, rest] = taskLine.exec(line.text) ?? [];
  if (indent === undefined || mark === undefined || id === undefined || rest === undefined)
    return undefined;
  const { title, parallel, story } = readMarkers(rest);
  const description = title.trim();
  return {
    indent: indent.length,
    task: {
      id,
      title: description,
      raw: text.slice(line.offset, line.offset + line.text.length),
      line: line.line,
      box: line.offset + line.text.indexOf("[") + 1,
      done: mark !== " ",
      parallel,
      ...(story === undefined ? {} : { story }),
      ...mentions(description, id),
    },
  };
}

function readMarkers(rest: string): { title: string; parallel: boolean; story?: string } {
  const marker = /^\[(?:(P)|(US\d{1,4}))\](?=[ \t[]|$)[ \t]*/i;
  let title = rest;
  let parallel = false;
  let story: string | undefined;
  for (let match = marker.exec(title); match; match = marker.exec(title)) {
    if (match[1] !== undefined) parallel = true;
    story ??= match[2]?.toUpperCase();
    title = title.slice(match[0].length);
  }
  return story === undefined ? { title, parallel } : { title, parallel, story };
}

function commandIn(line: string): string | undefined {
  const code = validationLine.exec(line)?.[3];
  if (code === undefined || code.trim() === "") return undefined;
  // CommonMark 6.1: one space on each side of a code span's content is not part of it.
  return /^ .* $/.test(code) ? code.slice(1, -1) : code;
}
