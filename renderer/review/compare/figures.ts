import { endWords } from "@shared/runs/process-end";
import type { Tokens } from "@shared/runs/reported";
import { changeOf, type RunSummary } from "@shared/runs/summary";
import { agentWords } from "@shared/runs/words";
import { validationWord } from "../../ui/run-words";
import { span } from "../../ui/time";

/** One figure of two runs, in words. */
export interface Figure {
  readonly name: string;
  readonly left: string;
  readonly right: string;
}

const names = ["Agent", "Time", "Tokens", "Files", "Lines", "Validation", "Exit"] as const;

/** The figures by which two runs are compared. An unknown figure is a dash. */
export function figuresOf(left: RunSummary, right: RunSummary): Figure[] {
  const [ofLeft, ofRight] = [wordsOf(left), wordsOf(right)];
  return names.map((name) => ({ name, left: ofLeft[name], right: ofRight[name] }));
}

const figure = new Intl.NumberFormat("en-GB");

/** Input and output tokens. Tokens read from or written to the model's cache count as input. */
const tokensWord = ({ input, output, cacheRead, cacheWritten }: Tokens): string =>
  `${figure.format(input + cacheRead + cacheWritten)} in, ${figure.format(output)} out`;

function wordsOf(run: RunSummary): Record<(typeof names)[number], string> {
  const { state } = run;
  const ended = "recording" in state ? state : undefined;
  const change = changeOf(state);
  const end = ended?.agentEnd;
  return {
    Agent: agentWords(run),
    Time: ended ? span(ended.recording.duration) : "–",
    Tokens: run.tokens === undefined ? "–" : tokensWord(run.tokens),
    Files: change ? String(change.files) : "–",
    Lines: change ? `+${change.added} −${change.removed}` : "–",
    Validation:
      ended === undefined || ended.validation.result === "none"
        ? "–"
        : validationWord(ended.validation)[0],
    Exit: end === undefined ? "–" : end.by === "exit" ? String(end.code) : endWords(end),
  };
}
