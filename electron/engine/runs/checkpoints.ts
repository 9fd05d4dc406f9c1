import type { RunId } from "@shared/base/ids";
import type { CheckpointEvent } from "@shared/runs/checkpoint-files";
import type { FolderMark, LoggedEvent } from "@shared/runs/event";
import { objectId } from "../git/commit";
import { keptCheckpoints } from "../git/folded-checkpoints";
import type { Repository } from "../git/repository";
import { type RunCheckpoints, startCheckpoints } from "./take-checkpoints";

/** A run and its tree. */
interface CheckpointedRun {
  readonly run: RunId;
  readonly worktree: string;
  readonly base: string;
  readonly mark: FolderMark;
  readonly given: ReadonlySet<string>;
}

/** The checkpoints of all active runs. */
export interface Checkpoints {
  /**
   * Begins with a run whose tree was just checked out. A failure is reported, and the run continues without
   * checkpoints. Resolves when the agent may start.
   */
  start(repo: Repository, run: CheckpointedRun): Promise<void>;
  /**
   * Goes on with a run that an earlier engine began. The run goes on meanwhile. A failure is reported, and the run
   * continues without checkpoints.
   * @param events the run's log
   */
  resume(repo: Repository, run: CheckpointedRun, events: readonly LoggedEvent[]): void;
  /** Call after an event was written to a run's log. */
  saw(run: RunId, logged: LoggedEvent): void;
  /**
   * Takes a run's last checkpoint.
   * @returns the events that are missing in the run's log; none when the checkpoints are finished already
   */
  finish(run: RunId): Promise<readonly CheckpointEvent[]>;
}

/** @param note writes an event to a run's log with the time `at`, in milliseconds since 1970 */
export function createCheckpoints(
  report: (error: unknown) => void,
  note: (run: RunId, event: CheckpointEvent, at: number) => void,
): Checkpoints {
  const going = new Map<string, RunCheckpoints>();
  const resuming = new Map<string, Promise<void>>();
  const tellOf = (run: RunId) => (event: CheckpointEvent, at: number) => note(run, event, at);

  const resumed = async (
    repo: Repository,
    run: CheckpointedRun,
    events: readonly LoggedEvent[],
  ): Promise<void> => {
    // Any program can write a run's log, so only commits that have a ref count.
    const refs = await keptCheckpoints(repo, run.run);
    const kept = events.flatMap(({ event, at }) =>
      event.type === "checkpoint" && refs.get(event.seq) === event.commit
        ? { seq: event.seq, time: Date.parse(at) / 1000, commit: event.commit }
        : [],
    );
    const tree = await objectId(repo, `${kept.at(-1)?.commit ?? run.base}^{tree}`);
    const after = { seq: Math.max(0, ...refs.keys()), tree };
    const parts = { repo, run: { ...run, after }, note: tellOf(run.run), report };
    going.set(run.run, await startCheckpoints({ ...parts, earlier: kept }));
  };

  return {
    async start(repo, run) {
      try {
        const parts = { repo, run, note: tellOf(run.run), report };
        going.set(run.run, await startCheckpoints(parts));
      } catch (error) {
        report(error);
      }
    },
    resume(repo, run, events) {
      const work = resumed(repo, run, events)
        .catch(report)
        .finally(() => resuming.delete(run.run));
      resuming.set(run.run, work);
    },
    saw: (run, logged) => going.get(run)?.saw(logged),
    async finish(run) {
      await resuming.get(run);
      const checkpoints = going.get(run);
      going.delete(run);
      try {
        return (await checkpoints?.finish()) ?? [];
      } catch (error) {
        // The run's final change is collected in any case.
        report(error);
        return [];
      }
    },
  };
}
