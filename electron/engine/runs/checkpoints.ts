import type { CheckpointEvent } from "@shared/runs/checkpoint";
import type { FolderMark, LoggedEvent } from "@shared/runs/event";
import type { Repository } from "../git/repository";
import { type RunCheckpoints, startCheckpoints } from "./take-checkpoints";

/** The checkpoints of all runs that go on. */
export interface Checkpoints {
  /**
   * Begins with a run whose tree was just checked out; a failure is reported, and the run goes on without.
   * Resolves when the agent may start.
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
  /** Tells of what was written to a run's log. */
  saw(run: string, logged: LoggedEvent): void;
  /** Takes a run's last checkpoint. @returns the events that its log lacks; none when it is finished already */
  finish(run: string): Promise<readonly CheckpointEvent[]>;
}

/** @param note has an event written to a run's log, as one of `at`, in milliseconds since 1970 */
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
        // The run's own change is captured all the same.
        report(error);
        return [];
      }
    },
  };
}
