import { summarise } from "@shared/runs/projection";
import { agentWords, runWord } from "@shared/runs/words";
import { inspect } from "../engine/git/inspect";
import { projectId } from "../engine/projects/open";
import { openRunStore } from "../engine/runs/run-store";
import type { Home } from "../settings/home";
import { type CommandLine, exitCodes } from "./command-line";
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
  const repository = await inspect(command.repo);
  const stored = await openRunStore(home, projectId(repository)).list();
  const shared = await (await sharedIn(command.repo, home)).list();
  const runs = [...stored.runs.map((run) => run.run()), ...shared].map(summarise);
  for (const { id, reason } of stored.damaged)
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
