import type { CheckpointEvent } from "@shared/runs/checkpoint-files";
import type { FolderMark, LoggedEvent } from "@shared/runs/event";
import type { Repository } from "../git/repository";
import { type RunCheckpoints, startCheckpoints } from "./take-checkpoints";

/** The checkpoints of all active runs. */
export interface Checkpoints {
  /**
   * Begins with a run whose tree was just checked out. A failure is reported, and the run continues without
   * checkpoints. Resolves when the agent may start.
   */
  start(
    repo: Repository,
    run: {
      readonly run: string;
      readonly worktree: string;
      readonly base: string;
      readonly mark: FolderMark;
      readonly given: ReadonlySet<string>;
    },
  ): Promise<void>;
  /** Call after an event was written to a run's log. */
  saw(run: string, logged: LoggedEvent): void;
  /**
   * Takes a run's last checkpoint.
   * @returns the events that are missing in the run's log; none when the checkpoints are finished already
   */
  finish(run: string): Promise<readonly CheckpointEvent[]>;
}

/** @param note writes an event to a run's log with the time `at`, in milliseconds since 1970 */
export function createCheckpoints(
  report: (error: unknown) => void,
  note: (run: string, event: CheckpointEvent, at: number) => void,
): Checkpoints {
  const going = new Map<string, RunCheckpoints>();
  return {
    async start(repo, run) {
      try {
        const tell = (event: CheckpointEvent, at: number) => note(run.run, event, at);
        going.set(run.run, await startCheckpoints({ repo, run, note: tell, report }));
      } catch (error) {
        report(error);
      }
    },
    saw: (run, logged) => going.get(run)?.saw(logged),
    async finish(run) {
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
