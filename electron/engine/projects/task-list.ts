import { Problem } from "@shared/base/problem";
import type { FeatureSummary } from "@shared/contracts/project";
import { taskListPaths } from "@shared/specs/documents";
import { formats } from "@shared/specs/formats";
import { joinLists, parseTasks, type TaskList, unreadableList } from "@shared/tasks/parse-tasks";
import type { ProjectFiles } from "../files/project-files";
import { isOfFile } from "./text-of";

type Feature = Pick<FeatureSummary, "format" | "folder" | "documents">;

/** A task list on disk. */
export type ReadList = { readonly path: string } & (
  | { readonly text: string }
  /** The reason why the list cannot be read, with advice. */
  | { readonly unreadable: string }
);

/** The tasks of a feature on disk: of its own list and of its layers' lists. */
export async function readTaskList(files: ProjectFiles, feature: Feature): Promise<TaskList> {
  const read = await readLists(files, feature);
  const lists = read.map((it) =>
    "text" in it ? parseTasks(it.text, it.path) : unreadableList(it.path, it.unreadable),
  );
  return joinLists(lists.length === 0 ? [parseTasks("")] : lists);
}

/** The existing lists of a feature, its own first. */
export async function readLists(files: ProjectFiles, feature: Feature): Promise<ReadList[]> {
  const name = formats[feature.format].tasks;
  const own = name === undefined ? [] : [`${feature.folder}/${name}`];
  // An entry that is not a file, such as a folder, is not listed as a document.
  const paths = [...new Set([...own, ...taskListPaths(feature)])];
  const read = await Promise.all(paths.map((path) => readList(files, path)));
  return read.filter((it) => it !== undefined);
}

/** Undefined when nothing is at the path. */
async function readList(files: ProjectFiles, path: string): Promise<ReadList | undefined> {
  try {
    return { path, text: await files.text(path) };
  } catch (error) {
    if (!isOfFile(error)) throw error;
    const name = path.slice(path.lastIndexOf("/") + 1);
    const around = await files.list(path.slice(0, -name.length - 1));
    const there = around.find((it) => it.name === name);
    if (there === undefined) return undefined;
    return { path, unreadable: `The list cannot be read. ${whyUnreadable(error, there.folder)}` };
  }
}

function whyUnreadable(error: unknown, folder: boolean): string {
  if (folder) return "A folder stands in its place. Move it away.";
  return error instanceof Problem && error.code !== "file-missing"
    ? error.message
    : "It is a link to nothing, no regular file, or you may not read it. Check the file.";
}
