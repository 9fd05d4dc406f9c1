import { parseArgs } from "node:util";
import { isRunId, type RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import { type ExportFormat, exportFormats } from "@shared/recordings/export-formats";
import { commandHelps, isVerb, type Verb } from "./help";

/** The exit codes of the process. */
export const exitCodes = {
  done: 0,
  /** The agent, its validation, a verification, a check or fidelity failed, or this program itself. */
  failed: 1,
  /** The command line is invalid. */
  usage: 2,
  /** Refused for the reason in the message; no process was started. */
  refused: 3,
  /** Tasks are left that wait for a person's approval. */
  waits: 4,
  /** Stopped by a signal. */
  stopped: 130,
} as const;

/** The tasks that a command names. */
export type TaskWish =
  | { readonly kind: "one"; readonly task: string }
  | { readonly kind: "named"; readonly tasks: readonly string[] }
  /** The tasks that can start together now. */
  | { readonly kind: "wave" }
  | { readonly kind: "story"; readonly story: string }
  | { readonly kind: "all" };

/** The agent that a command names: the ID of an adapter, or a shell command. */
export interface AgentWish {
  /** Undefined for the built-in agent. */
  readonly named: string | undefined;
  readonly model: string | undefined;
}

/** A parsed command line. */
export type CommandLine =
  | {
      readonly verb: "help";
      /** The command that the help is about; undefined for all. */
      readonly of: Verb | undefined;
    }
  | {
      readonly verb: "run";
      readonly tasks: TaskWish;
      readonly repo: string;
      readonly feature: string | undefined;
      readonly agent: AgentWish;
      /** The number of runs that may go on at once. */
      readonly parallel: number;
      /** Starts a task even though it waits for others. */
      readonly anyway: boolean;
      /** The run is not confined. */
      readonly unconfined: boolean;
      readonly recordsInput: boolean;
      readonly json: boolean;
    }
  | { readonly verb: "runs"; readonly repo: string; readonly json: boolean }
  /** `test`: the ID of an agent to test; undefined to list all. */
  | { readonly verb: "agents"; readonly test: string | undefined; readonly json: boolean }
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
  if (verb === undefined) return { verb: "help", of: undefined };
  if (verb === "help") return { verb, of: target === undefined ? undefined : known(target) };
  const command = known(verb);
  if (values.help) return { verb: "help", of: command };
  const wrong = wrongFor(command);
  const [second, ...more] = verb === "export" || verb === "search" ? words : [undefined, ...words];
  if (more.length > 0) throw wrong(`${more[0]} is one word too many.`);
  const json = values.json ?? false;
  for (const name of Object.keys(values))
    if (!optionsOf[command].includes(name)) throw wrong(`${verb} has no option --${name}.`);
  const needed = (word: string | undefined, message: string): string => {
    if (word === undefined) throw wrong(message);
    return word;
  };
  const runNamed = (word: string | undefined): RunId => {
    const name = needed(word, "Name a run. specwright runs lists them.");
    if (isRunId(name)) return name;
    throw wrong(`${name} cannot be the ID of a run. specwright runs lists them.`);
  };
  switch (command) {
    case "run":
      return {
        verb: command,
        tasks: tasksOf({ ...values, one: target }, wrong),
        parallel: countOf(values.parallel, wrong),
        repo: values.repo ?? ".",
        feature: values.feature,
        agent: {
          named: values.agent === "built-in" ? undefined : values.agent,
          model: values.model,
        },
        anyway: values.anyway ?? false,
        unconfined: values["no-sandbox"] ?? false,
        recordsInput: values["record-input"] ?? false,
        json,
      };
    case "runs":
      return { verb: command, repo: values.repo ?? target ?? ".", json };
    case "agents":
      if (target !== undefined) throw wrong(`${target} is one word too many.`);
      return { verb: command, test: values.test, json };
    case "redrive":
      return {
        verb: command,
        run: runNamed(target),
        repo: values.repo ?? ".",
        at: values.at === "" ? needed(undefined, "--at takes a commit.") : values.at,
        json,
      };
    case "discard":
    case "forget":
      return {
        verb: command,
        run: runNamed(target),
        repo: values.repo ?? ".",
      };
    case "check":
      if (json && values.sarif) throw wrong("check prints either --json or --sarif.");
      return {
        verb: command,
        folder: target ?? ".",
        feature: values.feature,
        format: values.sarif ? "sarif" : json ? "json" : "text",
      };
    case "tasks":
      return { verb: command, folder: target ?? ".", feature: values.feature, json };
    case "replay":
      return {
        verb: command,
        file: needed(target, "Name a recording."),
        at: seconds(values.at, wrong),
        repo: values.repo ?? ".",
      };
    case "export":
      return {
        verb: command,
        target: needed(target, "Name a run or a recording."),
        format: formatOf(values.to, wrong),
        out: needed(second, "Name the file to write."),
        repo: values.repo ?? ".",
      };
    case "search":
      return {
        verb: command,
        text: needed(target, "Name the text to search for."),
        folder: second ?? ".",
        expression: values.expression ?? false,
        json,
      };
    case "promote":
      return {
        verb: command,
        run: runNamed(target),
        repo: values.repo ?? ".",
        yes: values.yes ?? false,
      };
    case "fidelity":
      return { verb: command, folder: needed(target, "Name a folder with Markdown files."), json };
    default:
      return {
        verb: "verify",
        target: needed(target, "Name a run or a recording."),
        repo: values.repo,
        json,
      };
  }
}

const optionsOf: Readonly<Record<Verb, readonly string[]>> = {
  run: [
    ...["repo", "feature", "agent", "model", "anyway", "no-sandbox", "record-input", "json"],
    ...["tasks", "wave", "story", "all", "parallel"],
  ],
  agents: ["test", "json"],
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
        model: { type: "string" },
        tasks: { type: "string" },
        wave: { type: "boolean" },
        story: { type: "string" },
        all: { type: "boolean" },
        parallel: { type: "string" },
        test: { type: "string" },
        anyway: { type: "boolean" },
        "no-sandbox": { type: "boolean" },
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
    const message = error instanceof Error ? error.message : String(error);
    // Node's first sentence names the option. The others are about the syntax of all options.
    const [sentence = ""] = message.split(/\. |\.?\n/);
    const [verb = ""] = argv;
    throw wrongFor(isVerb(verb) ? verb : undefined)(`${sentence.replace(/\.$/, "")}.`);
  }
}

type Wrong = (message: string) => Problem;

/** Makes the refusals of a command's arguments, which name the help to read. */
const wrongFor =
  (verb: Verb | undefined): Wrong =>
  (message) =>
    new Problem(
      "bad-request",
      `${message} See specwright ${verb === undefined ? "" : `${verb} `}--help.`,
    );

/** @throws {Problem} `bad-request` for a word that is no command, with the nearest command */
function known(word: string): Verb {
  if (isVerb(word)) return word;
  const near = Object.keys(commandHelps).find(
    (verb) => verb.startsWith(word) || word.startsWith(verb) || isNear(verb, word),
  );
  const hint = near === undefined ? "" : ` Did you mean ${near}?`;
  throw wrongFor(undefined)(`There is no command ${word}.${hint}`);
}

/** Whether one letter is missing, added or another, or the letters are in another order. */
function isNear(one: string, other: string): boolean {
  if ([...one].sort().join("") === [...other].sort().join("")) return true;
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  const [restOfOne, restOfOther] = [one.slice(same), other.slice(same)];
  return (
    restOfOne.slice(1) === restOfOther.slice(1) ||
    restOfOne.slice(1) === restOfOther ||
    restOfOne === restOfOther.slice(1)
  );
}

/** The tasks that a command names, in exactly one way. */
function tasksOf(
  {
    one,
    tasks,
    wave,
    story,
    all,
  }: {
    readonly one: string | undefined;
    readonly tasks?: string | undefined;
    readonly wave?: boolean | undefined;
    readonly story?: string | undefined;
    readonly all?: boolean | undefined;
  },
  wrong: Wrong,
): TaskWish {
  const ways: TaskWish[] = [
    ...(one === undefined ? [] : [{ kind: "one", task: one } as const]),
    ...(tasks === undefined ? [] : [{ kind: "named", tasks: listOf(tasks) } as const]),
    ...(wave ? [{ kind: "wave" } as const] : []),
    ...(story === undefined ? [] : [{ kind: "story", story } as const]),
    ...(all ? [{ kind: "all" } as const] : []),
  ];
  const [way, ...more] = ways;
  if (way === undefined)
    throw wrong("Name a task, or --tasks, --wave, --story or --all. specwright tasks lists them.");
  if (more.length > 0) throw wrong("Name the tasks in one way only.");
  if (way.kind === "named" && way.tasks.length === 0) throw wrong("--tasks takes IDs: T001,T003.");
  return way;
}

const listOf = (words: string): string[] => [
  ...new Set(
    words
      .split(",")
      .map((word) => word.trim())
      .filter((word) => word !== ""),
  ),
];

function countOf(word: string | undefined, wrong: Wrong): number {
  if (word === undefined) return defaultParallel;
  const count = Number(word);
  if (!Number.isInteger(count) || count < 1 || count > 100)
    throw wrong(`--parallel takes a number from 1 to 100, not ${word}.`);
  return count;
}

/** The number of runs at once, when the command names none. */
const defaultParallel = 2;

function formatOf(word: string | undefined, wrong: Wrong): ExportFormat {
  const format = exportFormats.find((each) => each === word);
  if (format === undefined) throw wrong(`--to takes one of ${exportFormats.join(", ")}.`);
  return format;
}

function seconds(word: string | undefined, wrong: Wrong): number | undefined {
  if (word === undefined) return undefined;
  const value = Number(word);
  if (word.trim() === "" || !Number.isFinite(value) || value < 0)
    throw wrong(`--at takes seconds, 0 or more, not ${word}.`);
  return value;
}
