import { Problem } from "@shared/base/problem";
import type { FeatureSummary } from "@shared/contracts/project";
import { type ToStart, terminalSizeSchema } from "@shared/contracts/runs";
import { createQuestionFilter } from "@shared/recordings/questions";
import { leftOutSentence } from "@shared/runs/left-out";
import { notTakenSentences } from "@shared/runs/not-taken";
import type { RunSummary } from "@shared/runs/summary";
import { agentDidWell, isUndecided, runWord } from "@shared/runs/words";
import { reasonToWait } from "@shared/tasks/graph";
import { findProjects } from "../engine/projects/inner-projects";
import { readTaskList } from "../engine/projects/task-list";
import { chooseAgent } from "./agent-choice";
import { type CommandLine, exitCodes } from "./command-line";
import type { Places } from "./opened-engine";
import { asJson, printable } from "./print";
import { openEngine, type ProjectEngine } from "./project-engine";
import { createUnattended, type Unattended } from "./unattended";

/**
 * Runs one task to its end. The person typed the repository's name, so it is trusted for this run. If the app has
 * the project open, the run takes place there and this command shows it. The terminal is shown on standard output,
 * or not at all with --json.
 * @returns the exit code
 */
export async function runTask(
  command: Extract<CommandLine, { verb: "run" }> & { readonly task: string },
  places: Places,
): Promise<number> {
  let started: RunSummary | undefined;
  let unattended: Unattended | undefined;
  const onRun = ({ id, state }: RunSummary) => {
    if (id === started?.id) unattended?.see(state);
  };
  const engine = await openEngine(command.repo, places, "repository", onRun);
  const { ask } = engine;
  let stopped = false;
  try {
    if (engine.where === "app")
      process.stderr.write(
        "specwright: The app has this project open, so the run goes on there.\n",
      );
    const { features } = engine.snapshot;
    const { columns: cols, rows } = process.stdout;
    // A terminal without a set size reports 0.
    const size = terminalSizeSchema.catch({ cols: 100, rows: 30 }).parse({ cols, rows });
    const attended = !command.json && process.stdin.isTTY && process.stdout.isTTY;
    const agent = await chooseAgent(command.agent, places.home, attended);
    const stop = () => {
      stopped = true;
      if (started) ask("runs.stop", { run: started.id }).catch(() => undefined);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
    const inner = features.length === 0 ? await findProjects(engine.snapshot.path) : [];
    const feature = featureOf(features, command.feature, inner);
    const busy = (await ask("runs.ofTasks", { feature: feature.id })).filter(isUndecided);
    const list = await readTaskList(engine.files, feature);
    const waits = reasonToWait(list, command.task, new Set(busy.map(({ task }) => task.id)));
    if (waits !== undefined && !command.anyway)
      throw new Problem("task-waits", `${waits} To start it all the same, add --anyway.`);
    const toStart = await ask("runs.toStart", { feature: feature.id, task: command.task });
    sayNotTaken(toStart);
    const run = await ask("runs.start", {
      feature: feature.id,
      task: command.task,
      agent,
      shown: toStart.digest,
      unattended: !attended,
      recordsInput: command.recordsInput,
      anyway: waits,
      ...(command.unconfined ? { unconfined: true } : {}),
      size,
    });
    started = run;
    if (stopped) stop();
    const finish = () => void ask("runs.finish", { run: run.id }).catch(() => undefined);
    if (!attended)
      unattended = createUnattended({
        say: (sentence) =>
          process.stderr.write(`\nspecwright: ${printable(`${run.task.id}: ${sentence}`)}\n`),
        finish,
        stop: () => void ask("runs.stop", { run: run.id }).catch(() => undefined),
      });
    const now = await ask("runs.find", { run: run.id });
    if (now) onRun(now);
    const shown = command.json ? undefined : show(run, engine.attach, attended, finish);
    const settled = await ask("runs.settled", { run: run.id });
    // Waits until a slow reader of the output has all of it. A pty host that died sends no more output.
    if (settled.state.phase === "review" && settled.state.how !== "interrupted") await shown?.ended;
    shown?.hide();
    report(settled, command.json);
    return stopped ? exitCodes.stopped : exitCodeOf(settled);
  } finally {
    unattended?.close();
    await engine.close();
  }
}

/** The feature that a command names, or the only one. @throws {Problem} `file-missing`, `bad-request` */
export function featureOf(
  features: readonly FeatureSummary[],
  name: string | undefined,
  inner: readonly string[],
): FeatureSummary {
  const found = features.filter(
    ({ id, number, folder }) =>
      name === undefined || id === name || number === name || folder.endsWith(`/${name}`),
  );
  const [feature] = found;
  if (!feature)
    throw new Problem(
      "file-missing",
      name === undefined
        ? "This project has no features in specs/."
        : `There is no feature ${name} in this project.`,
      inner.length === 0 ? undefined : `Projects in it: ${inner.join(", ")}`,
    );
  if (found.length > 1)
    throw new Problem(
      "bad-request",
      `This project has several features. Add --feature ${found.map(({ id, number }) => number || id).join(" or ")}.`,
    );
  return feature;
}

/** On standard error, because with --json standard output is for the result only. */
function sayNotTaken({ notTaken }: ToStart): void {
  for (const sentence of notTakenSentences(notTaken))
    process.stderr.write(`${printable(sentence)}\n`);
}

function sayFull(folder: string, stopped: boolean): void {
  const what = stopped ? "the end of the recording waits" : "the program waits";
  process.stderr.write(
    `\r\nspecwright: The disk is full, so ${what}. Make room on the disk with ${printable(folder)}.\r\n`,
  );
}

/** Shows a live terminal on this one. `ended` resolves when all of its output is written. */
function show(
  run: RunSummary,
  attach: ProjectEngine["attach"],
  attended: boolean,
  finish: () => void,
): { readonly ended: Promise<void>; hide(): void } {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const terminal = attach(run.id, (parsed) => {
    if (parsed.type === "ended") end();
    if (parsed.type === "disk-full") sayFull(parsed.folder, parsed.stopped);
    if (parsed.type !== "data") return;
    const { length } = parsed.data;
    process.stdout.write(withoutQuestions(parsed.data), () =>
      terminal.send({ type: "ack", length }),
    );
  });
  // The run's own terminal answers the program's queries; this terminal must not answer them again.
  const withoutQuestions = createQuestionFilter();
  const focus = (focused: boolean) => terminal.send({ type: "focus", focused });
  const type = (data: string) => {
    const typed = data.replaceAll(focusReport, "");
    const last = data.match(focusReport)?.at(-1);
    if (last !== undefined) focus(last.endsWith("I"));
    if (typed === finishKey) finish();
    else if (typed !== "") terminal.send({ type: "input", data: typed });
  };
  const resize = () =>
    terminal.send({ type: "resize", cols: process.stdout.columns, rows: process.stdout.rows });
  if (attended) {
    process.stderr.write(
      "Ctrl-] finishes the run: its agent is asked to end, and the validation follows.\r\n",
    );
    focus(true);
    process.stdin.setRawMode(true);
    // Decodes a character whose bytes arrive in two chunks.
    process.stdin.setEncoding("utf8");
    process.stdin.on("data", type);
    process.stdout.on("resize", resize);
  }
  const hide = () => {
    terminal.detach();
    if (!attended) return;
    process.stdin.off("data", type);
    process.stdin.setRawMode(false);
    process.stdin.pause();
    process.stdout.off("resize", resize);
  };
  return { ended, hide };
}

/** Ctrl-], the escape key of telnet and others. */
const finishKey = "\u001d";
/** A terminal's focus reports. They go to the run as focus messages, because the run's own terminal reports them. */
const focusReport = new RegExp(`${String.fromCharCode(0x1b)}\\[[IO]`, "g");

function report(run: RunSummary, json: boolean): void {
  if (json) {
    process.stdout.write(`${asJson(run)}\n`);
    return;
  }
  const { state } = run;
  const [word] = runWord(state);
  const change =
    state.phase === "review"
      ? `, ${state.change.files} files changed, ${state.change.added} added, ${state.change.removed} removed`
      : state.phase === "start-failed"
        ? `: ${state.reason}`
        : "";
  const left = state.phase === "review" ? leftOutSentence(state.change) : undefined;
  const lines = [`${run.task.id} ${word}${change}`, ...(left ? [left] : []), `Run ${run.id}`];
  process.stdout.write(printable(`\n${lines.join("\n")}\n`));
}

/** The exit code for a finished run. */
export function exitCodeOf({ state }: RunSummary): number {
  if (state.phase !== "review" || state.how !== "finished") return exitCodes.failed;
  if (!agentDidWell(state)) return exitCodes.failed;
  const { result } = state.validation;
  return result === "passed" || result === "none" ? exitCodes.done : exitCodes.failed;
}
