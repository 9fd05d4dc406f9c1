import { Problem } from "@shared/base/problem";
import { isActive } from "@shared/runs/words";
import { type CommandLine, exitCodes } from "./command-line";
import type { Places } from "./open-trusted";
import { printable } from "./print";
import { openHere, openInEngine } from "./project-runs";

/**
 * Discards a run whose session is over, for any state of its record, and prints where its work is kept. Keeping
 * the work may run programs from the repository's configuration. That is allowed, because the person typed the
 * repository's name.
 * @returns the exit code
 * @throws {Problem} `run-missing`; `run-not-ready` for a run that still runs or is decided
 */
export async function discardRun(
  command: Extract<CommandLine, { verb: "discard" }>,
  places: Places,
): Promise<number> {
  const project =
    (await openInEngine(command.repo, places.home)) ?? (await openHere(command.repo, places));
  try {
    const known = await project.find(command.run);
    if (known && isActive(known))
      throw new Problem("run-not-ready", "This run goes on. Stop it first.");
    const reason = (await project.damaged()).find(({ id }) => id === command.run)?.reason;
    if (known === undefined && reason === undefined)
      throw new Problem("run-missing", `This repository has no run called ${command.run}.`);
    const { left } = await project.discard(command.run);
    const said = [
      ...(reason === undefined ? [] : [reason]),
      "The run is discarded.",
      left ?? `Its work is kept as refs/specwright/kept/${command.run}.`,
    ];
    process.stdout.write(`${printable(said.join("\n"))}\n`);
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
