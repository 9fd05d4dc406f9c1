import { asProblem } from "@shared/base/problem";
import type { RunChange, Verification } from "@shared/contracts/runs";
import type { LoggedEvent } from "@shared/runs/event";
import { changeOf, type RunSummary } from "@shared/runs/summary";
import { useCallback, useEffect, useMemo, useState } from "react";
import { call } from "../store/bridge";
import { createPlayer, type Player } from "./player";
import { openRecording } from "./recording";

/** The state of a request to the engine. */
export type Asked<T> =
  | { readonly status: "asking" }
  | { readonly status: "known"; readonly value: T }
  | { readonly status: "failed"; readonly message: string };

const asking = { status: "asking" } as const;

/**
 * Requests when first shown, and again when `ask` changes.
 * @param keepsLast whether the last answer is kept until there is a new one
 */
function useAsked<T>(ask: () => Promise<T>, keepsLast = false): Asked<T> {
  const [answer, setAnswer] = useState<{ to: unknown; asked: Asked<T> }>();
  useEffect(() => {
    let shown = true;
    const answered = (asked: Asked<T>) => {
      if (shown) setAnswer({ to: ask, asked });
    };
    ask().then(
      (value) => answered({ status: "known", value }),
      (error: unknown) => answered({ status: "failed", message: asProblem(error).message }),
    );
    return () => {
      shown = false;
    };
  }, [ask]);
  return answer && (keepsLast || answer.to === ask) ? answer.asked : asking;
}

/**
 * Whether the recording is unchanged; checked each time the run is opened.
 * @param whole whether the run's folder is complete; before that there is no answer
 */
export const useVerification = (run: string, whole = true): Asked<Verification> =>
  useAsked(
    useCallback(
      () => (whole ? call("runs.verify", { run }) : new Promise<never>(() => undefined)),
      [run, whole],
    ),
  );

/** The run's log, read again whenever the run's phase changes. */
export function useRunEvents({ id, state }: RunSummary): Asked<LoggedEvent[]> {
  const { phase } = state;
  return useAsked(
    useCallback(
      // The phase is a dependency, because each phase adds events.
      () => (phase === "preparing" ? Promise.resolve([]) : call("runs.events", { run: id })),
      [id, phase],
    ),
    true,
  );
}

/** The log of an imported run; empty for a recording without one. */
export const useEventsOf = (recording: string, has: boolean): Asked<LoggedEvent[]> =>
  useAsked(
    useCallback(
      () => (has ? call("runs.events", { run: recording }) : Promise.resolve([])),
      [recording, has],
    ),
  );

/** The run's change, once it is captured. */
export function useChange({ id, state }: RunSummary): Asked<RunChange> | undefined {
  const commit = changeOf(state)?.commit;
  const asked = useAsked<RunChange | undefined>(
    useCallback(
      () => (commit === undefined ? Promise.resolve(undefined) : call("runs.change", { run: id })),
      [id, commit],
    ),
  );
  // Returns the same value for the same answer, so that dependent components can compare.
  return useMemo(() => {
    if (commit === undefined) return undefined;
    if (asked.status !== "known") return asked;
    return asked.value === undefined ? asking : { status: "known", value: asked.value };
  }, [commit, asked]);
}

/** A player for the run's recording, for the lifetime of the component. */
export function usePlayer(run: string): Player {
  const [player] = useState(() =>
    createPlayer(
      {
        request: (callback) => requestAnimationFrame(callback),
        cancel: (request) => cancelAnimationFrame(request),
      },
      asProblem,
    ),
  );
  useEffect(() => {
    const life = new AbortController();
    const { signal } = life;
    openRecording(
      {
        index: () => call("runs.recordingIndex", { run }),
        part: (part) => call("runs.recordingPart", { run, part }),
      },
      (part) => player.setRecording({ status: "loading", part }),
      signal,
    ).then(
      (value) => player.setRecording({ status: "ready", value }),
      (error: unknown) => {
        if (!signal.aborted) player.setRecording({ status: "failed", problem: asProblem(error) });
      },
    );
    return () => {
      life.abort();
      player.dispose();
    };
  }, [player, run]);
  return player;
}

/** The start of a replay: a moment in seconds, or the player's default. */
export interface Start {
  readonly at?: number | undefined;
}

/** Shows a moment once the recording is loaded. A new `start` object shows its moment again. */
export function useStartAt(player: Player, ready: boolean, start: Start): void {
  useEffect(() => {
    if (ready && start.at !== undefined) player.seek(start.at);
  }, [player, ready, start]);
}
