import { countWords } from "@shared/recordings/redaction-words";
import { identity } from "../engine/git/identity";
import { inspect } from "../engine/git/inspect";
import { projectId } from "../engine/projects/open";
import { openHiding } from "../engine/recordings/hide";
import { prepareShare } from "../engine/recordings/sharing/share";
import { openRunStore } from "../engine/runs/run-store";
import { readShareTarget } from "../engine/settings/share-target";
import type { Home } from "../settings/home";
import { type CommandLine, exitCodes } from "./command-line";
import { printable } from "./print";

/**
 * Shows the copy of a run that others would get, and shares exactly this copy if the person has confirmed.
 * @returns the exit code
 */
export async function promote(
  command: Extract<CommandLine, { verb: "promote" }>,
  home: Home,
): Promise<number> {
  const found = await inspect(command.repo);
  const repo = { ...found, trusted: false };
  const store = openRunStore(home, projectId(found));
  if ((await store.read(command.run).catch(() => undefined)) === undefined) {
    process.stderr.write(`specwright: this repository has no run ${printable(command.run)}.\n`);
    return exitCodes.refused;
  }
  const { rules } = await openHiding(home.settings, process.env);
  const by = await identity(found.top);
  const life = new AbortController();
  const stop = () => life.abort();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, stop);
  try {
    const target = await readShareTarget(home.settings);
    const options = { rules, by, target, signal: life.signal, progress: () => undefined };
    const copy = await prepareShare(store.folder(command.run), options);
    try {
      const { preview } = copy;
      const lines = [
        `Shared by    ${preview.by}`,
        `Goes to      the ${preview.target} ${preview.place}`,
        ...preview.files.map(({ name, bytes }) => `File         ${name}, ${bytes} bytes`),
        `Hidden       ${countWords(preview.hidden)}`,
        `Hidden now   ${countWords(preview.hiddenNow)}`,
        ...(preview.home.named === 0
          ? []
          : [`Your folder  ${preview.home.folder} is named ${preview.home.named} times and stays`]),
        ...(preview.command === undefined ? [] : [`Command      ${preview.command}`]),
        "Prompt",
        ...preview.prompt
          .trimEnd()
          .split("\n")
          .map((line) => `    ${line}`),
      ];
      process.stdout.write(lines.map((line) => `${printable(line)}\n`).join(""));
      if (!command.yes) {
        process.stdout.write("Nothing was shared. Look at it, then add --yes.\n");
        return exitCodes.done;
      }
      process.stdout.write(`${printable(await copy.share(repo))}\n`);
      return exitCodes.done;
    } finally {
      await copy.remove();
    }
  } catch (error) {
    if (life.signal.aborted) return exitCodes.stopped;
    throw error;
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}
