import { spawn } from "node:child_process";
import { once } from "node:events";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import type { RunEvent } from "@shared/runs/event";
import { endWords, isSameEnd, type ProcessEnd, succeeded } from "@shared/runs/process-end";
import type { Run } from "@shared/runs/project";
import type { Redriven } from "@shared/runs/redriven";
import { changeOf } from "@shared/runs/summary";
import { readDriven } from "../../built-in-agent/exchange";
import { exchangeName } from "../../run-folder/exchange-file";
import { agentEnvironment } from "../../system/environment";
import { endProcessTree } from "../../system/process-tree";
import { type BuiltInLauncher, commandEnvironment } from "../agents";
import { captureTree } from "../git/capture-tree";
import { objectId } from "../git/commit";
import { changedFiles } from "../git/diff";
import type { Repository } from "../git/repository";
import { withScratchTree } from "../git/scratch-tree";
import { findTakeAlong, takeAlong } from "../git/take-along";

export interface RedriveParts {
  readonly repository: Repository;
  readonly launcher: BuiltInLauncher;
  readonly shell: string;
  readonly env: NodeJS.ProcessEnv;
  /** The run's folder, and a folder for a working tree, which is not there yet. */
  readonly folder: string;
  readonly worktree: string;
  /** The folder in it that the run worked in; empty for the top. */
  readonly within: string;
}

/** Where the agent begins. */
export interface RedriveStart {
  readonly commit: string;
  /** Whose files it has in place of the commit's own; undefined for these. */
  readonly tree: string | undefined;
}

/** Characters of the agent's output that are held: what is asked of it comes last. */
const mostOutput = 64 * 1024;
/** Paths that are named. */
const mostFiles = 50;

/**
 * Drives the built-in agent of a finished run once more, with the recorded answers of its model, in a working tree
 * of its own that is gone afterwards. The commands that the model asked for run again, and so does the validation.
 * @throws {Problem} `run-not-ready` for a run that has no change or another agent, `file-missing` for one whose
 * answers were not recorded, `recording-damaged`, `git-failed`; the signal's reason
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
      await setUpAgain(run, parts, signal);
      const output = await drive(run, parts, signal);
      const driven = readDriven(output);
      if (driven === undefined)
        throw new Problem(
          "run-not-ready",
          "The agent could not be driven again.",
          output.slice(-2000),
        );
      const validation = await validateAgain(run, events, parts, signal);
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
    await access(join(folder, name)).catch(() => {
      throw new Problem(
        "file-missing",
        "What the model answered in this run was not recorded, so it cannot be driven again.",
        join(folder, name),
      );
    });
}

/** @returns the end of what the agent printed */
async function drive(run: Run, parts: RedriveParts, signal: AbortSignal): Promise<string> {
  const { folder } = parts;
  const { file, args } = parts.launcher.program([
    ...["--task", join(folder, "assignment.json")],
    ...["--serve", join(folder, exchangeName)],
  ]);
  const { output } = await runHere(file, args, environmentOf(run, parts), parts, signal);
  return output;
}

/** Makes the tree ready, as it was for the run. @throws {Problem} `run-not-ready` */
async function setUpAgain(run: Run, parts: RedriveParts, signal: AbortSignal): Promise<void> {
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

/** How the validation ended, where that differs. */
async function validateAgain(
  run: Run,
  events: readonly RunEvent[],
  parts: RedriveParts,
  signal: AbortSignal,
): Promise<Redriven["validation"]> {
  const { validation } = run.created;
  const ended = events.findLast((event) => event.type === "validation-ended");
  if (validation === undefined || ended?.type !== "validation-ended") return undefined;
  const env = commandEnvironment(environmentOf(run, parts));
  const { end } = await runHere(parts.shell, ["-c", validation], env, parts, signal);
  return isSameEnd(end, ended.end) ? undefined : { recorded: ended.end, now: end };
}

/** Without a key or a server: nothing of it asks a model. */
function environmentOf(run: Run, { env, worktree }: RedriveParts): Record<string, string> {
  const own = Object.entries(env).filter(([name]) => !name.startsWith("ANTHROPIC_"));
  return { ...agentEnvironment(Object.fromEntries(own), markOf(run, worktree)), NO_COLOR: "1" };
}

/** What the processes carry as the run's id, by which all of them are found when they are to end. */
const markOf = (run: Run, worktree: string): string =>
  `${run.created.run}-again-${worktree.slice(-8)}`;

/** Runs a program in the working tree to its end, and everything that it started with it. */
async function runHere(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { worktree, within }: RedriveParts,
  signal: AbortSignal,
): Promise<{ end: ProcessEnd; output: string }> {
  signal.throwIfAborted();
  const child = spawn(file, [...args], {
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
    // What it left behind in the background ends with it.
    end();
    await ending;
    signal.throwIfAborted();
  }
}

/** What was printed until the end; a process that was left behind may hold the output open for ever. */
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
