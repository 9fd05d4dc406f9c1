import { sentenceCount } from "@shared/tasks/board";
import { buildGraph, type TaskNode } from "@shared/tasks/graph";
import { linesNotUnderstood, type TaskList } from "@shared/tasks/parse-tasks";
import { openProjectFiles } from "../engine/files/project-files";
import { readTaskList } from "../engine/projects/task-list";
import { type CommandLine, exitCodes } from "./command-line";
import { asJson, printable } from "./print";
import { featuresAt, projectAt } from "./project-at";

type TaskState = "done" | "ready" | "waits" | "cannot start" | "no number";

/**
 * Prints the parsed task lists of a project. Only reads; needs no git, and ignores runs.
 * @returns the exit code
 */
export async function listTasks({
  folder,
  feature,
  json,
}: Extract<CommandLine, { verb: "tasks" }>): Promise<number> {
  const { root, under } = await projectAt(folder);
  const files = openProjectFiles(root);
  const features = await featuresAt(files, under, feature);
  const read = await Promise.all(
    features.map(async (it) => ({ feature: it, list: await readTaskList(files, it) })),
  );
  const told = read.map(({ feature: { id, folder: where }, list }) => describe(id, where, list));
  process.stdout.write(
    json ? `${asJson({ features: told })}\n` : printable(told.map(asText).join("\n")),
  );
  return exitCodes.done;
}

type Told = ReturnType<typeof describe>;

function describe(feature: string, folder: string, list: TaskList) {
  const graph = buildGraph(list);
  const startable = new Set(graph.startable);
  return {
    feature,
    folder,
    tasks: graph.nodes.map((node) => {
      const { task } = node;
      const state = stateOf(node, startable.has(task));
      const reason = task.done ? undefined : (node.stuck ?? node.waits[0]?.sentence);
      return {
        id: task.id,
        state,
        ...(task.sign === undefined ? {} : { sign: task.sign }),
        title: task.title,
        path: task.path,
        line: task.line,
        parallel: task.parallel,
        dependsOn: task.dependsOn,
        ...(reason === undefined ? {} : { reason }),
      };
    }),
    groups: list.groups,
    notUnderstood: linesNotUnderstood(list).map(({ path, line, raw, reason }) => ({
      path,
      line,
      text: raw,
      reason,
    })),
    problems: graph.problems.map(({ sentence }) => sentence),
  };
}

function stateOf({ task, stuck, waits }: TaskNode, startable: boolean): TaskState {
  if (task.done) return "done";
  if (task.unnumbered) return "no number";
  if (stuck !== undefined) return "cannot start";
  return startable || waits.length === 0 ? "ready" : "waits";
}

function asText({ folder, tasks, groups, notUnderstood, problems }: Told): string {
  const width = Math.max(
    4,
    ...tasks.map(({ id }) => id.length),
    ...groups.map((it) => it.number.length),
  );
  const row = (id: string, state: string, more: string) =>
    `  ${id.padEnd(width)}  ${state}${more === "" ? "" : `  ${more}`}`;
  const done = tasks.filter(({ state }) => state === "done").length;
  return [
    `${folder}: ${sentenceCount(tasks.length, "task")}, ${done} done, ${sentenceCount(notUnderstood.length, "line")} not understood`,
    ...tasks.map(({ id, state, sign, reason }) =>
      row(id, sign === undefined ? state : `${state} [${sign}]`, reason ?? ""),
    ),
    ...groups.map(({ number, title }) => row(number, "group", title)),
    ...problems.map((sentence) => `  ${sentence}`),
    ...notUnderstood.map(
      ({ path, line, text, reason }) => `  ${path}:${line}  ${reason}  ${text.trim()}`,
    ),
    "",
  ].join("\n");
}
