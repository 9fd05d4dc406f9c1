import type { RunId } from "@shared/base/ids";
import { asProblem } from "@shared/base/problem";
import type { RunChange, RunTree } from "@shared/contracts/runs";
import { type CheckpointAt, checkpointsOf } from "@shared/runs/checkpoint-times";
import type { LoggedEvent } from "@shared/runs/event";
import type { RunSummary } from "@shared/runs/summary";
import { useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import type { Player } from "../../replay/player";
import type { Asked } from "../../store/asked";
import { call, on } from "../../store/bridge";
import { keyOf, type Moment, momentAt } from "./moment";

/** The milliseconds for which a moment must stay before its change is requested. */
const still = 100;
/** The most changes that are kept. */
const mostHeld = 12;

export interface MomentChange {
  readonly checkpoints: readonly CheckpointAt[];
  readonly moment: Moment;
  /** The change at the moment. While it is being requested, the change that was shown last. */
  readonly change: Asked<RunChange> | undefined;
  /** Whether the shown change is that of the moment. */
  readonly current: boolean;
}

/**
 * The change at the replay's current moment.
 * @param captured the run's final change
 */
export function useMomentChange(
  run: RunSummary,
  player: Player,
  events: readonly LoggedEvent[] | undefined,
  captured: Asked<RunChange> | undefined,
): MomentChange {
  const checkpoints = useMemo(() => checkpointsOf(events ?? []), [events]);
  // A string, so that the component is drawn when the moment changes and not with every frame.
  const at = ({ recording, position }: ReturnType<Player["store"]["getState"]>): Moment =>
    recording.status === "ready"
      ? momentAt(checkpoints, position, recording.value.outline.duration)
      : { at: "end" };
  const key = useStore(player.store, (state) => keyOf(at(state)));
  const checkpoint = useMemo(
    () => checkpoints.find(({ commit }) => commit === key),
    [checkpoints, key],
  );
  const moment: Moment = checkpoint
    ? { at: "checkpoint", checkpoint }
    : { at: key === "start" ? "start" : "end" };

  const asked = useAskedAt(run.id, checkpoint?.commit, changeAt);
  const nothing = useMemo<Asked<RunChange>>(
    () => ({
      status: "known",
      value: { base: run.base, commit: run.base, files: [], diff: "" },
    }),
    [run.base],
  );
  const wanted = moment.at === "end" ? captured : moment.at === "start" ? nothing : asked;
  const [last, setLast] = useState(wanted);
  if (wanted !== undefined && wanted !== last) setLast(wanted);
  return { checkpoints, moment, change: wanted ?? last, current: wanted !== undefined };
}

const changeAt = (run: RunId, commit: string) => call("runs.changeAt", { run, commit });
const treeAt = (run: RunId, commit: string) => call("runs.treeAt", { run, commit });

/** The files at a commit of the run. While they are being requested, the files that were shown last. */
export function useTreeAt(run: RunId, commit: string | undefined): Asked<RunTree> | undefined {
  const asked = useAskedAt(run, commit, treeAt);
  const [last, setLast] = useState(asked);
  if (asked !== undefined && asked !== last) setLast(asked);
  return asked ?? last;
}

/**
 * The answer about a commit of the run, requested after the moment has stayed; undefined while it is unknown.
 * @param ask must stay the same function
 */
function useAskedAt<T>(
  run: RunId,
  commit: string | undefined,
  ask: (run: RunId, commit: string) => Promise<T>,
): Asked<T> | undefined {
  const [held, setHeld] = useState(() => new Map<string, Asked<T>>());
  const [, draw] = useState(0);
  useEffect(
    () =>
      on("runs.forgotten", (forgotten) => {
        // The checkpoints are gone, so the answers are others.
        if (forgotten.run === run) setHeld(new Map());
      }),
    [run],
  );
  useEffect(() => {
    if (commit === undefined || held.get(commit)?.status === "known") return;
    let wanted = true;
    const answered = (asked: Asked<T>) => {
      if (!wanted) return;
      held.set(commit, asked);
      const [oldest] = held.keys();
      if (held.size > mostHeld && oldest !== undefined) held.delete(oldest);
      draw((n) => n + 1);
    };
    const timer = setTimeout(() => {
      ask(run, commit).then(
        (value) => answered({ status: "known", value }),
        (error: unknown) => answered({ status: "failed", message: asProblem(error).message }),
      );
    }, still);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [held, run, commit, ask]);
  return commit === undefined ? undefined : held.get(commit);
}
