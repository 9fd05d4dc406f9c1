import { formatOf } from "../specs/formats";
import { parseTasks } from "./parse-tasks";

/** A text with one changed character. */
export interface BoxEdit {
  readonly text: string;
  /** The UTF-16 index of the character. */
  readonly offset: number;
}

/**
 * Ticks a task's box: one character becomes `X`. It is also one byte of the file, so no other byte moves.
 * @param path the list's path in the project; see `parseTasks`
 * @returns undefined when no task has the ID, several have it, or the task is done
 */
export function tickTask(text: string, id: string, path?: string): BoxEdit | undefined {
  return setBox(text, id, true, path);
}

/** Removes a task's tick, by the corresponding rules. */
export function untickTask(text: string, id: string, path?: string): BoxEdit | undefined {
  return setBox(text, id, false, path);
}

function setBox(text: string, id: string, done: boolean, path?: string): BoxEdit | undefined {
  const [task, ...others] = parseTasks(text, path).tasks.filter((each) => each.id === id);
  if (task === undefined || task.unnumbered || others.length > 0 || task.done === done)
    return undefined;
  const { box } = task;
  // The programs of each format write the tick in one way, although they read both.
  const tick = formatOf(path ?? "") === "spec-kit" ? "X" : "x";
  return { text: `${text.slice(0, box)}${done ? tick : " "}${text.slice(box + 1)}`, offset: box };
}
