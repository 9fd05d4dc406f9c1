import type { RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import { type CheckpointEvent, checkpointEvent } from "@shared/runs/checkpoint-files";
import type { FolderMark, LoggedEvent } from "@shared/runs/event";
import { type Moment, thin } from "@shared/runs/thin";
import { type TreeWatcher, watchTree } from "../files/tree-watcher";
import { keepCheckpoints } from "../git/checkpoint";
import { dropCheckpoints } from "../git/checkpoint-refs";
import type { Repository } from "../git/repository";

/** The checkpoints of a run whose session is active. */
export interface RunCheckpoints {
  /** Call after an event was written to the run's log. */
  saw(logged: LoggedEvent): void;
  /**
   * Takes the last checkpoint and stops.
   * @returns the events that are missing in the run's log, in order
   */
  finish(): Promise<CheckpointEvent[]>;
}

export interface CheckpointParts {
  readonly repo: Repository;
  readonly run: {
    readonly run: RunId;
    readonly worktree: string;
    readonly base: string;
    readonly mark?: FolderMark;
    readonly given?: ReadonlySet<string>;
    /** See `keepCheckpoints`. */
    readonly after?: { readonly seq: number; readonly tree: string };
  };
  /** The kept checkpoints of an earlier engine; none by default. */
  readonly earlier?: readonly Moment[];
  /**
   * Writes an event to the log.
   * @param at the time at which the files stopped changing, in milliseconds since 1970
   */
  note(event: CheckpointEvent, at: number): void;
  report(error: unknown): void;
}

/** Milliseconds. */
export interface Pace {
  /** The time without changes before a checkpoint. */
  readonly quiet: number;
  /** The largest interval between checkpoints while files change. */
  readonly longest: number;
  /** How many folders are watched, the ones near the top first. */
  readonly folders: number;
}
const usual: Pace = { quiet: 400, longest: 5000, folders: 10_000 };

/** Above this number of changed names the whole tree is compared; the system may have lost some names, too. */
const mostNames = 2000;
/** The largest number of a run's refs, and the number that remain after thinning. */
const mostKept = 200;
const keptAfter = 150;

/**
 * Takes checkpoints of a run's working tree whenever its files stop changing. The run does not wait for them, and
 * continues without them after a failure. Call this while the tree is unchanged since its checkout, or with `after`.
 * @throws {Problem} `not-trusted`, `git-failed`, `cannot-write`
 */
export async function startCheckpoints(
  { repo, run, note, report, earlier = [] }: CheckpointParts,
  pace = usual,
): Promise<RunCheckpoints> {
  const keeper = await keepCheckpoints(repo, run);
  const unwritten = new Map<number, CheckpointEvent>();
  const marks: number[] = [];
  let kept: Moment[] = [...earlier];
  const changed = new Set<string>();
  let everything = false;
  let first: number | undefined;
  let latest = 0;
  let spent = 0;
  let failing = false;
  let polling = false;
  let partly = false;
  let watched = 0;
  let timer: NodeJS.Timeout | undefined;
  let taking: Promise<void> | undefined;
  let finished = false;

  const changedNow = () => {
    latest = Date.now();
    first ??= latest;
    schedule();
  };
  const add = (path: string) => {
    // A name that is no UTF-8 has lost bytes on its way here. Where a name was told, others may not have been.
    if (partly) everything = true;
    else if (changed.size < mostNames && !path.includes("\uFFFD")) changed.add(path);
    else everything = true;
    if (isIgnoreFile(path)) everything = true;
    changedNow();
  };
  const checkWholeTree = () => {
    everything = true;
    changedNow();
  };
  const watcher: TreeWatcher = watchTree(run.worktree, add, (error) => {
    report(error);
    polling = true;
    checkWholeTree();
  });

  function schedule(): void {
    if (finished || taking !== undefined || first === undefined) return;
    clearTimeout(timer);
    // In a tree where a checkpoint takes long, checkpoints are rarer.
    const quiet = polling ? pace.longest : Math.max(pace.quiet, 3 * spent);
    const due = Math.min(latest + quiet, first + Math.max(pace.longest, 10 * spent));
    timer = setTimeout(() => void take(), Math.max(0, due - Date.now()));
  }

  function take(): Promise<void> {
    clearTimeout(timer);
    taking ??= takeNow().finally(() => {
      taking = undefined;
      if (polling) checkWholeTree();
      else schedule();
    });
    return taking;
  }

  async function takeNow(): Promise<void> {
    const began = Date.now();
    const names = [...changed];
    const whole = everything;
    const at = latest + pace.quiet <= began ? latest : began;
    changed.clear();
    everything = false;
    first = undefined;
    try {
      if (!finished) await follow(whole ? [""] : names);
      const checkpoint = await keeper.take(whole ? "everything" : names);
      failing = false;
      if (checkpoint === undefined) return;
      const event = checkpointEvent(checkpoint);
      unwritten.set(event.seq, event);
      kept.push({ seq: event.seq, time: at / 1000 });
      note(event, at);
      if (kept.length > mostKept) await thinOut();
    } catch (error) {
      everything = true;
      // An agent may remove its tree. The remaining files are collected as for any run.
      const gone = error instanceof Problem && error.code === "folder-missing";
      if (!failing && !gone) report(error);
      failing = true;
    } finally {
      spent = Date.now() - began;
    }
  }

  /**
   * Watches new folders before they are looked into, so that nothing falls between the two. Of more folders than are
   * watched the rest is looked at whenever something changes in those, and when the agent tells what it does: to look
   * at so large a tree again and again would take a processor.
   */
  async function follow(paths: readonly string[]): Promise<void> {
    if (polling || partly) return;
    const folders = await keeper.folders(paths, pace.folders);
    const room = paths.includes("") ? pace.folders : pace.folders - watched;
    partly = folders.length > room;
    watched = pace.folders - room + Math.min(folders.length, room);
    await watcher.add(folders.slice(0, room));
  }

  async function thinOut(): Promise<void> {
    const left = thin(kept, marks, keptAfter);
    const gone = kept.filter((each) => !left.includes(each)).map(({ seq }) => seq);
    await dropCheckpoints(repo, run.run, gone);
    kept = left;
  }

  // Changes by the agent before all folders are watched are found by comparing the whole tree once.
  checkWholeTree();
  void take();
  return {
    saw({ event }) {
      if (event.type === "checkpoint") unwritten.delete(event.seq);
      else if (event.type === "tool-called" || event.type === "agent-reported") {
        if (partly) checkWholeTree();
      } else {
        marks.push(Date.now() / 1000);
        // The state at the end of an agent or a validation gets a checkpoint before the next program begins.
        if (event.type === "agent-ended" || event.type === "validation-ended") {
          checkWholeTree();
          void take();
        }
      }
    },
    async finish() {
      finished = true;
      clearTimeout(timer);
      watcher.close();
      await taking;
      latest = Date.now();
      everything = true;
      await take();
      clearTimeout(timer);
      await keeper.close();
      return [...unwritten.values()];
    },
  };
}

const isIgnoreFile = (path: string): boolean => /(?:^|\/)\.git(?:ignore|attributes)$/.test(path);
