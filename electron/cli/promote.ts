import type { SharePreview } from "@shared/contracts/runs";
import { countWords } from "@shared/recordings/redaction-words";
import { type CommandLine, exitCodes } from "./command-line";
import type { Places } from "./opened-engine";
import { printable } from "./print";
import { onProject, openEngine, requireRun } from "./project-engine";

/**
 * Shows the copy of a run that others would get, and shares exactly this copy if the person has confirmed.
 * @returns the exit code
 */
export async function promote(
  { run, repo, yes }: Extract<CommandLine, { verb: "promote" }>,
  places: Places,
): Promise<number> {
  const engine = await openEngine(repo, places, "nothing");
  return onProject(engine, async () => {
    await requireRun(engine, run);
    const preview = await engine.ask("runs.prepareShare", { job: "promote", run });
    process.stdout.write(
      previewLines(preview)
        .map((line) => `${printable(line)}\n`)
        .join(""),
    );
    if (!yes) {
      process.stdout.write("Nothing was shared. Look at it, then add --yes.\n");
      return exitCodes.done;
    }
    const { said } = await engine.ask("runs.share", { run, shown: preview.shown });
    process.stdout.write(`${printable(said)}\n`);
    return exitCodes.done;
  });
}

const previewLines = (preview: SharePreview): string[] => [
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
