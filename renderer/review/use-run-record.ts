import type { RecordingId } from "@shared/base/ids";
import type { RunChange, Verification } from "@shared/contracts/runs";
import type { LoggedEvent } from "@shared/runs/event";
import { changeOf, type RunSummary } from "@shared/runs/summary";
import { useCallback, useMemo } from "react";
import { type Asked, asking, useAsked } from "../store/asked";
import { call } from "../store/bridge";

/**
 * Whether the recording is unchanged; checked each time the run is opened.
 * @param whole whether the run's folder is complete; before that there is no answer
 */
export const useVerification = (run: RecordingId, whole = true): Asked<Verification> =>
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
export const useEventsOf = (recording: RecordingId, has: boolean): Asked<LoggedEvent[]> =>
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
