import type { LoggedEvent } from "@shared/runs/event";
import { useMemo, useRef } from "react";
import { useStore } from "zustand";
import { marksOf } from "./marks";
import type { Player } from "./player";
import { useReplayControls } from "./use-controls";
import { type Start, useStartAt } from "./use-player";

/**
 * The common parts of every pane with one player: its element, its marks, and its controls.
 * @param events the run's events, undefined while unknown; must stay the same value
 * @param run the run whose moments can be linked to
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
