import { parseTasks } from "./parse";

/** A text of which one character was changed. */
export interface BoxEdit {
  readonly text: string;
  /** UTF-16 index of the character. */
  readonly offset: number;
}

/**
 * Ticks a task's box: one space becomes `X`, which is also one byte of the file, and nothing else moves.
 * @returns undefined when no task has the ID, several have it, or the task is done
 */
export function tickTask(text: string, id: string): BoxEdit | undefined {
  return setBox(text, id, true);
}

/** Takes a task's tick away again; the same rules the other way round. */
export function untickTask(text: string, id: string): BoxEdit | undefined {
  return setBox(text, id, false);
}

function setBox(text: string, id: string, done: boolean): BoxEdit | undefined {
  const [task, ...others] = parseTasks(text).tasks.filter((candidate) => candidate.id === id);
  if (task === undefined || others.length > 0 || task.done === done) return undefined;
  const { box } = task;
  return { text: `${text.slice(0, box)}${done ? "X" : " "}${text.slice(box + 1)}`, offset: box };
}
