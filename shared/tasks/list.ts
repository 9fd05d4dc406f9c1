/** One task of a task list. */
export interface Task {
  /** The ID as written; in a layer's list, with the layer's name as a prefix: `backend/1.1`. */
  readonly id: string;
  /** The description: the line without box, ID, `[P]` and `[USn]`. Markdown. */
  readonly title: string;
  /** The whole line without its line end. */
  readonly raw: string;
  /** The path of the document, as given to `parseTasks`. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** UTF-16 index, in the whole text, of the character between the box's brackets. */
  readonly box: number;
  readonly done: boolean;
  /** The character in the box of an open task when it is not a space: `~`, `-`, `/`, … */
  readonly sign?: string;
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
  /**
   * IDs that the list says the task depends on: in the description, below it, or in a section on
   * dependencies. Ranges are written out. An ID of no task is included as written.
   */
  readonly dependsOn: readonly string[];
  /**
   * The task has no ID: `id` is made from its line. It can be read, but only an edit of the document changes
   * it.
   */
  readonly unnumbered?: true;
  /** The task's own validation command; see `validationOf`. */
  readonly validation?: string;
}

/** A heading that groups tasks: `## Phase 1: Setup (Shared Infrastructure)`. */
export interface Phase {
  readonly title: string;
  /** 1-based. */
  readonly line: number;
}

/** A box that is no task: it names the group of the numbered tasks below it. */
export interface GroupBox {
  readonly number: string;
  readonly title: string;
  /** 1-based. */
  readonly line: number;
  readonly done: boolean;
}

/** A line that was not understood. */
export interface UnclearLine {
  /** The path of the document, as given to `parseTasks`. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** The whole line without its line end. */
  readonly raw: string;
  /** One or two sentences with the reason and the correction. */
  readonly reason: string;
}

/** A line that looks like a task and could not be read as one. */
export interface UnreadLine extends UnclearLine {
  /** Whether the line's box is ticked. */
  readonly done: boolean;
}

export interface TaskList {
  /** The validation command of every task without one of its own. */
  readonly validation?: string;
  readonly phases: readonly Phase[];
  /** In the order of the file. */
  readonly tasks: readonly Task[];
  readonly groups: readonly GroupBox[];
  /**
   * Boxes that are in neither `tasks` nor `groups`, and lines that look like a box. In the order of the file.
   */
  readonly unread: readonly UnreadLine[];
  /** Lines that may describe a dependency and were not understood. They make no task wait. In order. */
  readonly unclear: readonly UnclearLine[];
  /** IDs of more than one task. */
  readonly duplicates: readonly string[];
}

/** The part of a task list that a feature's progress is counted from. */
export interface TaskCounts {
  readonly phases: readonly Phase[];
  readonly tasks: readonly Pick<Task, "done" | "phase">[];
  readonly unread: readonly Pick<UnreadLine, "done">[];
}

/** The command that validates a task; undefined when there is none. */
export function validationOf(list: TaskList, task: Task): string | undefined {
  return task.validation ?? list.validation;
}

/** All lines that were not understood, each once; lines that are no task come first. */
export function linesNotUnderstood({ unread, unclear }: TaskList): readonly UnclearLine[] {
  const place = ({ path, line }: UnclearLine) => `${path}:${line}`;
  const boxes = new Set(unread.map(place));
  return [...unread, ...unclear.filter((line) => !boxes.has(place(line)))];
}
