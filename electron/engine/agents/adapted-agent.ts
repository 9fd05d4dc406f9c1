import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Adapter, type AgentMode, modesOf } from "@shared/agents/adapter";
import { argumentsOf, substitute, variablesOf, verbOf } from "@shared/agents/command-line";
import { Problem } from "@shared/base/problem";
import type { AgentChoice } from "@shared/runs/summary";
import { locate } from "./locate";

export type AdaptedChoice = Extract<AgentChoice, { kind: "adapter" }>;

/** Milliseconds that a program may take to print its options. */
const patience = 10_000;

/** Linux allows at most 128 KiB for one argument. A longer prompt is in the file only. */
const longestArgument = 100_000;

/**
 * Finds the adapter of a choice.
 * @throws {Problem} `agent-missing` when there is no such adapter, or it has no such mode
 */
export function adapterOf(choice: AdaptedChoice, adapters: readonly Adapter[]): Adapter {
  const adapter = adapters.find(({ id }) => id === choice.adapter);
  if (adapter === undefined)
    throw new Problem("agent-missing", `There is no agent ${choice.adapter}. Choose another one.`);
  if (!modesOf(adapter).includes(choice.mode))
    throw new Problem(
      "agent-missing",
      choice.mode === "interactive"
        ? `${adapter.name} has no session in which you can type. Start it as a one-shot.`
        : `${adapter.name} has no session that ends by itself. Start it as an interactive session.`,
    );
  return adapter;
}

/**
 * The file of an adapter's program.
 * @throws {Problem} `agent-missing`, with the command that installs the program
 */
export async function requireProgram(
  adapter: Adapter,
  { path, cwd }: { readonly path: string; readonly cwd: string },
): Promise<string> {
  for (const name of adapter.programs) {
    const found = await locate(name, path, cwd);
    if (found !== undefined) return found.path;
  }
  const install =
    adapter.install === undefined ? "" : ` Install it with: ${adapter.install.command}`;
  throw new Problem(
    "agent-missing",
    `${adapter.name} was not found on this machine.${install}`,
    `PATH=${path}`,
  );
}

/** How an adapter's program is started. */
export interface AdaptedStart {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Lines for the run's terminal about arguments that the person did not choose. */
  readonly words: readonly string[];
}

/**
 * Makes the command line of an adapter's program, and writes its files into the run's folder.
 * @param place `file`: the program; `folder`: the run's folder; `tree`: the folder in which the agent works
 * @throws when a file of that name is in the run's folder already
 */
export async function adaptedStart(
  adapter: Adapter,
  {
    mode,
    model,
    prompt,
    promptFile,
  }: {
    readonly mode: AgentMode;
    readonly model: string | undefined;
    readonly prompt: string;
    readonly promptFile: string;
  },
  place: {
    readonly file: string;
    readonly folder: string;
    readonly tree: string;
    readonly env: Readonly<Record<string, string>>;
  },
): Promise<AdaptedStart> {
  const by = {
    prompt: asArgument(prompt, promptFile),
    session: randomUUID(),
    tree: place.tree,
    run: place.folder,
  };
  for (const [name, text] of Object.entries(adapter.files))
    await writeFile(join(place.folder, name), substitute(text, { ...by, model: model ?? "" }), {
      mode: 0o600,
      flag: "wx",
    });
  const help = adapter.optional.length === 0 ? "" : await helpOf(adapter, mode, place);
  const accepted = adapter.optional.filter(({ option }) => namesOption(help, option));
  const helped = new Set(accepted.map(({ option }) => option));
  return {
    file: place.file,
    args: argumentsOf(adapter, { mode, model, helped }, by),
    env: variablesOf(adapter, { ...by, model: model ?? "" }),
    words: accepted.map(({ option, because }) => `${adapter.name} runs with ${option}: ${because}`),
  };
}

/** A prompt that begins with a hyphen would be read as an option. */
function asArgument(prompt: string, file: string): string {
  const text =
    Buffer.byteLength(prompt) <= longestArgument
      ? prompt.replaceAll("\0", "")
      : `Do the task that is described in the file ${file}.`;
  return text.startsWith("-") ? `\n${text}` : text;
}

const namesOption = (help: string, option: string): boolean =>
  help.split(/[\s,=[\]|]+/).includes(option);

function helpOf(
  adapter: Adapter,
  mode: AgentMode,
  { file, tree, env }: { file: string; tree: string; env: Readonly<Record<string, string>> },
): Promise<string> {
  return new Promise((resolve) => {
    const options = { env: { ...env }, cwd: tree, timeout: patience, maxBuffer: 1024 * 1024 };
    const args = [...verbOf(adapter, mode), "--help"];
    const child = execFile(file, args, options, (_, stdout) => resolve(stdout));
    child.stdin?.end();
  });
}
