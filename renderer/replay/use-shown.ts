import type { LoggedEvent } from "@shared/runs/event";
import { useMemo, useRef } from "react";
import { useStore } from "zustand";
import { marksOf } from "./marks";
import type { Player } from "./player";
import { useReplayControls } from "./use-controls";
import { type Start, useStartAt } from "./use-replay";

/**
 * What every pane with one player has: its element, the marks of its time, and what steers it.
 * @param events of the run, undefined as long as nobody knows; they must stay the same value
 * @param run whose moments can be linked to
 */
export function useShown(
  player: Player,
  events: readonly LoggedEvent[] | undefined,
  start: Start,
  run: string | undefined,
) {
  const recording = useStore(player.store, (state) => state.recording);
  const pane = useRef<HTMLDivElement>(null);
  const known = recording.status === "ready" ? recording.value.outline : undefined;
  const marks = useMemo(
    () => (events && known ? marksOf(events, known.markers, known.duration) : []),
    [events, known],
  );
  useStartAt(player, known !== undefined, start);
  const controls = useReplayControls(player, marks, pane, known !== undefined, run);
  return { pane, marks, controls };
}
