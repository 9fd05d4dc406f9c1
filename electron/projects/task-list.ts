import { Problem } from "@shared/contracts/problem";
import type { FeatureSummary } from "@shared/contracts/project";
import { taskListPaths } from "@shared/specs/documents";
import { joinLists, parseTasks, type TaskList } from "@shared/tasks/parse";
import type { ProjectFiles } from "../files/project-files";

/** The tasks of a feature as they lie on disk: of its own list, and of those of its layers. */
export async function readTaskList(
  files: ProjectFiles,
  feature: Pick<FeatureSummary, "format" | "folder" | "documents">,
): Promise<TaskList> {
  return joinLists(await Promise.all(taskListPaths(feature).map((path) => readList(files, path))));
}

/** One list. A file that is there and cannot be read is one line that was not understood, not an empty list. */
async function readList(files: ProjectFiles, path: string): Promise<TaskList> {
  try {
    const text = await files.text(path);
    const list = parseTasks(text, path);
    return looksLikeUtf16(text) && list.tasks.length === 0
      ? withUnread(list, path, "It is no UTF-8 text. Save it as UTF-8.")
      : list;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const name = path.slice(path.lastIndexOf("/") + 1);
    const around = await files.list(path.slice(0, -name.length - 1));
    const none = parseTasks("", path);
    if (!around.some((it) => it.name === name)) return none;
    return withUnread(none, path, `The list cannot be read. ${error.message}`);
  }
}

const withUnread = (list: TaskList, path: string, reason: string): TaskList => ({
  ...list,
  unread: [...list.unread, { path, line: 1, raw: "", reason, done: false }],
});

/** Every other character is a NUL. */
const looksLikeUtf16 = (text: string): boolean => /^[^\0]{0,3}(?:\0[^\0]){2}/.test(text);
