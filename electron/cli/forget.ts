import { type CommandLine, exitCodes } from "./command-line";
import type { Places } from "./opened-engine";
import { onProject, openEngine, requireRun } from "./project-engine";

/**
 * Removes a run's checkpoints. Its recording and its work stay. Its replay then shows the files as at the start,
 * and the whole change at the end.
 * @returns the exit code
 * @throws {Problem} `run-missing`; `run-not-ready` for a run that still runs
 */
export async function forget(
  { run, repo }: Extract<CommandLine, { verb: "forget" }>,
  places: Places,
): Promise<number> {
  const engine = await openEngine(repo, places, "nothing");
  return onProject(engine, async () => {
    await requireRun(engine, run);
    const { checkpoints } = await engine.ask("runs.forget", { run });
    process.stdout.write(
      `${checkpoints} ${checkpoints === 1 ? "checkpoint" : "checkpoints"} removed\n`,
    );
    return exitCodes.done;
  });
}
