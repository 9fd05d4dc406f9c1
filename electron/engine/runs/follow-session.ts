import type { RunId } from "@shared/base/ids";
import { apply } from "@shared/runs/projection";
import type { Checkpoints } from "./checkpoints";
import type { Endings } from "./endings";
import type { Journals } from "./journal";
import type { KnownRuns } from "./known-runs";
import type { RunStore } from "./run-store";
import type { SessionListener, Sessions } from "./sessions";
import type { SupervisorParts } from "./supervisor-parts";

/** The parts that following a session uses. */
interface FollowParts {
  readonly runs: KnownRuns;
  readonly store: RunStore;
  readonly sessions: Pick<Sessions<never>, "release">;
  readonly checkpoints: Checkpoints;
  readonly endings: Endings;
  readonly journals: Journals;
}

/** Makes the listener of a run's session. */
export type FollowSession = (
  run: RunId,
  /** The number of the last event that the run's state contains already; none for a new run. */
  known?: number,
) => SessionListener;

/**
 * Follows the sessions of runs: applies each event to the run's state and notes it in the journal. After the
 * session's end it collects the change, or finishes the record of a run whose pty host died.
 */
export function createFollowSession(
  parts: Pick<SupervisorParts<never>, "recorded" | "report">,
  { runs, store, sessions, checkpoints, endings, journals }: FollowParts,
): FollowSession {
  const { capture, interrupt, dispose } = endings;
  return (id, known = -1) => {
    let noted: Promise<void> = Promise.resolve();
    const settle = (work: () => Promise<void>) => {
      runs
        .exclusively(id, async () => {
          await work();
          await noted;
          sessions.release(id);
        })
        .catch(parts.report);
    };
    return {
      event: (logged) => {
        noted = journals.note(id, logged).catch(parts.report);
        if (logged.seq <= known) return;
        checkpoints.saw(id, logged);
        runs.set(apply(runs.get(id), logged));
      },
      agentOver: () => endings.takeSnapshot(id),
      failed: (reason) =>
        settle(async () => {
          const run = runs.get(id);
          await dispose(
            run.state.phase === "start-failed"
              ? run
              : await runs.record(run, { type: "fail-start", reason }),
          );
        }),
      closed: () => {
        parts.recorded?.(store.folder(id));
        settle(() => capture(id));
      },
      lost: (reason) => settle(() => interrupt(id, reason)),
    };
  };
}
