import { randomBytes } from "node:crypto";
import { asProblem, Problem } from "@shared/base/problem";
import { serialQueue } from "@shared/base/serial-queue";
import type { QueueState } from "@shared/contracts/queue";
import type { ToStart } from "@shared/contracts/runs";
import { nextInQueue } from "@shared/runs/next-in-queue";
import {
  type Places,
  type QueuedTask,
  type QueueId,
  queueIdSchema,
  type SeenTask,
} from "@shared/runs/queued-task";
import type { RunSummary } from "@shared/runs/summary";
import { isActive, waitsFor } from "@shared/runs/words";
import type { TaskList } from "@shared/tasks/parse-tasks";
import { type KeptQueue, type KeptTask, readQueue, writeQueue } from "../settings/queue-file";

/** A task to add, and what the person saw of its start. */
export interface TaskToQueue
  extends Pick<QueuedTask, "feature" | "task" | "agent" | "recordsInput" | "insists"> {
  readonly shown: string;
}

export interface QueueParts {
  /** The file of the queue, outside of the repository. */
  readonly file: string;
  /** The limits now, what the machine takes, and whether the person chose the limit. */
  places(): Places & { readonly ofMachine: number; readonly chosen: boolean };
  /** The runs that go on or wait for a decision. */
  runs(): readonly RunSummary[];
  /** Every run of a task, for a start that a crash cut off. */
  runsOf(feature: string, task: string): readonly RunSummary[];
  /** The tasks of a feature; undefined when it is gone. */
  readList(feature: string): Promise<TaskList | undefined>;
  /** @throws {Problem} as `Supervisor.toStart` */
  toStart(feature: string, task: string): Promise<ToStart>;
  /**
   * Starts a task.
   * @param anyway why it should have waited
   * @throws {Problem} as `Supervisor.start`
   */
  start(entry: QueuedTask, shown: string, anyway: string | undefined): Promise<unknown>;
  changed(state: QueueState): void;
  report(error: unknown): void;
}

/** Tasks that start by themselves, in the order of a list, as far as tasks, files and places allow. */
export interface Queue {
  state(): QueueState;
  add(tasks: readonly TaskToQueue[]): Promise<QueueState>;
  remove(id: QueueId): Promise<QueueState>;
  move(id: QueueId, before: QueueId | undefined): Promise<QueueState>;
  retry(id: QueueId, shown: string): Promise<QueueState>;
  pause(paused: boolean): Promise<QueueState>;
  /** Something changed that entries may wait for: a run, a task list, a limit. */
  look(): void;
  /** Starts nothing more. A start that goes on is waited for. */
  close(): Promise<void>;
}

/** Opens a project's queue. Entries that were started before a crash are removed. */
export async function openQueue(parts: QueueParts): Promise<Queue> {
  const kept = await readQueue(parts.file);
  let paused = kept.paused;
  let entries: readonly KeptTask[] = kept.entries.flatMap((entry) => settled(entry, parts));
  let waits: ReadonlyMap<QueueId, string> = new Map();
  let told = "";
  let closed = false;
  let asked = false;
  // Edits and starts change the same list, so they take turns.
  const { run: inTurn } = serialQueue();

  const state = (): QueueState => {
    const { most, ofMachine, chosen } = parts.places();
    return {
      // An entry whose start goes on is shown as a run.
      entries: entries
        .filter(({ startedAt }) => startedAt === undefined)
        .map(({ seen: _, startedAt: __, ...entry }) => {
          const reason = waits.get(entry.id);
          return { ...entry, ...(reason === undefined ? {} : { waits: reason }) };
        }),
      paused,
      places: { most, ofMachine, chosen, taken: parts.runs().filter(takesPlace).length },
      ...(kept.damaged
        ? {
            wrong: `The queue could not be read and began empty. Its file is kept as ${parts.file}.damaged.`,
          }
        : {}),
    };
  };
  const tell = () => {
    const now = state();
    const text = JSON.stringify(now);
    if (text === told) return;
    told = text;
    parts.changed(now);
  };
  const keep = async (next: Partial<KeptQueue>): Promise<void> => {
    const whole = { paused, entries: [...entries], ...next };
    await writeQueue(parts.file, whole);
    ({ paused, entries } = whole);
  };
  const change = (id: QueueId, to: Partial<KeptTask>) =>
    entries.map((entry) => (entry.id === id ? { ...entry, ...to } : entry));

  /** Starts entries until none can start, and finds out what the others wait for. */
  async function advance(): Promise<void> {
    while (!closed) {
      const lists = new Map<string, TaskList | undefined>();
      const runs = parts.runs();
      const features = [...entries, ...runs].map(({ feature }) => feature);
      if (entries.length > 0)
        for (const feature of new Set(features)) lists.set(feature, await parts.readList(feature));
      const view = { entries, runs, places: parts.places() };
      const listOf = (feature: string) => lists.get(feature);
      const next = nextInQueue({ ...view, paused, listOf });
      waits = next.waits;
      tell();
      if (next.start === undefined || closed) return;
      await begin(next.start, view, listOf);
    }
  }

  async function begin(
    entry: QueuedTask,
    view: Pick<Parameters<typeof nextInQueue>[0], "entries" | "runs" | "places">,
    listOf: (feature: string) => TaskList | undefined,
  ): Promise<void> {
    const { waits: asIfNot } = nextInQueue({
      ...view,
      entries: [{ ...entry, insists: false }],
      paused: false,
      listOf,
    });
    try {
      const now = await parts.toStart(entry.feature, entry.task);
      requireSeen(entry, now);
      await keep({ entries: change(entry.id, { startedAt: new Date().toISOString() }) });
      await parts.start(entry, now.digest, asIfNot.get(entry.id));
      await keep({ entries: entries.filter(({ id }) => id !== entry.id) });
    } catch (error) {
      const problem = asProblem(error);
      // The project is being closed. The next opening looks at the entry again.
      if (problem.code === "cancelled") {
        closed = true;
        return;
      }
      await keep({
        entries: change(entry.id, { startedAt: undefined, refused: problem.message }),
      });
    }
  }

  function look(): void {
    if (asked || closed) return;
    asked = true;
    inTurn(() => {
      asked = false;
      return advance();
    }).catch(parts.report);
  }

  /** Makes an edit, answers with the state after it, and looks what can start. */
  const edit = (make: () => Promise<void>): Promise<QueueState> =>
    inTurn(async () => {
      await make();
      tell();
      look();
      return state();
    });
  const entryOf = (id: QueueId): KeptTask => {
    const found = entries.find((entry) => entry.id === id);
    if (found === undefined)
      throw new Problem("bad-request", "This task is not in the queue any more.", id);
    return found;
  };

  look();
  return {
    state,
    look,
    add: (tasks) =>
      edit(async () => {
        const added: KeptTask[] = [];
        for (const task of tasks) added.push(await toEntry(parts, task, [...entries, ...added]));
        await keep({ entries: [...entries, ...added] });
      }),
    remove: (id) =>
      edit(async () => {
        entryOf(id);
        await keep({ entries: entries.filter((entry) => entry.id !== id) });
      }),
    move: (id, before) =>
      edit(async () => {
        const moved = entryOf(id);
        const others = entries.filter((entry) => entry.id !== id);
        const at = before === undefined ? -1 : others.findIndex((entry) => entry.id === before);
        const place = at < 0 ? others.length : at;
        await keep({ entries: [...others.slice(0, place), moved, ...others.slice(place)] });
      }),
    retry: (id, shown) =>
      edit(async () => {
        const { feature, task } = entryOf(id);
        const now = await parts.toStart(feature, task);
        requireShown(now, shown);
        await keep({ entries: change(id, { refused: undefined, seen: seenOf(now) }) });
      }),
    pause: (to) => edit(() => keep({ paused: to })),
    async close() {
      closed = true;
      await inTurn(() => Promise.resolve());
    },
  };
}

const takesPlace = (run: RunSummary): boolean => isActive(run) && waitsFor(run.state) === undefined;

/** An entry after a crash: gone if its run was made, as before otherwise. */
function settled({ startedAt, ...entry }: KeptTask, parts: QueueParts): KeptTask[] {
  if (startedAt === undefined) return [entry];
  const made = parts
    .runsOf(entry.feature, entry.task)
    .some(({ createdAt }) => createdAt >= startedAt);
  return made ? [] : [entry];
}

async function toEntry(
  parts: QueueParts,
  { shown, ...task }: TaskToQueue,
  entries: readonly QueuedTask[],
): Promise<KeptTask> {
  if (entries.some(({ feature, task: id }) => feature === task.feature && id === task.task))
    throw new Problem("task-busy", `${task.task} is in the queue already.`);
  const now = await parts.toStart(task.feature, task.task);
  requireShown(now, shown);
  return {
    ...task,
    id: queueIdSchema.parse(`q-${randomBytes(6).toString("hex")}`),
    title: now.title,
    seen: seenOf(now),
    addedAt: new Date().toISOString(),
  };
}

function requireShown(now: ToStart, shown: string): void {
  if (now.digest !== shown)
    throw new Problem(
      "stale-approval",
      "The task, its validation or the set-up is another than was shown. Look at it again, then add it.",
    );
}

const seenOf = ({ line, validation, setUp }: ToStart): SeenTask => ({
  line,
  ...(validation === undefined ? {} : { validation }),
  ...(setUp === undefined ? {} : { setUp }),
});

/** The branch moves while a task waits, so its commit may differ from the shown one. Its commands may not. */
function requireSeen({ task, seen }: QueuedTask, now: ToStart): void {
  const { line, validation, setUp } = seenOf(now);
  if (line !== seen.line || validation !== seen.validation || setUp !== seen.setUp)
    throw new Problem(
      "stale-approval",
      `${task}, its validation or the set-up is another than when it was added. Look at it again.`,
    );
}
