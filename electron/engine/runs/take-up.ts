import type { RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import { project, summarise } from "@shared/runs/projection";
import { isActive } from "@shared/runs/words";
import type { HeldSession } from "../../pty-host/protocol";
import { readGiven } from "../../run-folder/given-files";
import type { Repository } from "../git/repository";
import type { Checkpoints } from "./checkpoints";
import type { Endings } from "./endings";
import type { KnownRuns } from "./known-runs";
import { listed } from "./listed-run";
import type { RunStore } from "./run-store";
import type { SessionListener } from "./sessions";

/** The parts that taking up a session uses. */
interface TakeUpParts {
  readonly runs: KnownRuns;
  readonly store: RunStore;
  readonly checkpoints: Checkpoints;
  readonly endings: Endings;
  repository(): Repository;
  /** @param logged the number of the last event that the run's state contains already */
  follow(run: RunId, logged: number): SessionListener;
  stop(run: RunId): void;
  report(error: unknown): void;
}

/**
 * Takes up the sessions of an engine that has died while their pty host went on.
 * @returns `listenerOf` for `Sessions.takeUp`, and `known`, which resolves when the state of all runs is known
 */
export function createTakeUp(parts: TakeUpParts) {
  const { runs, store, checkpoints, endings } = parts;
  const learning: Promise<unknown>[] = [];

  const learn = async (id: RunId): Promise<SessionListener> => {
    const events = await store.events(id);
    const run = project(events);
    if (run === undefined)
      throw new Problem("recording-damaged", `The run ${id} cannot be shown.`, store.folder(id));
    if (runs.has(id)) runs.set(run);
    else runs.learn(listed(run));
    const { worktree, base } = run.created;
    // A run that ended meanwhile gets its last checkpoint when its change is collected.
    const goesOn = isActive(summarise(run)) || run.state.phase === "ended";
    if (goesOn && run.tree !== undefined) {
      const given = await readGiven(store.folder(id));
      checkpoints.resume(
        parts.repository(),
        { run: id, worktree, base, mark: run.tree, given },
        events,
      );
    }
    return parts.follow(id, events.at(-1)?.seq ?? -1);
  };

  return {
    listenerOf({ run: id, folder, kept }: HeldSession): SessionListener | undefined {
      if (folder !== store.folder(id)) return undefined;
      endings.takeOver(id, kept);
      const ready = learn(id);
      ready.catch((error: unknown) => {
        parts.report(error);
        // Nobody can look after the run.
        parts.stop(id);
      });
      learning.push(ready.catch(() => undefined));
      return whenReady(ready);
    },
    async known(): Promise<void> {
      await Promise.all(learning);
    },
  };
}

/** A listener that hears everything in order once it is ready, and nothing if it fails to become ready. */
function whenReady(ready: Promise<SessionListener>): SessionListener {
  const later = (tell: (listener: SessionListener) => void) =>
    void ready.then(tell, () => undefined);
  return {
    event: (logged) => later((listener) => listener.event(logged)),
    agentOver: () =>
      ready.then(
        (listener) => listener.agentOver(),
        () => ({ failed: "the run cannot be read" }),
      ),
    failed: (reason) => later((listener) => listener.failed(reason)),
    closed: () => later((listener) => listener.closed()),
    lost: (reason) => later((listener) => listener.lost(reason)),
  };
}
