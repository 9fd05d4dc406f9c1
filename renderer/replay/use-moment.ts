import type { RunChange, RunTree } from "@shared/contracts/runs";
import { type CheckpointAt, checkpointsOf } from "@shared/runs/checkpoint-times";
import type { LoggedEvent } from "@shared/runs/event";
import type { RunSummary } from "@shared/runs/summary";
import { useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import { call } from "../store/bridge";
import { asProblem } from "../store/project";
import { keyOf, type Moment, momentAt } from "./moment";
import type { Player } from "./player";
import type { Asked } from "./use-replay";

/** Milliseconds for which a moment has to stand before its change is asked for. */
const still = 100;
/** Changes that are held. */
const mostHeld = 12;

export interface MomentChange {
  readonly checkpoints: readonly CheckpointAt[];
  readonly moment: Moment;
  /** The change at the moment. While it is being asked for, the one that was shown last. */
  readonly change: Asked<RunChange> | undefined;
  /** What is shown is the moment's. */
  readonly current: boolean;
}

/**
 * The change at the moment that a replay is at.
 * @param captured what the run left
 */
export function useMomentChange(
  run: RunSummary,
  player: Player,
  events: readonly LoggedEvent[] | undefined,
  captured: Asked<RunChange> | undefined,
): MomentChange {
  const checkpoints = useMemo(() => checkpointsOf(events ?? []), [events]);
  // A text, so that the component is drawn when the moment changes and not with every frame.
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

const changeAt = (run: string, commit: string) => call("runs.changeAt", { run, commit });
const treeAt = (run: string, commit: string) => call("runs.treeAt", { run, commit });

/** The files at a commit of the run. While they are being asked for, those that were shown last. */
export function useTreeAt(run: string, commit: string | undefined): Asked<RunTree> | undefined {
  const asked = useAskedAt(run, commit, treeAt);
  const [last, setLast] = useState(asked);
  if (asked !== undefined && asked !== last) setLast(asked);
  return asked ?? last;
}

/**
 * What is asked about a commit of the run once the moment has stood; undefined as long as it is not known.
 * @param ask must stay the same
 */
function useAskedAt<T>(
  run: string,
  commit: string | undefined,
  ask: (run: string, commit: string) => Promise<T>,
): Asked<T> | undefined {
  const [held] = useState(() => new Map<string, Asked<T>>());
  const [, draw] = useState(0);
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
