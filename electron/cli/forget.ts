import { Problem } from "@shared/base/problem";
import { summarise } from "@shared/runs/projection";
import { isActive } from "@shared/runs/words";
import { forgetCheckpoints } from "../engine/git/folded-checkpoints";
import { inspect } from "../engine/git/inspect";
import { projectId } from "../engine/projects/open";
import { openRunStore } from "../engine/runs/run-store";
import type { Home } from "../settings/home";
import { type CommandLine, exitCodes } from "./command-line";

/**
 * Removes a run's checkpoints. Its recording and its work stay. Its replay then shows the files as at the start,
 * and the whole change at the end.
 * @returns the exit code
 * @throws {Problem} `run-missing`; `run-not-ready` for a run that still runs
 */
export async function forget(
  command: Extract<CommandLine, { verb: "forget" }>,
  home: Home,
): Promise<number> {
  const repository = { ...(await inspect(command.repo)), trusted: false };
  const store = openRunStore(home, projectId(repository));
  const run = await store.read(command.run).catch((error: unknown) => {
    if (error instanceof Problem && error.code === "file-missing") return undefined;
    throw error;
  });
  if (run === undefined)
    throw new Problem("run-missing", `This repository has no run called ${command.run}.`);
  if (isActive(summarise(run)))
    throw new Problem("run-not-ready", "This run goes on. Stop it first.");
  const removed = await forgetCheckpoints(repository, command.run);
  process.stdout.write(`${removed} ${removed === 1 ? "checkpoint" : "checkpoints"} removed\n`);
  return exitCodes.done;
}
