import { summarise } from "@shared/runs/project";
import { agentWords, runWord } from "@shared/runs/words";
import { inspect } from "../git/inspect";
import { projectId } from "../projects/open";
import { openRunStore } from "../runs/run-store";
import type { Home } from "../settings/home";
import { type CommandLine, exitCodes } from "./command-line";
import { asJson, printable } from "./print";

/** Lists a repository's runs, the latest first. Reads only. @returns the exit code */
export async function listRuns(
  command: Extract<CommandLine, { verb: "runs" }>,
  home: Home,
): Promise<number> {
  const repository = await inspect(command.repo);
  const stored = await openRunStore(home, projectId(repository)).list();
  const runs = stored.runs.map(summarise);
  for (const { problem } of stored.damaged)
    process.stderr.write(`specwright: ${printable(problem.message)}\n`);
  const lines = command.json
    ? [asJson(runs)]
    : runs.map((run) => {
        const [word] = runWord(run.state);
        const words = [run.id, run.task.id, word.padEnd(14), agentWords(run), run.task.title];
        return printable(words.join("  "));
      });
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
  return exitCodes.done;
}
