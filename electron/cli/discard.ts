import { Problem } from "@shared/base/problem";
import { isActive } from "@shared/runs/words";
import { type CommandLine, exitCodes } from "./command-line";
import type { Places } from "./opened-engine";
import { printable } from "./print";
import { damagedReason, noRun, onProject, openEngine } from "./project-engine";

/**
 * Discards a run whose session is over, for any state of its record, and prints where its work is kept. Keeping
 * the work may run programs from the repository's configuration. That is allowed, because the person typed the
 * repository's name.
 * @returns the exit code
 * @throws {Problem} `run-missing`; `run-not-ready` for a run that still runs or is decided
 */
export async function discardRun(
  { run, repo }: Extract<CommandLine, { verb: "discard" }>,
  places: Places,
): Promise<number> {
  const engine = await openEngine(repo, places, "repository");
  return onProject(engine, async () => {
    const known = await engine.ask("runs.find", { run });
    if (known && isActive(known))
      throw new Problem("run-not-ready", "This run goes on. Stop it first.");
    const reason = await damagedReason(engine.ask, run);
    if (known === null && reason === undefined) throw noRun(run);
    const { left } = await engine.ask("runs.discard", { run });
    const lines = [
      ...(reason === undefined ? [] : [reason]),
      "The run is discarded.",
      left ?? `Its work is kept as refs/specwright/kept/${run}.`,
    ];
    process.stdout.write(`${printable(lines.join("\n"))}\n`);
    return exitCodes.done;
  });
}
