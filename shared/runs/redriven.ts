import { z } from "zod";
import { endWords, processEndSchema } from "./process-end";

const step = z.object({
  /** Which use of a tool it was, counted from 1. */
  step: z.number().int(),
  tool: z.string(),
  /** How its result began, the first time and now; undefined where it was not used. */
  recorded: z.string().optional(),
  now: z.string().optional(),
});

/** How it went when the built-in agent of a run got the recorded answers of its model once more. */
export const redrivenSchema = z.object({
  /** The commit that it began at, and whether the run began there as well. */
  commit: z.string(),
  sameStart: z.boolean(),
  /** Git's ids of what the run left, and of what is there now. */
  recordedTree: z.string(),
  tree: z.string(),
  answers: z.number().int(),
  steps: z.number().int(),
  /** Secrets that had been hidden in the answers, and so were not there. */
  hidden: z.number().int(),
  /** The first step whose result was another one. */
  parting: step.optional(),
  /** Paths that differ; `moreFiles` counts what is not listed. */
  files: z.array(z.string()),
  moreFiles: z.number().int(),
  /** How the validation ended, where that differs. */
  validation: z.object({ recorded: processEndSchema, now: processEndSchema }).optional(),
});
export type Redriven = z.infer<typeof redrivenSchema>;

/** Whether it came to the same, step by step and file by file. */
export const isReproduced = (redriven: Redriven): boolean =>
  redriven.tree === redriven.recordedTree &&
  redriven.parting === undefined &&
  redriven.validation === undefined;

/** How it went, in sentences for the person; the first one says what it comes to. */
export function redrivenWords(redriven: Redriven): string[] {
  const { answers, steps, hidden, parting, files, moreFiles, validation } = redriven;
  const short = (id: string) => id.slice(0, 7);
  if (isReproduced(redriven))
    return [
      `Reproduced: ${count(answers, "answer")} and ${count(steps, "step")} led to the same files, tree ${short(redriven.tree)}.`,
    ];
  const lines: string[] = [];
  if (parting) {
    lines.push(partingWords(parting));
  } else if (files.length > 0)
    lines.push(
      redriven.sameStart
        ? "Every step went as recorded, and yet the files differ."
        : `Every step went as recorded; the files differ, as it began at another commit, ${short(redriven.commit)}.`,
    );
  if (files.length > 0)
    lines.push(`Different: ${files.join(", ")}${moreFiles > 0 ? ` and ${moreFiles} more` : ""}.`);
  if (validation)
    lines.push(
      `The validation ended with ${endWords(validation.now)}; in the run it ended with ${endWords(validation.recorded)}.`,
    );
  if (hidden > 0)
    lines.push(
      `${count(hidden, "secret")} had been hidden in the recorded answers, so they were not the same.`,
    );
  return lines;
}

const count = (number: number, word: string) => `${number} ${word}${number === 1 ? "" : "s"}`;

function partingWords({ step, tool, recorded, now }: NonNullable<Redriven["parting"]>): string {
  if (now === undefined)
    return `It parts at step ${step}: ${tool} was used in the run and was not now.`;
  if (recorded === undefined) return `It parts at step ${step}: ${tool} was not used in the run.`;
  const [was, is] = [recorded.split("\n"), now.split("\n")];
  const at = Math.max(was.length, is.length);
  for (let line = 0; line < at; line++)
    if (was[line] !== is[line])
      return `It parts at step ${step}, ${tool}, line ${line + 1} of its result: recorded was ${quoted(was[line])}, now it was ${quoted(is[line])}.`;
  return `It parts at step ${step}, ${tool}: its result was another one, further down.`;
}

const quoted = (line: string | undefined): string =>
  line === undefined ? "nothing" : `“${line.length <= 120 ? line : `${line.slice(0, 119)}…`}”`;
