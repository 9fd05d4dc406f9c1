import { parseArgs } from "node:util";
import { isRunId, type RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import { type ExportFormat, exportFormats } from "@shared/recordings/export-formats";
import type { AgentChoice } from "@shared/runs/summary";

/** The exit codes of the process. */
export const exitCodes = {
  done: 0,
  /** The agent, its validation, a verification, a check or fidelity failed, or this program itself. */
  failed: 1,
  /** The command line is invalid. */
  usage: 2,
  /** Refused for the reason in the message; no process was started. */
  refused: 3,
  /** Stopped by a signal. */
  stopped: 130,
} as const;

export const usage = `Usage: specwright COMMAND

  run TASK --repo DIR [--feature NAME] [--agent COMMAND] [--anyway] [--record-input] [--json]
      Does a task in a working tree of its own and leaves the change for review. A task that
      waits for others is refused with the reason; --anyway starts it, and the run says so.
      Starting a run means that commands of this repository may run.
      Where the app has the project open the run goes on in the app, which must trust it.
      Where nobody can type, an agent that says it waits is stopped after half a minute, and
      one that has finished is asked to end.
      With --record-input what you type is recorded too, but never what the terminal hides.
  runs --repo DIR [--json]
      Lists the runs of a repository, the latest first, then those that were shared in it.
  replay FILE|RUN [--at SECONDS] [--repo DIR]
      Prints the screen at that moment as text; at the end without --at. RUN is one of your
      own, or one that was shared in the repository: the folder's own without --repo.
  export RUN|FILE --to FORMAT OUT [--repo DIR]
      Writes a recording in another form: cast (asciicast 3), cast2 (asciicast 2), html (a page
      with a player), text, or gif (needs agg). A file that is there is not replaced.
  search TEXT [DIR] [--expression] [--json]
      Looks through the recordings of a repository's runs, shared ones too: what was on the
      screen, prompts, commands and changed files. --expression takes TEXT as a regular expression; --json
      prints a line of JSON for each place.
  promote RUN [--repo DIR] [--yes]
      Shows the copy of a run that others would get, its secrets hidden once more; with --yes
      commits it to the branch specwright/recordings (see README). Nothing is pushed.
  verify RUN|FILE [--repo DIR] [--json]
      Checks a run, or a recording, against its digests; with --repo also against the commit
      that it became.
  redrive RUN --repo DIR [--at COMMIT] [--json]
      Drives the built-in agent of a run once more with the recorded answers of its model, from
      the same commit or another one, and says where it parts. Its commands run again. Ends with
      1 unless all came to the same.
  discard RUN --repo DIR
      Discards a run that is over, also one whose record or files are damaged: keeps its work
      under a ref, removes its working tree and branch, and says what could not be removed.
  forget RUN --repo DIR
      Lets go of what a run's replay shows of its files between start and end: the checkpoints
      under refs/specwright/checkpoints. Its recording and its work stay.
  tasks [DIR] [--feature NAME] [--json]
      Prints the tasks of a project's features as they were read: ID, state, and why one
      cannot start. Names every line that was not understood.
  check [DIR] [--feature NAME] [--json|--sarif]
      Judges the features of a project, or one feature's folder, by rules and without a model.
      Ends with 1 when anything CRITICAL or HIGH was found, with 0 otherwise.
  fidelity DIR [--json]
      Tries the editor on every Markdown file in a folder: opens and saves it, then types one
      word into each block in turn, and compares. Nothing is written. Ends with 1 if anything
      else changed, or if more than one edit in a thousand was refused.

Exit codes: 0 done, 1 failed, 2 not understood, 3 refused, 130 stopped.
`;

/** A parsed command line. */
export type CommandLine =
  | { readonly verb: "help" }
  | {
      readonly verb: "run";
      readonly task: string;
      readonly repo: string;
      readonly feature: string | undefined;
      readonly agent: AgentChoice;
      /** Starts a task even though it waits for others. */
      readonly anyway: boolean;
      readonly recordsInput: boolean;
      readonly json: boolean;
    }
  | { readonly verb: "runs"; readonly repo: string; readonly json: boolean }
  | {
      readonly verb: "redrive";
      readonly run: RunId;
      readonly repo: string;
      readonly at: string | undefined;
      readonly json: boolean;
    }
  | { readonly verb: "discard"; readonly run: RunId; readonly repo: string }
  | { readonly verb: "forget"; readonly run: RunId; readonly repo: string }
  | {
      readonly verb: "check";
      readonly folder: string;
      readonly feature: string | undefined;
      readonly format: "text" | "json" | "sarif";
    }
  | {
      readonly verb: "tasks";
      readonly folder: string;
      readonly feature: string | undefined;
      readonly json: boolean;
    }
  | {
      readonly verb: "export";
      readonly target: string;
      readonly format: ExportFormat;
      readonly out: string;
      readonly repo: string;
    }
  | {
      readonly verb: "search";
      readonly text: string;
      readonly folder: string;
      readonly expression: boolean;
      readonly json: boolean;
    }
  | {
      readonly verb: "promote";
      readonly run: RunId;
      readonly repo: string;
      readonly yes: boolean;
    }
  | {
      readonly verb: "replay";
      readonly file: string;
      readonly at: number | undefined;
      readonly repo: string;
    }
  | {
      readonly verb: "verify";
      readonly target: string;
      readonly repo: string | undefined;
      readonly json: boolean;
    }
  | { readonly verb: "fidelity"; readonly folder: string; readonly json: boolean };

/**
 * Parses the arguments after the program's name.
 * @throws {Problem} `bad-request` with the mistake
 */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const { values, positionals } = parse(argv);
  const [verb, target, ...words] = positionals;
  if (values.help || verb === undefined || verb === "help") return { verb: "help" };
  const [second, ...more] = verb === "export" || verb === "search" ? words : [undefined, ...words];
  if (more.length > 0) throw wrong(`${more[0]} is one word too many.`);
  const json = values.json ?? false;
  const allowed = optionsOf[verb];
  if (!allowed) throw wrong(`There is no command ${verb}.`);
  for (const name of Object.keys(values))
    if (!allowed.includes(name)) throw wrong(`${verb} has no option --${name}.`);
  switch (verb) {
    case "run":
      return {
        verb,
        task: needed(target, "Name a task: specwright run T004 --repo DIR."),
        repo: values.repo ?? ".",
        feature: values.feature,
        agent: agentOf(values.agent),
        anyway: values.anyway ?? false,
        recordsInput: values["record-input"] ?? false,
        json,
      };
    case "runs":
      return { verb, repo: values.repo ?? target ?? ".", json };
    case "redrive":
      return {
        verb,
        run: runNamed(target, "Name a run: specwright redrive RUN --repo DIR."),
        repo: values.repo ?? ".",
        at: values.at,
        json,
      };
    case "discard":
    case "forget":
      return {
        verb,
        run: runNamed(target, `Name a run: specwright ${verb} RUN --repo DIR.`),
        repo: values.repo ?? ".",
      };
    case "check":
      if (json && values.sarif) throw wrong("check prints either --json or --sarif.");
      return {
        verb,
        folder: target ?? ".",
        feature: values.feature,
        format: values.sarif ? "sarif" : json ? "json" : "text",
      };
    case "tasks":
      return { verb, folder: target ?? ".", feature: values.feature, json };
    case "replay":
      return {
        verb,
        file: needed(target, "Name a recording."),
        at: seconds(values.at),
        repo: values.repo ?? ".",
      };
    case "export":
      return {
        verb,
        target: needed(target, "Name a run or a recording."),
        format: formatOf(values.to),
        out: needed(second, "Name the file to write: specwright export RUN --to html OUT."),
        repo: values.repo ?? ".",
      };
    case "search":
      return {
        verb,
        text: needed(target, "Say what to look for."),
        folder: second ?? ".",
        expression: values.expression ?? false,
        json,
      };
    case "promote":
      return {
        verb,
        run: runNamed(target, "Name a run."),
        repo: values.repo ?? ".",
        yes: values.yes ?? false,
      };
    case "fidelity":
      return { verb, folder: needed(target, "Name a folder with Markdown files."), json };
    default:
      return {
        verb: "verify",
        target: needed(target, "Name a run or a recording."),
        repo: values.repo,
        json,
      };
  }
}

/** The run that a command names. @throws {Problem} `bad-request` with the sentence when no run is named */
function runNamed(word: string | undefined, sentence: string): RunId {
  const name = needed(word, sentence);
  if (!isRunId(name)) throw wrong(`${name} cannot be the ID of a run. specwright runs lists them.`);
  return name;
}

const optionsOf: Readonly<Record<string, readonly string[]>> = {
  run: ["repo", "feature", "agent", "anyway", "record-input", "json"],
  runs: ["repo", "json"],
  redrive: ["repo", "at", "json"],
  discard: ["repo"],
  forget: ["repo"],
  tasks: ["feature", "json"],
  check: ["feature", "json", "sarif"],
  replay: ["at", "repo"],
  export: ["to", "repo"],
  search: ["expression", "json"],
  promote: ["repo", "yes"],
  verify: ["repo", "json"],
  fidelity: ["json"],
};

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        help: { type: "boolean", short: "h" },
        repo: { type: "string" },
        feature: { type: "string" },
        agent: { type: "string" },
        anyway: { type: "boolean" },
        "record-input": { type: "boolean" },
        at: { type: "string" },
        to: { type: "string" },
        expression: { type: "boolean" },
        yes: { type: "boolean" },
        json: { type: "boolean" },
        sarif: { type: "boolean" },
      },
    });
  } catch (error) {
    throw wrong(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
  }
}

const wrong = (message: string) => new Problem("bad-request", `${message} See specwright --help.`);

function needed(word: string | undefined, message: string): string {
  if (word === undefined) throw wrong(message);
  return word;
}

const agentOf = (word: string | undefined): AgentChoice =>
  word === undefined || word === "built-in"
    ? { kind: "built-in" }
    : { kind: "command", command: word };

function formatOf(word: string | undefined): ExportFormat {
  const format = exportFormats.find((each) => each === word);
  if (format === undefined) throw wrong(`--to takes one of ${exportFormats.join(", ")}.`);
  return format;
}

function seconds(word: string | undefined): number | undefined {
  if (word === undefined) return undefined;
  const value = Number(word);
  if (word.trim() === "" || !Number.isFinite(value) || value < 0)
    throw wrong(`--at takes seconds, 0 or more, not ${word}.`);
  return value;
}
