import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { type RunId, runIdSchema } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import type { CreatedEvent } from "@shared/runs/event";
import { runCreated } from "@shared/runs/first-event";
import { latestFirst } from "@shared/runs/latest-first";
import type { Run } from "@shared/runs/projection";
import { type PromptPart, promptParts, taskPrompt } from "@shared/runs/prompt";
import type { RunSandbox } from "@shared/runs/sandbox";
import { agentWords } from "@shared/runs/words";
import { folderOfProject, projectPath } from "@shared/specs/inner-project";
import { taskName } from "@shared/tasks/name";
import type { SessionSpec } from "../../pty-host/protocol";
import { exchangeName } from "../../run-folder/exchange-file";
import { reportFileName } from "../../run-folder/report-file";
import { thisOwner } from "../../system/owner";
import { readRegular } from "../../system/regular-file";
import { commandEnvironment, describeModel, prepareAgent, promptName } from "../agents";
import { agentProgram } from "../agents/agent-program";
import type { SecretsInFiles } from "../git/take-along";
import type { TaskAtBase } from "./assign";
import { confineRun } from "./confine-run";
import type { Confining } from "./confinement";
import type { ListedRun } from "./listed-run";
import { environmentDigest } from "./run-environment";
import type { StartRequest, SupervisorParts } from "./supervisor-parts";

type Parts = Pick<
  SupervisorParts<unknown>,
  "projectId" | "home" | "repository" | "env" | "launcher" | "shell"
>;

/**
 * The first event of a run, with everything that is decided before the run's files are made.
 * @param more.file the agent's program, for an agent with an adapter
 */
export async function createdEvent(
  parts: Parts,
  request: StartRequest,
  at: TaskAtBase,
  earlier: readonly ListedRun[],
  {
    startedFrom,
    file,
    sandbox,
  }: Pick<CreatedEvent, "startedFrom"> & {
    readonly file: string | undefined;
    readonly sandbox: RunSandbox;
  },
): Promise<CreatedEvent> {
  const { feature, agent } = request;
  const within = folderOfProject(feature);
  const root = join(parts.repository().top, within);
  const run = runId(new Date(), at.task.id);
  const note = lastNote(earlier, feature.id, at.task.id);
  const { env, shell } = parts;
  const program = await agentProgram(agent, {
    env,
    cwd: parts.repository().top,
    program: file,
  });
  const digest = environmentDigest({ agent, env, shell, setUp: at.setUp });
  return runCreated({
    run,
    owner: thisOwner(),
    feature: feature.id,
    specPath: at.specPath,
    specBlob: at.specBlob,
    tasksPath: at.tasksPath,
    ...(within === "" ? {} : { folder: within }),
    task: { id: at.task.id, title: taskName(at.task.title), line: at.task.raw },
    requirements: [...at.requirements],
    agent,
    ...(program === undefined ? {} : { program }),
    environment: { digest },
    sandbox,
    model:
      agent.kind === "built-in"
        ? (await describeModel({ env: parts.env, root, feature: feature.id, task: at.task.id }))
            .label
        : agent.kind === "adapter"
          ? (agent.model ?? "")
          : "",
    branch: at.branch,
    base: at.base,
    runBranch: `specwright/${at.task.id.replace(/[^A-Za-z0-9._-]/g, "-")}-${slug(taskName(at.task.title))}-${run.slice(-4)}`,
    worktree: parts.home.worktree(parts.projectId, run),
    validations: at.validation === undefined ? [] : [{ command: at.validation }],
    ...(at.setUp === undefined ? {} : { setUp: at.setUp }),
    ...(note === undefined ? {} : { note }),
    ...(startedFrom === undefined ? {} : { startedFrom }),
    ...(request.repeats === undefined ? {} : { repeats: request.repeats }),
    ...(request.prompt === undefined || request.repeats !== undefined
      ? {}
      : { editedPrompt: true as const }),
    ...(request.anyway === undefined ? {} : { anyway: request.anyway }),
    ...(request.recordsInput ? { recordsInput: true } : {}),
  });
}

/**
 * Reads the prompt of a run's agent.
 * @param folder the run's folder
 * @throws {Problem} `file-missing`
 */
export async function readPrompt(folder: string): Promise<string> {
  try {
    return (await readRegular(join(folder, promptName), longestPrompt)).toString("utf8");
  } catch (error) {
    throw new Problem(
      "file-missing",
      "The prompt of that run is not there any more. Start the task from the board instead.",
      String(error),
    );
  }
}

/** Bytes. */
const longestPrompt = 64 * 1024 * 1024;

/** The pty host's instructions for a run whose working tree exists. */
export async function sessionSpec(
  parts: Parts,
  request: StartRequest,
  at: TaskAtBase,
  run: Run,
  folder: string,
  {
    prompt = promptOf(request, at, run.created),
    redact,
    secrets,
    sandbox,
  }: {
    /** What confines the run; undefined for nothing. */
    readonly sandbox: Confining["sandbox"];
    /** The agent's prompt; by default it is made from the task. */
    readonly prompt: string | undefined;
    readonly redact: readonly string[];
    /** The secrets in the files that were copied to the tree. */
    readonly secrets: SecretsInFiles;
  },
): Promise<SessionSpec> {
  const { created } = run;
  const { validations, setUp, note } = created;
  const documents = documentsOf(request, at);
  const feature = { id: created.feature, folder: request.feature.folder };
  const cwd = join(created.worktree, created.folder ?? "");
  const start = await prepareAgent(
    created.agent,
    {
      run: created.run,
      branch: created.runBranch,
      feature,
      task: created.task,
      documents,
      requirements: created.requirements,
      prompt,
      validations: validations.map((each) => each.command),
      note,
      attended: request.attended,
      redact: [...redact],
      secretFiles: secrets.files.map((path) => posix.relative(created.folder ?? "", path)),
    },
    {
      folder,
      cwd,
      launcher: parts.launcher,
      shell: parts.shell,
      env: parts.env,
      adapters: parts.home.agents,
    },
  );
  // A mount needs the file. The agent appends to it.
  if (sandbox && created.agent.kind === "built-in")
    await writeFile(join(folder, exchangeName), "", { flag: "a", mode: 0o600 });
  const confined =
    sandbox &&
    (await confineRun(sandbox, parts, {
      worktree: created.worktree,
      cwd,
      runFolder: folder,
      privateFolder: parts.home.sandbox(parts.projectId, created.run),
      env: start.env,
      program: start.program,
      written: created.agent.kind === "built-in" ? [exchangeName, reportFileName] : [],
      isBuiltIn: created.agent.kind === "built-in",
      command: created.agent.kind === "command" ? created.agent.command : undefined,
      folders: start.folders,
    }));
  const command = (text: string) => ({
    file: parts.shell,
    args: ["-c", text],
    label: text,
    // The validation runs code of this or an earlier agent, so it gets none of the agent's keys.
    env: commandEnvironment(start.env),
  });
  return {
    run: created.run,
    folder,
    cwd,
    env: start.env,
    ...request.size,
    title: `${created.task.id} ${created.task.title}`,
    // The built-in agent prints its own description; a command may print none.
    banner:
      created.agent.kind === "built-in"
        ? []
        : [`${created.task.id} · ${agentWords(created)} · ${created.runBranch}`, ...start.words],
    ...(confined === undefined ? {} : { confined: [...confined] }),
    agent: start.program,
    reports: start.reports,
    recordsInput: created.recordsInput ?? false,
    redact: [...redact],
    secrets: [...secrets.values],
    ...(setUp === undefined ? {} : { setUp: command(setUp) }),
    validations: validations.map((each) => command(each.command)),
  };
}

/** The paths of the documents, relative to the agent's folder. */
function documentsOf(
  { feature, constitution }: Pick<StartRequest, "feature" | "constitution">,
  at: TaskAtBase,
) {
  const own = (path: string) => projectPath(folderOfProject(feature), path);
  return {
    spec: own(at.specPath),
    plan: at.planPath && own(at.planPath),
    tasks: own(at.tasksPath),
    constitution: constitution && own(constitution),
  };
}

const promptOf = (request: StartRequest, at: TaskAtBase, created: CreatedEvent): string =>
  taskPrompt({
    feature: { id: created.feature },
    task: created.task,
    documents: documentsOf(request, at),
    requirements: created.requirements,
    validations: created.validations.map(({ command }) => command),
    note: created.note,
    continues: created.startedFrom !== undefined,
  });

/** The prompt that a start would give its agent now, in parts. */
export const promptPartsNow = (
  request: Pick<StartRequest, "feature" | "constitution">,
  at: TaskAtBase,
  earlier: readonly ListedRun[],
): readonly PromptPart[] =>
  promptParts({
    feature: request.feature,
    task: { id: at.task.id, title: taskName(at.task.title), line: at.task.raw },
    documents: documentsOf(request, at),
    requirements: [...at.requirements],
    validations: at.validation === undefined ? [] : [at.validation],
    note: lastNote(earlier, request.feature.id, at.task.id),
  });

/** `20261118-140233-T007-9f3a`: sorts by time, contains the task, and is unique. */
function runId(now: Date, task: string): RunId {
  const stamp = now.toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  // The number of an outline contains dots, which run ids must not contain.
  return runIdSchema.parse(
    `${stamp}-${task.replace(/[^A-Za-z0-9]/g, "-")}-${randomBytes(2).toString("hex")}`,
  );
}

/** A title as a part of a branch's name: at most five words of plain letters. */
function slug(title: string): string {
  const words = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9\s-]/g, " ")
    .split(/[\s-]+/)
    .filter(Boolean);
  return words.slice(0, 5).join("-").slice(0, 40) || "task";
}

/** The reviewer's comment on the latest run of this task, if that run was sent back. */
function lastNote(runs: readonly ListedRun[], feature: string, task: string): string | undefined {
  const [latest] = runs
    .filter((run) => run.feature === feature && run.task === task)
    .sort(latestFirst);
  const state = latest?.run().state;
  return state?.phase === "sent-back" ? state.note : undefined;
}
