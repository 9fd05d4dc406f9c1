/** The help of one command. */
interface CommandHelp {
  /** The arguments and options, as a person types them. */
  readonly synopsis: string;
  /** The command in one line of the overview. */
  readonly summary: string;
  /** What the command does, in lines of at most 90 characters. */
  readonly text: string;
  readonly example: string;
}

/** The commands, in the order of the overview. */
export const commandHelps = {
  run: {
    synopsis: "run TASK|--tasks IDS|--wave|--story US|--all [options]",
    summary: "Starts agents on tasks and waits until their changes are ready for review",
    text: `The agent works in a working tree of its own. Your branch does not change.
Starting a run means that commands of this repository may run: the set-up, the agent's
commands and the validation. On Linux they are confined by bubblewrap; without it the run is
refused, or starts with --no-sandbox.
A task that waits for other tasks is refused with the reason. --anyway starts the task all the
same, and the run's record says so.
When the app has the project open, the run takes place in the app. The app must trust the
project.
When no person can type, an agent that says that it waits is stopped after half a minute. An
agent that says that it has finished is asked to end.

  --repo DIR       the repository; the current folder by default
  --feature NAME   the feature, when the project has several: 001 or 001-name
  --tasks T1,T2    several tasks; each starts when its dependencies and its files allow it
  --wave           the tasks that can start together now
  --story US1      the open tasks of a story
  --all            all open tasks
  --parallel N     the number of runs at once for several tasks; 2 by default
  --agent AGENT    an agent of this machine (specwright agents lists them), or a shell command;
                   the built-in agent by default
  --model NAME     the agent's model; its own choice by default
  --anyway         start the task although it waits for others
  --no-sandbox     start the task without a sandbox, for this run only
  --record-input   record your typed input too, but no hidden input such as passwords
  --json           print JSON and not the terminal: the finished run, or a line for each event of
                   several tasks

Of several tasks no terminal is shown. The command ends when nothing more can start: with 0 when
all are ready for review, with 4 when others wait for your approval, with 1 when one failed.`,
    example: "specwright run --wave --repo ~/parcel-rates --agent codex --parallel 4",
  },
  agents: {
    synopsis: "agents [--test AGENT] [--json]",
    summary: "Lists the agents of this machine, or tests one",
    text: `Looks for known agents on your PATH and in your own adapters. No program is started. --test
starts one agent with a short prompt, which may use your account, and prints the answer. The exit
code is 1 when the agent does not answer.`,
    example: "specwright agents --test codex",
  },
  runs: {
    synopsis: "runs [--repo DIR] [--json]",
    summary: "Lists the runs of a repository",
    text: "The latest run is first. The runs that other people shared in the repository follow.",
    example: "specwright runs --repo ~/parcel-rates",
  },
  tasks: {
    synopsis: "tasks [DIR] [--feature NAME] [--json]",
    summary: "Prints the tasks of a project, and the lines that are no valid task",
    text: `Prints the ID and the state of each task, and the reason when a task cannot start. DIR is a
project, or the folder of one feature; the current folder by default.`,
    example: "specwright tasks ~/parcel-rates --feature 001",
  },
  check: {
    synopsis: "check [DIR] [--feature NAME] [--json|--sarif]",
    summary: "Judges specs, plans and tasks by rules, without a model",
    text: `DIR is a project, or the folder of one feature; the current folder by default. The exit code
is 1 when a finding is CRITICAL or HIGH, and 0 otherwise.`,
    example: "specwright check specs/001-rates --sarif > findings.sarif",
  },
  replay: {
    synopsis: "replay RUN|FILE [--at SECONDS] [--repo DIR]",
    summary: "Prints a recording's screen at a moment, as text",
    text: `Without --at, prints the screen at the end. RUN is a run of yours, or a run that was shared in
the repository. FILE is an asciicast. --repo is the repository of shared runs; the current
folder by default.`,
    example: "specwright replay session.cast --at 12.5",
  },
  search: {
    synopsis: "search TEXT [DIR] [--expression] [--json]",
    summary: "Searches the recordings of a repository",
    text: `Searches screens, prompts, commands and the names of changed files, in shared runs too. DIR is
the repository; the current folder by default. --expression reads TEXT as a regular
expression. --json prints a line of JSON for each place.`,
    example: "specwright search 'rounding error' ~/parcel-rates",
  },
  export: {
    synopsis: "export RUN|FILE --to FORMAT OUT [--repo DIR]",
    summary: "Writes a recording in another form",
    text: `FORMAT is cast (asciicast 3), cast2 (asciicast 2), html (a page with a player), text, or gif
(needs the program agg). An existing file OUT is not replaced.`,
    example: "specwright export session.cast --to html session.html",
  },
  verify: {
    synopsis: "verify RUN|FILE [--repo DIR] [--json]",
    summary: "Checks whether a run or a recording was altered",
    text: `Compares a run, or a recording, with its digests. With --repo also with the commit that the
run became. The exit code is 1 when a check fails.`,
    example: "specwright verify 20260102-101500-T004-9f3a --repo ~/parcel-rates",
  },
  promote: {
    synopsis: "promote RUN [--repo DIR] [--yes]",
    summary: "Shares the recording of a run with others",
    text: `Makes the copy that others would get, with secrets hidden once more, and prints what is in the
copy. Nothing is shared without --yes. With --yes the copy is committed to the branch
specwright/recordings. You push that branch.`,
    example: "specwright promote 20260102-101500-T004-9f3a --yes",
  },
  redrive: {
    synopsis: "redrive RUN [--repo DIR] [--at COMMIT] [--json]",
    summary: "Repeats a run of the built-in agent with the recorded answers of its model",
    text: `The commands of the run run again, in a working tree of their own. --at begins from another
commit. Prints the step at which the repeated run differs from the recorded one. The exit
code is 1 when a step, the validation or a file differs.`,
    example: "specwright redrive 20260102-101500-T004-9f3a --at main",
  },
  discard: {
    synopsis: "discard RUN [--repo DIR]",
    summary: "Discards a run that is over",
    text: `Keeps the work under a ref, removes the working tree and the run's branch, and says what could
not be removed. Works also when the run's record or files are damaged.`,
    example: "specwright discard 20260102-101500-T004-9f3a --repo ~/parcel-rates",
  },
  forget: {
    synopsis: "forget RUN [--repo DIR]",
    summary: "Deletes the checkpoints of a run that is over",
    text: `Checkpoints are the run's files at moments between start and end, under
refs/specwright/checkpoints. The recording and the work stay. The replay then shows the files
of the start, and at its end the whole change.`,
    example: "specwright forget 20260102-101500-T004-9f3a --repo ~/parcel-rates",
  },
  fidelity: {
    synopsis: "fidelity DIR [--json]",
    summary: "Tests the editor on the Markdown files of a folder",
    text: `Opens and saves each file, types one word into each block in turn, and compares. Writes no
file. The exit code is 1 when any other byte changed, or when more than one edit in a
thousand was refused.`,
    example: "specwright fidelity ~/notes",
  },
} as const satisfies Record<string, CommandHelp>;

export type Verb = keyof typeof commandHelps;

export const isVerb = (word: string): word is Verb => Object.hasOwn(commandHelps, word);

const width = Math.max(...Object.keys(commandHelps).map((verb) => verb.length));

/** The help about the whole command line. */
export const overview = `Usage: specwright COMMAND

${Object.entries(commandHelps)
  .map(([verb, { summary }]) => `  ${verb.padEnd(width)}  ${summary}`)
  .join("\n")}

Options and an example of one command: specwright COMMAND --help
For example: specwright run --help

RUN is the ID of a run, as specwright runs prints it.
Where the app has the project open, the app carries out the command.

Exit codes: 0 done, 1 failed, 2 not understood, 3 refused, 130 stopped.
`;

/** The help about one command. */
export function helpOf(verb: Verb): string {
  const { synopsis, summary, text, example } = commandHelps[verb];
  return `Usage: specwright ${synopsis}\n\n${summary}.\n\n${text}\n\nExample:\n  ${example}\n`;
}
