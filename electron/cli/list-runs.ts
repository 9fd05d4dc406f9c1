import type { DamagedRun } from "@shared/runs/damaged-run";
import { summarise } from "@shared/runs/projection";
import type { RunSummary } from "@shared/runs/summary";
import { agentWords, runWord } from "@shared/runs/words";
import { inspect } from "../engine/git/inspect";
import { projectId } from "../engine/projects/open";
import { openRunStore } from "../engine/runs/run-store";
import type { Home } from "../settings/home";
import { type CommandLine, exitCodes } from "./command-line";
import { openInApp } from "./engine-in-app";
import { sharedIn } from "./find-run";
import { asJson, printable } from "./print";

/**
 * Prints a repository's runs, the latest first, then its shared runs.
 * @returns the exit code
 */
export async function listRuns(
  command: Extract<CommandLine, { verb: "runs" }>,
  home: Home,
): Promise<number> {
  const { runs, damaged } =
    (await runsInApp(command.repo, home)) ?? (await runsOnDisk(command.repo, home));
  for (const { id, reason } of damaged)
    process.stderr.write(
      `specwright: ${printable(`The run ${id} cannot be shown. ${reason} To be rid of it: specwright discard ${id} --repo DIR`)}\n`,
    );
  const lines = command.json
    ? [asJson(runs)]
    : runs.map((run) => {
        const [word] = runWord(run.state);
        const words = [run.id, run.task.id, word.padEnd(14), agentWords(run), run.task.title];
        if (run.sharedBy !== undefined) words.push(`(shared by ${run.sharedBy}, as it says)`);
        return printable(words.join("  "));
      });
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
  return exitCodes.done;
}

interface Runs {
  /** The latest first, then the shared runs. */
  readonly runs: readonly RunSummary[];
  readonly damaged: readonly DamagedRun[];
}

/** The runs as the app's engine knows them; undefined when no app has the project open. */
async function runsInApp(repo: string, home: Home): Promise<Runs | undefined> {
  const engine = await openInApp(repo, home, "nothing", () => undefined);
  if (engine === undefined) return undefined;
  const { ask } = engine;
  try {
    const runs: RunSummary[] = [];
    let cursor: string | undefined;
    do {
      const page = await ask("runs.list", { limit: 200, cursor });
      runs.push(...page.runs);
      cursor = page.next;
    } while (cursor !== undefined);
    const shared = await ask("runs.shared", undefined);
    const { damaged } = await ask("runs.overview", undefined);
    return { runs: [...runs, ...shared], damaged };
  } finally {
    await engine.close();
  }
}

/** The runs as their logs say. Only reads: no run is taken over from a process that has ended. */
async function runsOnDisk(repo: string, home: Home): Promise<Runs> {
  const repository = await inspect(repo);
  const stored = await openRunStore(home, projectId(repository)).list();
  const shared = await (await sharedIn(repo, home)).list();
  return {
    runs: [...stored.runs.map((run) => run.run()), ...shared].map(summarise),
    damaged: stored.damaged,
  };
}
