import { isReproduced, redrivenWords } from "@shared/runs/redriven";
import { type CommandLine, exitCodes } from "./command-line";
import type { Places } from "./opened-engine";
import { asJson, printable } from "./print";
import { onProject, openEngine, requireRun } from "./project-engine";

/**
 * Drives a run's agent again and prints the result; a signal cancels it.
 * @returns the exit code
 */
export async function redriveRun(
  { run, repo, at, json }: Extract<CommandLine, { verb: "redrive" }>,
  places: Places,
): Promise<number> {
  const engine = await openEngine(repo, places, "repository");
  return onProject(engine, async () => {
    await requireRun(engine, run);
    const redriven = await engine.ask("runs.redrive", {
      run,
      at: at === undefined ? "start" : { commit: at },
    });
    process.stdout.write(
      json
        ? `${asJson(redriven)}\n`
        : redrivenWords(redriven)
            .map((line) => `${printable(line)}\n`)
            .join(""),
    );
    return isReproduced(redriven) ? exitCodes.done : exitCodes.failed;
  });
}
