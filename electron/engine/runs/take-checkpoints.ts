import { Problem } from "@shared/base/problem";
import { type CheckpointEvent, checkpointEvent } from "@shared/runs/checkpoint";
import type { FolderMark, LoggedEvent } from "@shared/runs/event";
import { type Moment, thin } from "@shared/runs/thin";
import { type TreeWatcher, watchTree } from "../files/tree-watcher";
import { keepCheckpoints } from "../git/checkpoint";
import { dropCheckpoints } from "../git/checkpoint-refs";
import type { Repository } from "../git/repository";

/** The checkpoints of a run whose session goes on. */
export interface RunCheckpoints {
  /** Tells of what was written to the run's log. */
  saw(logged: LoggedEvent): void;
  /**
   * Takes the last checkpoint and ends.
   * @returns the events that are not in the run's log, in order
   */
  finish(): Promise<CheckpointEvent[]>;
}

export interface CheckpointParts {
  readonly repo: Repository;
  readonly run: {
    readonly run: string;
    readonly worktree: string;
    readonly base: string;
    readonly mark?: FolderMark;
    readonly given?: ReadonlySet<string>;
  };
  /** Has an event written to the log. @param at when the files came to rest, in milliseconds since 1970 */
  note(event: CheckpointEvent, at: number): void;
  report(error: unknown): void;
}

/** Milliseconds. */
export interface Pace {
  /** How long files have to be left alone. */
  readonly quiet: number;
  /** A checkpoint at least this often while they are not. */
  readonly longest: number;
}
const usual: Pace = { quiet: 400, longest: 5000 };

/** More names than this say no more than that a lot has changed; the system may have lost some, too. */
const mostNames = 2000;
/** Folders that are watched; in a tree with more, everything is looked at now and then. */
const mostFolders = 10_000;
/** Refs of a run, and how many are left when there are more. */
const mostKept = 200;
const keptAfter = 150;

/**
 * Takes checkpoints of a run's working tree whenever its files come to rest. The run waits for none of it, and
 * goes on without when it fails. To be called while the tree is as it was checked out.
 * @throws {Problem} `not-trusted`, `git-failed`, `cannot-write`
 */
export async function startCheckpoints(
  { repo, run, note, report }: CheckpointParts,
  pace = usual,
): Promise<RunCheckpoints> {
  const keeper = await keepCheckpoints(repo, run);
  const unwritten = new Map<number, CheckpointEvent>();
  const marks: number[] = [];
  let kept: Moment[] = [];
  const changed = new Set<string>();
  let everything = false;
  let first: number | undefined;
  let latest = 0;
  let spent = 0;
  let failing = false;
  let polling = false;
  let timer: NodeJS.Timeout | undefined;
  let taking: Promise<void> | undefined;
  let finished = false;

  const changedNow = () => {
    latest = Date.now();
    first ??= latest;
    schedule();
  };
  const add = (path: string) => {
    // A name that is no UTF-8 has lost bytes on its way here.
    if (changed.size < mostNames && !path.includes("\uFFFD")) changed.add(path);
    else everything = true;
    if (isIgnoreFile(path)) everything = true;
    changedNow();
  };
  const all = () => {
    everything = true;
    changedNow();
  };
  const watcher: TreeWatcher = watchTree(run.worktree, add, (error) => {
    report(error);
    polling = true;
    all();
  });

  function schedule(): void {
    if (finished || taking !== undefined || first === undefined) return;
    clearTimeout(timer);
    // In a tree where a checkpoint takes long there are fewer.
    const quiet = polling ? pace.longest : Math.max(pace.quiet, 3 * spent);
    const due = Math.min(latest + quiet, first + Math.max(pace.longest, 10 * spent));
    timer = setTimeout(() => void take(), Math.max(0, due - Date.now()));
  }

  function take(): Promise<void> {
    clearTimeout(timer);
    taking ??= takeNow().finally(() => {
      taking = undefined;
      if (polling) all();
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
      // An agent may remove its tree; what is left of it is captured as for any run.
      const gone = error instanceof Problem && error.code === "folder-missing";
      if (!failing && !gone) report(error);
      failing = true;
    } finally {
      spent = Date.now() - began;
    }
  }

  /** Watches new folders before they are looked into, so that nothing falls between the two. */
  async function follow(paths: readonly string[]): Promise<void> {
    if (polling) return;
    const folders = await keeper.folders(paths, mostFolders);
    if (folders.length <= mostFolders) return watcher.add(folders);
    polling = true;
    watcher.close();
  }

  async function thinOut(): Promise<void> {
    const left = thin(kept, marks, keptAfter);
    const gone = kept.filter((each) => !left.includes(each)).map(({ seq }) => seq);
    await dropCheckpoints(repo, run.run, gone);
    kept = left;
  }

  // What the agent does before all is watched is found by looking at everything once.
  all();
  void take();
  return {
    saw({ event }) {
      if (event.type === "checkpoint") unwritten.delete(event.seq);
      else if (event.type !== "tool-called" && event.type !== "agent-reported") {
        marks.push(Date.now() / 1000);
        // What an agent or a validation leaves is worth a checkpoint before the next one begins.
        if (event.type === "agent-ended" || event.type === "validation-ended") {
          all();
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
