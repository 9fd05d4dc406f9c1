import { formatOf } from "../specs/formats";
import { inLayer } from "./layers";
import type { TaskCounts, TaskList } from "./list";
import { parseOutline } from "./outline";
import { parseSpecKitTasks } from "./spec-kit-list";
import { unreadableList, wasUtf16 } from "./unreadable";

export { joinCounts, joinLists } from "./layers";
export {
  type GroupBox,
  linesNotUnderstood,
  type Phase,
  type Task,
  type TaskCounts,
  type TaskList,
  type UnclearLine,
  type UnreadLine,
  validationOf,
} from "./list";
export { unreadableList } from "./unreadable";

/**
 * Reads a `tasks.md`. Never fails: every box is a task, the name of a group, or among the lines that were not
 * read, with the reason. Front matter, code and comments hold none. Format: github/spec-kit,
 * templates/tasks-template.md; what else is read is there because people write it.
 *
 * The lists of OpenSpec and Kiro are told by their place, and read by `parseOutline`.
 *
 * Validation is our own convention: `**Validation**: \`command\`` outside tasks holds for all of them, an
 * indented bullet `- Validation: \`command\`` under a task for that one.
 *
 * @param path where it lies in the project
 */
export function parseTasks(text: string, path = "tasks.md"): TaskList {
  return readTasks(text, path, true);
}

/** `parseTasks` without what the descriptions mention, which takes most of the time: for many lists at once. */
export function countTasks(text: string, path = "tasks.md"): TaskCounts {
  return readTasks(text, path, false);
}

const readTasks = (text: string, path: string, mentions: boolean): TaskList => {
  if (wasUtf16(text)) return unreadableList(path, "It is no UTF-8 text. Save it as UTF-8.");
  const read = formatOf(path) === "spec-kit" ? parseSpecKitTasks : parseOutline;
  return inLayer(read(text, path, mentions), path);
};
