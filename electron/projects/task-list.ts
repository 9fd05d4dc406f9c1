import type { FeatureSummary } from "@shared/contracts/project";
import { taskListPaths } from "@shared/specs/documents";
import { joinLists, parseTasks, type TaskList } from "@shared/tasks/parse";
import type { ProjectFiles } from "../files/project-files";
import { textOf } from "./text-of";

/** The tasks of a feature as they lie on disk: of its own list, and of those of its layers. */
export async function readTaskList(
  files: ProjectFiles,
  feature: Pick<FeatureSummary, "format" | "folder" | "documents">,
): Promise<TaskList> {
  const lists = await Promise.all(
    taskListPaths(feature).map(async (path) => parseTasks((await textOf(files, path)) ?? "", path)),
  );
  return joinLists(lists);
}
