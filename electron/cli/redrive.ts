import { isReproduced, redrivenWords } from "@shared/runs/redriven";
import { type CommandLine, exitCodes } from "./command-line";
import { openTrusted, type Places } from "./open-trusted";
import { asJson, printable } from "./print";

/**
 * Drives a run's agent again and prints the result; a signal cancels it.
 * @returns the exit code
 */
export async function redriveRun(
  command: Extract<CommandLine, { verb: "redrive" }>,
  places: Places,
): Promise<number> {
  const { workspace } = await openTrusted(command.repo, places);
  const cancel = new AbortController();
  const stop = () => cancel.abort();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  try {
    const redriven = await workspace.supervisor.redrive(command.run, command.at, cancel.signal);
    process.stdout.write(
      command.json
        ? `${asJson(redriven)}\n`
        : redrivenWords(redriven)
            .map((line) => `${printable(line)}\n`)
            .join(""),
    );
    return isReproduced(redriven) ? exitCodes.done : exitCodes.failed;
  } catch (error) {
    if (cancel.signal.aborted) return exitCodes.stopped;
    throw error;
  } finally {
    await workspace.close();
  }
}
