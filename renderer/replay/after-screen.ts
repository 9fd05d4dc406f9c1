import { startTransition, useEffect, useState } from "react";
import { useStore } from "zustand";
import type { Player } from "./player";

const none: readonly never[] = [];

/**
 * Keeps back what there may be thousands of until the player's first screen is on the screen: whoever opens a
 * recording waits for that one.
 */
export function useAfterScreen<T>(player: Player, values: readonly T[]): readonly T[] {
  const [begun, setBegun] = useState(false);
  const shown = useStore(player.store, (state) => state.shown !== undefined);
  useEffect(() => {
    if (!shown) return;
    // In this frame the terminal draws.
    const frame = requestAnimationFrame(() => startTransition(() => setBegun(true)));
    return () => cancelAnimationFrame(frame);
  }, [shown]);
  return begun ? values : none;
}
