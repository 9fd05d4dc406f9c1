import { formatOf } from "../specs/formats";
import { parseTasks } from "./parse";

/** A text of which one character was changed. */
export interface BoxEdit {
  readonly text: string;
  /** UTF-16 index of the character. */
  readonly offset: number;
}

/**
 * Ticks a task's box: one character becomes `X`, which is also one byte of the file, and nothing else moves.
 * @param path where the list lies in the project; see `parseTasks`
 * @returns undefined when no task has the ID, several have it, or the task is done
 */
export function tickTask(text: string, id: string, path?: string): BoxEdit | undefined {
  return setBox(text, id, true, path);
}

/** Takes a task's tick away again; the same rules the other way round. */
export function untickTask(text: string, id: string, path?: string): BoxEdit | undefined {
  return setBox(text, id, false, path);
}

function setBox(text: string, id: string, done: boolean, path?: string): BoxEdit | undefined {
  const [task, ...others] = parseTasks(text, path).tasks.filter((each) => each.id === id);
  if (task === undefined || task.unnumbered || others.length > 0 || task.done === done)
    return undefined;
  const { box } = task;
  // Each format's own programs write the tick in one way, though they read both.
  const tick = formatOf(path ?? "") === "spec-kit" ? "X" : "x";
  return { text: `${text.slice(0, box)}${done ? tick : " "}${text.slice(box + 1)}`, offset: box };
}
