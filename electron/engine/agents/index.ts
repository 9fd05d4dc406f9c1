import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Adapter } from "@shared/agents/adapter";
import type { AgentChoice } from "@shared/runs/summary";
import { type AssignmentInput, assignmentSchema } from "../../built-in-agent/assignment";
import type { Program } from "../../pty-host/protocol";
import { agentEnvironment, personEnvironment } from "../../system/environment";
import { adaptedStart, adapterOf, requireProgram } from "./adapted-agent";
import { adaptCommand } from "./adapted-command";
import { requireCommand } from "./find-program";
import { knownAdapters } from "./own-adapters";

export {
  type Assignment,
  type AssignmentInput,
  assignmentSchema,
} from "../../built-in-agent/assignment";

import { exchangeName } from "../../run-folder/exchange-file";
import { reportFileName } from "../../run-folder/report-file";

export { describeModel, type ModelDescription } from "../../built-in-agent/model";
export { commandEnvironment, opensDoors } from "../../system/environment";

/**
 * How this program starts its built-in agent. Under plain Node it is the agent's file. In the app it is the app's
 * own executable with a flag, because the packaged executable cannot run as plain Node.
 */
export interface BuiltInLauncher {
  /** @param args the arguments of the agent's `main` */
  program(args: readonly string[]): { readonly file: string; readonly args: readonly string[] };
}

/** The command line of an agent's process, and its whole environment. */
export interface AgentStart {
  readonly program: Program;
  readonly env: Readonly<Record<string, string>>;
  /** Whether the agent writes reports to the report file in the run's folder. */
  readonly reports: boolean;
  /** The agent's own folders and files; see `Adapter`. */
  readonly folders: Adapter["folders"];
  /** Lines for the terminal before the agent starts, about changes of its command. */
  readonly words: readonly string[];
}

/** The name of the prompt's file in a run's folder. */
export const promptName = "prompt.md";

/**
 * Checks that an agent can be started, before any file of the run is made.
 * @param cwd the folder for relative paths, because the working tree does not exist yet
 * @param adapters the folder of the person's adapters
 * @returns the choice, with the adapter's own name, and the program's file where an adapter names it
 * @throws {Problem} `agent-missing`
 */
export async function requireAgent(
  choice: AgentChoice,
  {
    env,
    shell,
    cwd,
    adapters,
  }: { env: NodeJS.ProcessEnv; shell: string; cwd: string; adapters: string },
): Promise<{ readonly choice: AgentChoice; readonly program?: string }> {
  switch (choice.kind) {
    case "built-in":
      return { choice };
    case "command":
      await requireCommand(choice.command, { shell, env: personEnvironment(env, "none"), cwd });
      return { choice };
    case "adapter": {
      const adapter = adapterOf(choice, (await knownAdapters(adapters)).adapters);
      const path = personEnvironment(env, "none")["PATH"] ?? "";
      const program = await requireProgram(adapter, { path, cwd });
      return { choice: { ...choice, name: adapter.name }, program };
    }
  }
}

/** Linux allows at most 128 KiB for one variable. Longer prompts are in the file only. */
const longestPromptVariable = 100_000;

/**
 * Writes an assignment and its prompt to the run's folder (assignment.json and prompt.md, readable for the person
 * only) and returns the command line of the agent.
 * @param folder the run's folder, absolute
 * @param shell the system's shell that runs a command agent
 */
export async function prepareAgent(
  choice: AgentChoice,
  assignment: AssignmentInput,
  {
    folder,
    cwd,
    launcher,
    shell,
    env,
    adapters,
  }: {
    folder: string;
    /** The folder in which the agent works, absolute. */
    cwd: string;
    launcher: BuiltInLauncher;
    shell: string;
    /** The app's own environment. */
    env: Readonly<Record<string, string | undefined>>;
    /** The folder of the person's adapters. */
    adapters: string;
  },
): Promise<AgentStart> {
  const checked = assignmentSchema.parse(assignment);
  const assignmentFile = join(folder, "assignment.json");
  const promptFile = join(folder, promptName);
  await writePrivate(assignmentFile, `${JSON.stringify(checked, undefined, 2)}\n`);
  await writePrivate(promptFile, checked.prompt);
  const variables = {
    SPECWRIGHT_TASK: checked.task.id,
    SPECWRIGHT_PROMPT: asVariable(checked.prompt, promptFile),
    SPECWRIGHT_PROMPT_FILE: promptFile,
  };

  switch (choice.kind) {
    case "built-in": {
      const { file, args } = launcher.program([
        ...["--task", assignmentFile],
        ...["--record", join(folder, exchangeName)],
        ...["--report", join(folder, reportFileName)],
      ]);
      return {
        program: { file, args: [...args], label: "built-in agent" },
        env: agentEnvironment(env, checked.run),
        reports: true,
        folders: { read: [], write: [] },
        words: [],
      };
    }
    case "command": {
      const persons = personEnvironment(env, checked.run);
      const adapted = await adaptCommand(choice.command, { shell, env: persons, cwd });
      return {
        program: { file: shell, args: ["-c", adapted.command], label: choice.command },
        env: { ...persons, ...variables },
        reports: false,
        folders: foldersOf(choice.command, (await knownAdapters(adapters)).adapters),
        words: adapted.word === undefined ? [] : [adapted.word],
      };
    }
    case "adapter": {
      const adapter = adapterOf(choice, (await knownAdapters(adapters)).adapters);
      const persons = personEnvironment(env, checked.run);
      const file = await requireProgram(adapter, { path: persons["PATH"] ?? "", cwd });
      const started = await adaptedStart(
        adapter,
        { mode: choice.mode, model: choice.model, prompt: checked.prompt, promptFile },
        { file, folder, tree: cwd, env: persons },
      );
      return {
        program: { file, args: [...started.args], label: choice.name },
        env: { ...persons, ...variables, ...started.env },
        reports: false,
        folders: adapter.folders,
        words: started.words,
      };
    }
  }
}

/** The folders of the known agents whose programs a command names. */
function foldersOf(command: string, adapters: readonly Adapter[]): Adapter["folders"] {
  const words = new Set(command.split(/[\s"'`;&|()/]+/));
  const named = adapters.filter(({ programs }) => programs.some((name) => words.has(name)));
  return {
    read: named.flatMap(({ folders }) => folders.read),
    write: named.flatMap(({ folders }) => folders.write),
  };
}

const asVariable = (prompt: string, file: string): string =>
  Buffer.byteLength(prompt) <= longestPromptVariable
    ? prompt.replaceAll("\0", "")
    : `Do the task that is described in the file ${file}.`;

// Each file is written once for a run. An existing file is a mistake, so the start fails.
const writePrivate = (file: string, text: string): Promise<void> =>
  writeFile(file, text, { mode: 0o600, flag: "wx" });
