import { spawn } from "node:child_process";
import { once } from "node:events";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import type { RunEvent } from "@shared/runs/event";
import { endWords, isSameEnd, type ProcessEnd, succeeded } from "@shared/runs/process-end";
import type { Run } from "@shared/runs/projection";
import type { Redriven } from "@shared/runs/redriven";
import { changeOf } from "@shared/runs/summary";
import { readDriven } from "../../built-in-agent/exchange";
import { exchangeName } from "../../run-folder/exchange-file";
import { agentEnvironment } from "../../system/environment";
import { endProcessTree } from "../../system/process-tree";
import { type BuiltInLauncher, commandEnvironment } from "../agents";
import { captureTree } from "../git/capture-tree";
import { objectId } from "../git/commit";
import { changedFiles } from "../git/read-change";
import type { Repository } from "../git/repository";
import { withScratchTree } from "../git/scratch-tree";
import { findTakeAlong, takeAlong } from "../git/take-along";

export interface RedriveParts {
  readonly repository: Repository;
  readonly launcher: BuiltInLauncher;
  readonly shell: string;
  readonly env: NodeJS.ProcessEnv;
  /** The run's folder, and the path for a new working tree. */
  readonly folder: string;
  readonly worktree: string;
  /** The folder in the tree in which the run worked; empty for the top. */
  readonly within: string;
  /**
   * Prepares the sandbox once the tree exists.
   * @param program the agent's
   * @returns the command line before each program; undefined for no sandbox
   */
  confine(
    program: { readonly file: string; readonly args: readonly string[] },
    env: Readonly<Record<string, string>>,
  ): Promise<readonly string[] | undefined>;
}

interface Confined extends RedriveParts {
  readonly confined: readonly string[] | undefined;
}

/** The state from which the agent begins. */
export interface RedriveStart {
  readonly commit: string;
  /** The commit whose files replace the start commit's own; undefined to keep those. */
  readonly tree: string | undefined;
}

/** Characters of the agent's output that are kept. The result is at its end. */
const mostOutput = 64 * 1024;
/** The largest number of listed paths. */
const mostFiles = 50;

/**
 * Drives the built-in agent of a finished run again with the recorded answers of its model, in a temporary working
 * tree. The model's commands run again, and so does the validation.
 * @throws {Problem} `run-not-ready` for a run without a change or with another agent, `file-missing` for one
 * without recorded answers, `recording-damaged`, `git-failed`; the signal's reason
 */
export async function redrive(
  run: Run,
  events: readonly RunEvent[],
  start: RedriveStart,
  parts: RedriveParts,
  signal: AbortSignal,
): Promise<Redriven> {
  const { repository, folder, worktree } = parts;
  if (run.created.agent.kind !== "built-in")
    throw new Problem("run-not-ready", "Only a run of the built-in agent can be driven again.");
  const change = changeOf(run.state);
  if (change === undefined)
    throw new Problem("run-not-ready", "This run has no change yet that could be compared.");
  const { commit: changed } = change;
  await requireExchange(folder);
  const recordedTree = await objectId(repository, `${changed}^{tree}`);
  return withScratchTree(
    repository,
    { folder: worktree, ...start },
    async () => {
      await takeAlong(repository, await findTakeAlong(repository), worktree);
      const env = environmentOf(run, parts);
      const confined = await parts.confine(agentOf(parts), env);
      const inside = { ...parts, confined };
      await setUpAgain(run, inside, signal);
      const output = await drive(run, inside, signal);
      const driven = readDriven(output);
      if (driven === undefined)
        throw new Problem(
          "run-not-ready",
          "The agent could not be driven again.",
          output.slice(-2000),
        );
      const validation = await validateAgain(run, events, inside, signal);
      const { tree } = await captureTree(
        repository,
        worktree,
        { start: start.commit, base: start.commit },
        signal,
      );
      const files = await changedFiles(repository, recordedTree, tree);
      const { answers, steps, hidden, parting } = driven;
      return {
        commit: start.commit,
        sameStart: start.commit === run.created.base,
        recordedTree,
        tree,
        answers,
        steps,
        hidden,
        ...(parting === undefined ? {} : { parting }),
        files: files.slice(0, mostFiles).map(({ path }) => path),
        moreFiles: Math.max(0, files.length - mostFiles),
        ...(validation === undefined ? {} : { validation }),
      };
    },
    signal,
  );
}

async function requireExchange(folder: string): Promise<void> {
  for (const name of ["assignment.json", exchangeName])
    if (((await stat(join(folder, name)).catch(() => undefined))?.size ?? 0) === 0)
      throw new Problem(
        "file-missing",
        "What the model answered in this run was not recorded, so it cannot be driven again.",
        join(folder, name),
      );
}

const agentOf = ({ folder, launcher }: RedriveParts) =>
  launcher.program([
    ...["--task", join(folder, "assignment.json")],
    ...["--serve", join(folder, exchangeName)],
  ]);

/** @returns the end of the agent's output */
async function drive(run: Run, parts: Confined, signal: AbortSignal): Promise<string> {
  const { file, args } = agentOf(parts);
  const { output } = await runHere(file, args, environmentOf(run, parts), parts, signal);
  return output;
}

/**
 * Runs the set-up in the tree, as for the run.
 * @throws {Problem} `run-not-ready`
 */
async function setUpAgain(run: Run, parts: Confined, signal: AbortSignal): Promise<void> {
  const { setUp } = run.created;
  if (setUp === undefined) return;
  const env = commandEnvironment(environmentOf(run, parts));
  const { end, output } = await runHere(parts.shell, ["-c", setUp], env, parts, signal);
  if (!succeeded(end))
    throw new Problem(
      "run-not-ready",
      `The set-up ended with ${endWords(end)}, so the agent could not be driven again.`,
      output.slice(-2000),
    );
}

/** The end of the first validation that ends otherwise than recorded; undefined if all end as recorded. */
async function validateAgain(
  run: Run,
  events: readonly RunEvent[],
  parts: Confined,
  signal: AbortSignal,
): Promise<Redriven["validation"]> {
  const env = commandEnvironment(environmentOf(run, parts));
  for (const [index, { command }] of run.created.validations.entries()) {
    const ended = events.find(
      (event) => event.type === "validation-ended" && event.index === index,
    );
    if (ended?.type !== "validation-ended") return undefined;
    const { end } = await runHere(parts.shell, ["-c", command], env, parts, signal);
    if (!isSameEnd(end, ended.end)) return { recorded: ended.end, now: end };
  }
  return undefined;
}

/** The environment without a key or a server, because no model is asked. */
function environmentOf(run: Run, { env, worktree }: RedriveParts): Record<string, string> {
  const own = Object.entries(env).filter(([name]) => !name.startsWith("ANTHROPIC_"));
  return { ...agentEnvironment(Object.fromEntries(own), markOf(run, worktree)), NO_COLOR: "1" };
}

/** The run id that the processes carry, by which they are found when they have to end. */
const markOf = (run: Run, worktree: string): string =>
  `${run.created.run}-again-${worktree.slice(-8)}`;

/** Runs a program in the working tree to its end, and ends its child processes. */
async function runHere(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { worktree, within, confined = [] }: Confined,
  signal: AbortSignal,
): Promise<{ end: ProcessEnd; output: string }> {
  signal.throwIfAborted();
  const [first = file, ...before] = [...confined, file];
  const child = spawn(first, [...before, ...args], {
    cwd: join(worktree, within),
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-mostOutput);
    });
  const root = child.pid;
  const tree = { run: env["SPECWRIGHT_RUN"] ?? "", ...(root === undefined ? {} : { root }) };
  let ending: Promise<unknown> | undefined;
  const end = () => {
    ending ??= endProcessTree(tree);
  };
  signal.addEventListener("abort", end, { once: true });
  try {
    const [code, name]: unknown[] = await once(child, "exit");
    const ended: ProcessEnd =
      typeof code === "number" ? { by: "exit", code } : { by: "signal", signal: String(name) };
    return { end: ended, output: await rest(child, () => output) };
  } finally {
    signal.removeEventListener("abort", end);
    // Processes that it left in the background end with it.
    end();
    await ending;
    signal.throwIfAborted();
  }
}

/**
 * The output up to the program's end. A process that it left behind may keep the output open for ever, so the wait
 * is limited.
 */
async function rest(child: ReturnType<typeof spawn>, read: () => string): Promise<string> {
  const closed = child.stdout?.readableEnded === true ? Promise.resolve() : once(child, "close");
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, 1000);
  });
  await Promise.race([closed, late]);
  clearTimeout(timer);
  return read();
}
