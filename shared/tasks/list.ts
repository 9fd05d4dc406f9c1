/** One task of a task list. */
export interface Task {
  /** As written; in a list of a layer, with the layer's name in front: `backend/1.1`. */
  readonly id: string;
  /** The description: the line without box, ID, `[P]` and `[USn]`. Markdown. */
  readonly title: string;
  /** The line as it stands, without its line end. */
  readonly raw: string;
  /** The document it stands in, as it was given to `parseTasks`. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** UTF-16 index, in the whole text, of the character between the box's brackets. */
  readonly box: number;
  readonly done: boolean;
  /** What stands in the box of an open task, where it is no space: `~`, `-`, `/`, … */
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
   * IDs that the list says it depends on: in the description, below it, or in a section on dependencies.
   * Ranges are written out. An ID that no task has is among them as it was written.
   */
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

/** A box that is no task of its own: of a task that names what the numbered ones below it do together. */
export interface GroupBox {
  readonly number: string;
  readonly title: string;
  /** 1-based. */
  readonly line: number;
  readonly done: boolean;
}

/** A line that was not understood. */
export interface UnclearLine {
  /** The document it stands in, as it was given to `parseTasks`. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** As it stands, without its line end. */
  readonly raw: string;
  /** Why, and what to write instead: a sentence or two. */
  readonly reason: string;
}

/** A line that looks like a task and is none for us. */
export interface UnreadLine extends UnclearLine {
  /** Its box says that it is done. */
  readonly done: boolean;
}

export interface TaskList {
  /** The command that checks every task that names none of its own. */
  readonly validation?: string;
  readonly phases: readonly Phase[];
  /** In the order of the file. */
  readonly tasks: readonly Task[];
  readonly groups: readonly GroupBox[];
  /** Every box that is in neither `tasks` nor `groups`, and what was meant for one. In the order of the file. */
  readonly unread: readonly UnreadLine[];
  /** Lines that may say what a task waits for, and were not understood: they hold up nothing. In order. */
  readonly unclear: readonly UnclearLine[];
  /** IDs that stand on more than one task line. */
  readonly duplicates: readonly string[];
}

/** What a feature's progress is counted from. */
export interface TaskCounts {
  readonly phases: readonly Phase[];
  readonly tasks: readonly Pick<Task, "done" | "phase">[];
  readonly unread: readonly Pick<UnreadLine, "done">[];
}

/** The command that checks a task, if there is one. */
export function validationOf(list: TaskList, task: Task): string | undefined {
  return task.validation ?? list.validation;
}

/** All lines that were not understood, each once: those that are no task first. */
export function linesNotUnderstood({ unread, unclear }: TaskList): readonly UnclearLine[] {
  const place = ({ path, line }: UnclearLine) => `${path}:${line}`;
  const boxes = new Set(unread.map(place));
  return [...unread, ...unclear.filter((line) => !boxes.has(place(line)))];
}
