import type { RunChange, Verification } from "@shared/contracts/runs";
import type { LoggedEvent } from "@shared/runs/event";
import { changeOf, type RunSummary } from "@shared/runs/summary";
import { useCallback, useEffect, useMemo, useState } from "react";
import { call } from "../store/bridge";
import { asProblem } from "../store/project";
import { createPlayer, type Player } from "./player";
import { openRecording } from "./recording";

/** What was asked of the privileged side. */
export type Asked<T> =
  | { readonly status: "asking" }
  | { readonly status: "known"; readonly value: T }
  | { readonly status: "failed"; readonly message: string };

const asking = { status: "asking" } as const;

/**
 * Asks when it is first shown, and again when the question becomes another.
 * @param keepsLast the last answer stands until there is a new one
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
 * Whether the recording is what was recorded; asked each time the run is opened.
 * @param whole the run's folder is complete; before that there is no answer
 */
export const useVerification = (run: string, whole = true): Asked<Verification> =>
  useAsked(
    useCallback(
      () => (whole ? call("runs.verify", { run }) : new Promise<never>(() => undefined)),
      [run, whole],
    ),
  );

/** The run's log, read again whenever the run goes on. */
export function useRunEvents({ id, state }: RunSummary): Asked<LoggedEvent[]> {
  const { phase } = state;
  return useAsked(
    useCallback(
      // The phase is part of the question: with each there is more to read.
      () => (phase === "preparing" ? Promise.resolve([]) : call("runs.events", { run: id })),
      [id, phase],
    ),
    true,
  );
}

/** The log of an imported run; of a recording without one, nothing. */
export const useEventsOf = (recording: string, has: boolean): Asked<LoggedEvent[]> =>
  useAsked(
    useCallback(
      () => (has ? call("runs.events", { run: recording }) : Promise.resolve([])),
      [recording, has],
    ),
  );

/** The change, once it is captured. */
export function useChange({ id, state }: RunSummary): Asked<RunChange> | undefined {
  const commit = changeOf(state)?.commit;
  const asked = useAsked<RunChange | undefined>(
    useCallback(
      () => (commit === undefined ? Promise.resolve(undefined) : call("runs.change", { run: id })),
      [id, commit],
    ),
  );
  // The same answer is the same value, so that what rests on it can tell.
  return useMemo(() => {
    if (commit === undefined) return undefined;
    if (asked.status !== "known") return asked;
    return asked.value === undefined ? asking : { status: "known", value: asked.value };
  }, [commit, asked]);
}

/** A player with the run's recording, for as long as the component is shown. */
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

/** Where a replay is to start: at a moment, in seconds, or where the player is by itself. */
export interface Start {
  readonly at?: number | undefined;
}

/** Shows a moment once the recording is there. Asked for anew, by another object, it is shown anew. */
export function useStartAt(player: Player, ready: boolean, start: Start): void {
  useEffect(() => {
    if (ready && start.at !== undefined) player.seek(start.at);
  }, [player, ready, start]);
}
