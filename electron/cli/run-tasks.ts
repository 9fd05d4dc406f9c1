import { randomBytes } from "node:crypto";
import type { RunId } from "@shared/base/ids";
import { asProblem, Problem } from "@shared/base/problem";
import type { FeatureSummary } from "@shared/contracts/project";
import { nextInQueue } from "@shared/runs/next-in-queue";
import { type QueuedTask, queueIdSchema } from "@shared/runs/queued-task";
import type { AgentChoice, RunSummary } from "@shared/runs/summary";
import { isUndecided, runWord } from "@shared/runs/words";
import { buildGraph } from "@shared/tasks/graph";
import type { TaskList } from "@shared/tasks/parse-tasks";
import { readTaskList } from "../engine/projects/task-list";
import { chooseAgent } from "./agent-choice";
import { type CommandLine, exitCodes, type TaskWish } from "./command-line";
import type { Places } from "./opened-engine";
import { asJson, printable } from "./print";
import { openEngine, type ProjectEngine } from "./project-engine";
import { exitCodeOf, featureOf } from "./run-task";
import { createUnattended, type Unattended } from "./unattended";

/** Columns and rows of the terminals, which nobody sees. */
const size = { cols: 120, rows: 32 };

type Command = Extract<CommandLine, { verb: "run" }>;

/**
 * Runs several tasks of a feature, each as soon as its dependencies, its files and the number of places allow. The
 * command ends when nothing more can start. A task that depends on a change that waits for approval does not start.
 * @returns the exit code
 */
export async function runTasks(command: Command, places: Places): Promise<number> {
  const watched = new Map<RunId, Unattended>();
  const onRun = ({ id, state }: RunSummary) => watched.get(id)?.see(state);
  const engine = await openEngine(command.repo, places, "repository", onRun);
  const { ask } = engine;
  const say = speaker(command.json);
  let isStopped = false;
  const going = new Map<string, Promise<void>>();
  const stop = () => {
    isStopped = true;
    for (const run of watched.keys()) ask("runs.stop", { run }).catch(() => undefined);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, stop);
  try {
    const feature = featureOf(engine.snapshot.features, command.feature, []);
    const agent = await chooseAgent(command.agent, places.home, false);
    const codes: number[] = [];
    let left = await wanted(engine, feature, command, agent);
    const start = async (entry: QueuedTask, waits: string | undefined) => {
      const task = entry.task;
      const toStart = await ask("runs.toStart", { feature: feature.id, task });
      const run = await ask("runs.start", {
        ...{ feature: feature.id, task, agent, size, anyway: waits },
        shown: toStart.digest,
        unattended: true,
        recordsInput: command.recordsInput,
        ...(command.unconfined ? { unconfined: true } : {}),
      });
      watched.set(
        run.id,
        createUnattended({
          say: (words) => say({ event: "says", task, run: run.id, words }),
          finish: () => void ask("runs.finish", { run: run.id }).catch(() => undefined),
          stop: () => void ask("runs.stop", { run: run.id }).catch(() => undefined),
        }),
      );
      say({ event: "started", task, run: run.id });
      if (isStopped) stop();
      const settle = async () => {
        const settled = await ask("runs.settled", { run: run.id });
        watched.get(run.id)?.close();
        watched.delete(run.id);
        const code = exitCodeOf(settled);
        codes.push(code);
        say({ event: "ended", task, run: run.id, words: runWord(settled.state)[0], code });
      };
      const ended = settle().catch((error: unknown) => {
        codes.push(exitCodes.failed);
        say({ event: "refused", task, words: asProblem(error).message });
      });
      going.set(
        task,
        ended.then(() => void going.delete(task)),
      );
    };

    for (;;) {
      const { next, insisted } = await look(engine, feature, left, command.parallel);
      if (next.start !== undefined && !isStopped) {
        const entry = next.start;
        left = left.filter(({ id }) => id !== entry.id);
        try {
          await start(entry, insisted);
        } catch (error) {
          codes.push(exitCodes.refused);
          say({ event: "refused", task: entry.task, words: asProblem(error).message });
        }
        continue;
      }
      if (going.size > 0) {
        await Promise.race(going.values());
        continue;
      }
      for (const entry of left)
        say({ event: "waits", task: entry.task, words: next.waits.get(entry.id) ?? "" });
      if (isStopped) return exitCodes.stopped;
      return Math.max(...codes.map(worse)) > 0
        ? exitCodes.failed
        : left.length > 0
          ? exitCodes.waits
          : exitCodes.done;
    }
  } finally {
    for (const signal of signals) process.off(signal, stop);
    for (const unattended of watched.values()) unattended.close();
    await engine.close();
  }
}

const worse = (code: number): number => (code === exitCodes.done ? 0 : 1);

/** One line for each event: JSON, or a sentence. */
type Spoken =
  | { readonly event: "started"; readonly task: string; readonly run: string }
  | { readonly event: "says"; readonly task: string; readonly run: string; readonly words: string }
  | {
      readonly event: "ended";
      readonly task: string;
      readonly run: string;
      readonly words: string;
      readonly code: number;
    }
  | { readonly event: "waits" | "refused"; readonly task: string; readonly words: string };

const speaker =
  (json: boolean) =>
  (spoken: Spoken): void => {
    const words = "words" in spoken ? ` ${spoken.words}` : "";
    const run = "run" in spoken && spoken.event !== "says" ? `  (run ${spoken.run})` : "";
    process.stdout.write(
      json
        ? `${asJson({ at: new Date().toISOString(), ...spoken })}\n`
        : printable(`${spoken.task} ${spoken.event}:${words}${run}\n`),
    );
  };

async function look(
  { ask, files }: ProjectEngine,
  feature: FeatureSummary,
  entries: readonly QueuedTask[],
  most: number,
) {
  const list = await readTaskList(files, feature);
  const runs = (await ask("runs.ofTasks", { feature: feature.id })).filter(isUndecided);
  const view = { runs, paused: false, places: { most, perAgent: {} }, listOf: () => list };
  const next = nextInQueue({ ...view, entries });
  const { start } = next;
  const asIfNot = start && nextInQueue({ ...view, entries: [{ ...start, insists: false }] });
  return { next, insisted: start && asIfNot?.waits.get(start.id) };
}

/** @throws {Problem} `task-missing` for a task that is not in the list, or when no task is meant */
async function wanted(
  { ask, files }: ProjectEngine,
  feature: FeatureSummary,
  { tasks, anyway, recordsInput }: Command,
  agent: AgentChoice,
): Promise<readonly QueuedTask[]> {
  const list = await readTaskList(files, feature);
  const runs = (await ask("runs.ofTasks", { feature: feature.id })).filter(isUndecided);
  const ids = idsOf(tasks, list, new Set(runs.map(({ task }) => task.id)));
  if (ids.length === 0)
    throw new Problem("task-missing", "No open task is meant. specwright tasks lists them.");
  return ids.map((task) => ({
    ...{ feature: feature.id, task, title: task, agent, recordsInput },
    id: queueIdSchema.parse(`q-${randomBytes(6).toString("hex")}`),
    seen: { line: "" },
    addedAt: new Date().toISOString(),
    insists: anyway,
  }));
}

function idsOf(wish: TaskWish, list: TaskList, busy: ReadonlySet<string>): readonly string[] {
  const open = list.tasks.filter(({ done, unnumbered }) => !done && !unnumbered);
  switch (wish.kind) {
    case "one":
      return [wish.task];
    case "named": {
      const missing = wish.tasks.filter((id) => !list.tasks.some((task) => task.id === id));
      if (missing.length > 0)
        throw new Problem("task-missing", `${missing.join(", ")} is not in the task list.`);
      return wish.tasks;
    }
    case "wave":
      return buildGraph(list, busy).startable.map(({ id }) => id);
    case "story":
      return open.filter(({ story }) => story === wish.story).map(({ id }) => id);
    case "all":
      return open.map(({ id }) => id);
  }
}
