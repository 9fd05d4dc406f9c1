import { posix } from "node:path";
import { Problem } from "@shared/base/problem";
import type { Branch, FeatureSummary } from "@shared/contracts/project";
import { taskListPaths } from "@shared/specs/documents";
import { formats, layerOf } from "@shared/specs/formats";
import { folderOfProject } from "@shared/specs/inner-project";
import { parseSpec } from "@shared/specs/spec";
import { parseTasks, type Task, validationOf } from "@shared/tasks/parse-tasks";
import { treeEntry } from "../git/merge-trees";
import type { Repository } from "../git/repository";
import { showFile } from "../git/show";

/** A task in the commit that the run starts from, with the files and commands for an agent. */
export interface TaskAtBase {
  readonly branch: string;
  readonly base: string;
  readonly task: Task;
  readonly specPath: string;
  readonly specBlob: string;
  readonly planPath: string | undefined;
  readonly tasksPath: string;
  readonly requirements: readonly { readonly id: string; readonly text: string }[];
  readonly validation: string | undefined;
  /** The project's command that prepares a new working tree. */
  readonly setUp: string | undefined;
}

/** The path of the file, below a project's folder, that contains the set-up command. */
const setUpFile = ".specwright/setup";
/** Characters. */
const longestSetUp = 8000;

/** The task list that contains a task: its layer's list, if its ID names a layer. */
function taskListOf(feature: FeatureSummary, taskId: string): string {
  const paths = taskListPaths(feature);
  const layer = taskId.slice(0, Math.max(0, taskId.lastIndexOf("/")));
  return paths.find((path) => (layerOf(path) ?? "") === layer) ?? paths[0] ?? "tasks.md";
}

/**
 * Reads a task from the branch's latest commit. A run starts from that commit, so the task must be committed.
 * @throws {Problem} `detached-head`, `task-missing`, `task-done`, `file-missing`
 */
export async function readTaskAtBase(
  repo: Repository,
  branch: Branch,
  feature: FeatureSummary,
  taskId: string,
): Promise<TaskAtBase> {
  if (branch.kind === "detached")
    throw new Problem(
      "detached-head",
      "No branch is checked out, so an approved change would have nowhere to go. Check out a branch.",
    );
  const facts = formats[feature.format];
  const path = (name: string) => `${feature.folder}/${name}`;
  const [specPath, planPath] = [path(facts.spec), path(facts.plan ?? "plan.md")];
  const tasksPath = taskListOf(feature, taskId);
  const setUpPath = posix.join(folderOfProject(feature), setUpFile);
  const [tasks, spec, plan, setUp] = await Promise.all(
    [tasksPath, specPath, planPath, setUpPath].map((name) => showFile(repo, branch.commit, name)),
  );
  const link = spec ? undefined : await linkAbove(repo, branch.commit, feature.folder);
  if (link !== undefined)
    throw new Problem(
      "file-missing",
      `${link} is a link on ${branch.name}, and a run reads what is committed under its own name. Put the folder itself in its place and commit it, then start the task.`,
      link,
    );
  if (!spec)
    throw new Problem(
      "file-missing",
      `${specPath} is not committed on ${branch.name}. Commit it, then start the task.`,
    );
  const list = parseTasks(tasks?.text ?? "", tasksPath);
  const task = list.tasks.find(({ id, unnumbered }) => id === taskId && !unnumbered);
  if (!task)
    throw new Problem(
      "task-missing",
      `${taskId} is not in the committed ${tasksPath} on ${branch.name}. Commit it, then start the task.`,
    );
  if (task.done)
    throw new Problem("task-done", `${taskId} is ticked already. Untick it to do it again.`);
  const known = parseSpec(spec.text).requirements;
  return {
    branch: branch.name,
    base: branch.commit,
    task,
    specPath,
    specBlob: spec.blob,
    planPath: plan ? planPath : undefined,
    tasksPath,
    requirements: known
      .filter(({ id }) => task.requirements.includes(id))
      .map(({ id, text }) => ({ id, text })),
    validation: validationOf(list, task),
    setUp: setUp && commandOf(setUp.text, setUpPath),
  };
}

function commandOf(text: string, path: string): string | undefined {
  const command = text.trim();
  if (command.length > longestSetUp || command.includes("\0"))
    throw new Problem(
      "bad-request",
      `${path} is too long for a command. Put a script into the repository, and write its name there.`,
    );
  return command === "" ? undefined : command;
}

/** The part of a folder's path that is a link in a commit; undefined for none. */
async function linkAbove(
  repo: Repository,
  commit: string,
  folder: string,
): Promise<string | undefined> {
  const names = folder.split("/");
  for (let depth = 1; depth <= names.length; depth += 1) {
    const path = names.slice(0, depth).join("/");
    if ((await treeEntry(repo, commit, path))?.mode === "120000") return path;
  }
  return undefined;
}
