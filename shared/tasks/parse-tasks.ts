import { formatOf } from "../specs/formats";
import { inLayer } from "./layers";
import type { TaskCounts, TaskList } from "./list";
import { parseOutline } from "./list-outline";
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
 * Reads a `tasks.md`. Never fails: every box is a task, the name of a group, or a line that was not read,
 * with the reason. Front matter, code and comments contain no boxes. Format: github/spec-kit,
 * templates/tasks-template.md; other forms are supported because people write them.
 *
 * Lists of OpenSpec and Kiro are recognised by their path and read by `parseOutline`.
 *
 * The validation line is a convention of this app: `**Validation**: \`command\`` outside of tasks applies to
 * all of them, an indented bullet `- Validation: \`command\`` under a task to that task.
 *
 * @param path the list's path in the project
 */
export function parseTasks(text: string, path = "tasks.md"): TaskList {
  return readTasks(text, path, true);
}

/** Like `parseTasks`, but without files, requirements and dependencies, which take most of the time. */
export function countTasks(text: string, path = "tasks.md"): TaskCounts {
  return readTasks(text, path, false);
}

const readTasks = (text: string, path: string, mentions: boolean): TaskList => {
  if (wasUtf16(text)) return unreadableList(path, "The file is not UTF-8 text. Save it as UTF-8.");
  const read = formatOf(path) === "spec-kit" ? parseSpecKitTasks : parseOutline;
  return inLayer(read(text, path, mentions), path);
};
